/** The encoded graph holds what its outputs need, under the names of the outputs. The native library runs it. */
import { fromBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { encodeModel } from '../../../src/graph/encodeModel.ts';
import { GraphBuilder } from '../../../src/graph/graphBuilder.ts';
import { type GraphProto, ModelProtoSchema } from '../../../src/graph/onnx_pb.ts';
import type { Value } from '../../../src/graph/value.ts';
import { Session, floats, integers, tensor } from '../../../src/runtime/session.ts';

const options = { threads: 1, optimise: false } as const;

function decode(graph: GraphBuilder): GraphProto {
  return fromBinary(ModelProtoSchema, encodeModel(graph)).graph!;
}

const operators = (graph: GraphProto): string[] => graph.node.map((node) => node.opType);

/** Runs a graph with one input `x` (2). */
async function run(graph: GraphBuilder, x: readonly [number, number]): Promise<Record<string, number[]>> {
  const session = await Session.create(graph, options);
  const result = await session.run({ x: tensor(Float32Array.from(x), [2]) });
  await session.dispose();
  return Object.fromEntries(graph.outputs.map(({ name }) => [name, Array.from(floats(result, name))]));
}

describe('nodes and constants that no output needs', () => {
  it('are left out', async () => {
    const graph = new GraphBuilder();
    const x = graph.input('x', 'float32', [2]);
    graph.multiply(x, graph.scalar(3));
    graph.output('y', graph.add(x, graph.scalar(1)));
    const written = decode(graph);
    expect(operators(written)).toEqual(['Add']);
    expect(written.initializer).toHaveLength(1);
    expect(await run(graph, [1, 2])).toEqual({ y: [2, 3] });
  });

  it('stay when a subgraph needs them', () => {
    const graph = new GraphBuilder();
    const captured = graph.tanh(graph.input('x', 'float32', [2]));
    repeat(graph, captured, (body, state) => body.add(state, captured));
    expect(operators(decode(graph))).toEqual(['Tanh', 'Loop']);
  });
});

/** A loop of three rounds from `start`, with the outputs `y` (last state) and `all` (3, 2). */
function repeat(graph: GraphBuilder, start: Value, round: (body: GraphBuilder, state: Value) => Value): void {
  const state = { type: 'float32', shape: [2] } as const;
  const body = graph.subgraph((inner) => {
    inner.input('i', 'int64', []);
    const goOn = inner.input('goOn', 'bool', []);
    const before = inner.input('before', 'float32', [2]);
    inner.output('goOnOut', goOn);
    const after = round(inner, before);
    inner.output('after', after);
    inner.output('kept', after);
  });
  const times = graph.constant(BigInt64Array.of(3n), []);
  const [last, all] = graph.node(
    'Loop',
    [times, undefined, start],
    [state, { type: 'float32', shape: [3, 2] }],
    { body: { kind: 'graph', value: body } },
  ); // prettier-ignore
  graph.output('y', last!);
  graph.output('all', all!);
}

describe('an output', () => {
  it('is the value itself, without a copy', async () => {
    const graph = new GraphBuilder();
    const x = graph.input('x', 'float32', [2]);
    const sum = graph.add(x, x);
    graph.output('sum', sum);
    graph.output('square', graph.multiply(sum, sum));
    const written = decode(graph);
    expect(written.node.map(({ input, output }) => [...input, ...output])).toEqual([
      ['x', 'x', 'sum'],
      ['sum', 'sum', 'square'],
    ]);
    expect(await run(graph, [1, 2])).toEqual({ sum: [2, 4], square: [4, 16] });
  });

  it('is copied if it is not the result of a node, or is output twice', async () => {
    const graph = new GraphBuilder();
    const x = graph.input('x', 'float32', [2]);
    const sum = graph.add(x, x);
    graph.output('same', x);
    graph.output('one', graph.constant(Float32Array.of(1), [1]));
    graph.output('a', sum);
    graph.output('b', sum);
    expect(operators(decode(graph))).toEqual(['Add', 'Identity', 'Identity', 'Identity']);
    expect(await run(graph, [1, 2])).toEqual({ same: [1, 2], one: [1], a: [2, 4], b: [2, 4] });
  });

  it('is the value itself even if a subgraph at any depth uses it', async () => {
    const graph = new GraphBuilder();
    const x = graph.input('x', 'float32', [2]);
    const sum = graph.add(x, x);
    graph.output('sum', sum);
    repeat(graph, x, (body, state) => {
      const always = body.constant(Uint8Array.of(1), [1]);
      const branch = body.subgraph((inner) => {
        inner.output('branch', inner.add(state, sum));
      });
      const other = body.subgraph((inner) => {
        inner.output('other', state);
      });
      const condition = body.reshape(body.cast(always, 'bool'), []);
      const attributes = { then_branch: { kind: 'graph', value: branch }, else_branch: { kind: 'graph', value: other } } as const; // prettier-ignore
      return body.single('If', [condition], { type: 'float32', shape: [2] }, attributes);
    });
    expect(operators(decode(graph))).not.toContain('Identity');
    expect(await run(graph, [1, 2])).toEqual({ sum: [2, 4], y: [7, 14], all: [3, 6, 5, 10, 7, 14] });
  });

  it('of a subgraph is copied when it comes from outside', async () => {
    const graph = new GraphBuilder();
    const x = graph.input('x', 'float32', [2]);
    const sum = graph.add(x, x);
    repeat(graph, x, () => sum);
    graph.output('sum', sum);
    expect(await run(graph, [1, 2])).toEqual({ sum: [2, 4], y: [2, 4], all: [2, 4, 2, 4, 2, 4] });
  });
});

it('integers, bytes, views and dimensions known at run time keep their numbers', async () => {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'float32', ['N']);
  graph.output('long', graph.cast(graph.constant(BigInt64Array.of(-5n, 1n << 30n), [2]), 'int32'));
  graph.output('int', graph.constant(Int32Array.of(-7), [1]));
  graph.output('bytes', graph.cast(graph.constant(Uint8Array.of(0, 255), [2]), 'float32'));
  graph.output('view', graph.constant(Float32Array.of(1, 2, 3, 4).subarray(1, 3), [2]));
  graph.output('y', graph.add(x, graph.scalar(0.5)));
  const session = await Session.create(graph, options);
  for (const x of [[1], [1, 2, 3]]) {
    const result = await session.run({ x: tensor(Float32Array.from(x), [x.length]) });
    expect(Array.from(floats(result, 'y'))).toEqual(x.map((value) => value + 0.5));
    expect(Array.from(integers(result, 'long'))).toEqual([-5, 2 ** 30]);
    expect(Array.from(integers(result, 'int'))).toEqual([-7]);
    expect(Array.from(floats(result, 'bytes'))).toEqual([0, 255]);
    expect(Array.from(floats(result, 'view'))).toEqual([2, 3]);
  }
  await session.dispose();
});
