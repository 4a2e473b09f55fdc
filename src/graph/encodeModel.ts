/**
 * A graph as the bytes of an ONNX model, for `InferenceSession.create`. Only nodes that the outputs need are written.
 * The builder names an output by an `Identity` node, which copies at run time: every gradient at every training step.
 * So this file renames the value to the output's name and leaves the node out where it can.
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
    graph: encodeGraph(graph, 'main', new Map()),
  });
  return toBinary(ModelProtoSchema, model);
}

/** Nodes on a path to an output, in their order. A subgraph uses the values that it captures. */
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

/** New names of values that are written under an output's name. */
type Renames = ReadonlyMap<string, string>;

/**
 * Finds values that can take an output's name. A node of this graph computes them, they are not outputs under their own
 * name, and they are not renamed already (a value that is output twice needs a copy). `kept` are the nodes that remain.
 */
function foldOutputs(graph: WritableGraph, nodes: readonly Node[]): { renames: Renames; kept: readonly Node[] } {
  const outputs = new Set(graph.outputs.map((output) => output.name));
  const computed = new Set(nodes.flatMap((node) => node.outputs.map((output) => output.name)));
  const renames = new Map<string, string>();
  const kept = nodes.filter((node) => {
    const [from] = node.inputs;
    const [to] = node.outputs;
    if (node.operator !== 'Identity' || from === undefined || !outputs.has(to.name)) return true;
    if (!computed.has(from.name) || outputs.has(from.name) || renames.has(from.name)) return true;
    renames.set(from.name, to.name);
    return false;
  });
  return { renames, kept };
}

/** `outer`: new names of values of the outer graphs. */
function encodeGraph(graph: WritableGraph, name: string, outer: Renames): GraphProto {
  const { nodes, used } = neededNodes(graph);
  const { renames, kept } = foldOutputs(graph, nodes);
  const all: Renames = new Map([...outer, ...renames]);
  const written = (value: Value | undefined): string =>
    value === undefined ? '' : (all.get(value.name) ?? value.name);
  return create(GraphProtoSchema, {
    name,
    node: kept.map((node) =>
      create(NodeProtoSchema, {
        input: node.inputs.map(written),
        output: node.outputs.map(written),
        name: written(node.outputs[0]),
        opType: node.operator,
        domain: node.domain,
        attribute: Object.entries(node.attributes).map(([key, attribute]) => encodeAttribute(key, attribute, all)),
      }),
    ),
    initializer: graph.constants.filter((constant) => used.has(constant.name)).map(encodeTensor),
    input: graph.inputs.map(encodeValueInfo),
    output: graph.outputs.map(encodeValueInfo),
  });
}

function encodeAttribute(name: string, attribute: Attribute, renames: Renames): AttributeProto {
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
      proto.g = encodeGraph(attribute.value, name, renames);
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
