/**
 * A graph as the bytes of an ONNX model, for `InferenceSession.create`. Only what the outputs need is written.
 */
import { create, toBinary } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProtoSchema,
  type GraphProto,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from './onnx_pb.ts';
import type { Attribute, Constant, ElementType, Node, Subgraph, Value } from './value.ts';

/** Intermediate representation and operator set that onnxruntime 1.23 and later accept. */
const irVersion = 10n;
const operatorSetVersion = 21n;

const elementTypeCodes: Readonly<Record<ElementType, number>> = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 };
const attributeTypeCodes: Readonly<Record<Attribute['kind'], number>> = {
  float: 1,
  int: 2,
  string: 3,
  graph: 5,
  ints: 7,
};

type WritableGraph = Omit<Subgraph, 'captured'>;

export function encodeModel(graph: WritableGraph): Uint8Array {
  const model = create(ModelProtoSchema, {
    irVersion,
    producerName: 'undercurrent',
    opsetImport: [
      { domain: '', version: operatorSetVersion },
      { domain: 'com.microsoft', version: 1n },
    ],
    graph: encodeGraph(graph, 'main'),
  });
  return toBinary(ModelProtoSchema, model);
}

/** Nodes on a path to an output, in their order; a subgraph counts as using what it captures. */
export function neededNodes(graph: WritableGraph): { nodes: readonly Node[]; used: ReadonlySet<string> } {
  const used = new Set(graph.outputs.map((output) => output.name));
  const nodes: Node[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((output) => used.has(output.name))) continue;
    nodes.push(node);
    for (const input of node.inputs) if (input !== undefined) used.add(input.name);
    for (const attribute of Object.values(node.attributes)) {
      if (attribute.kind === 'graph') for (const value of attribute.value.captured) used.add(value.name);
    }
  }
  return { nodes: nodes.reverse(), used };
}

function encodeGraph(graph: WritableGraph, name: string): GraphProto {
  const { nodes, used } = neededNodes(graph);
  return create(GraphProtoSchema, {
    name,
    node: nodes.map((node) =>
      create(NodeProtoSchema, {
        input: node.inputs.map((input) => input?.name ?? ''),
        output: node.outputs.map((output) => output.name),
        name: node.outputs[0]?.name ?? '',
        opType: node.operator,
        domain: node.domain,
        attribute: Object.entries(node.attributes).map(([key, attribute]) => encodeAttribute(key, attribute)),
      }),
    ),
    initializer: graph.constants.filter((constant) => used.has(constant.name)).map(encodeTensor),
    input: graph.inputs.map(encodeValueInfo),
    output: graph.outputs.map(encodeValueInfo),
  });
}

function encodeAttribute(name: string, attribute: Attribute): AttributeProto {
  const proto = create(AttributeProtoSchema, { name, type: attributeTypeCodes[attribute.kind] });
  switch (attribute.kind) {
    case 'int':
      proto.i = BigInt(attribute.value);
      break;
    case 'float':
      proto.f = attribute.value;
      break;
    case 'string':
      proto.s = new TextEncoder().encode(attribute.value);
      break;
    case 'ints':
      proto.ints = attribute.value.map(BigInt);
      break;
    case 'graph':
      proto.g = encodeGraph(attribute.value, name);
  }
  return proto;
}

function encodeTensor(constant: Constant): TensorProto {
  const { data } = constant;
  return create(TensorProtoSchema, {
    name: constant.name,
    dims: constant.shape.map(BigInt),
    dataType: elementTypeCodes[constant.type],
    rawData: new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength),
  });
}

function encodeValueInfo(value: Value): ValueInfoProto {
  const dim = value.shape.map((dimension) => ({
    value:
      typeof dimension === 'number'
        ? { case: 'dimValue' as const, value: BigInt(dimension) }
        : { case: 'dimParam' as const, value: dimension },
  }));
  return create(ValueInfoProtoSchema, {
    name: value.name,
    type: { tensorType: { elemType: elementTypeCodes[value.type], shape: { dim } } },
  });
}
