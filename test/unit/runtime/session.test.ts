/** Sessions of the native library: typed arrays in and out, results written in place, disposal. */
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../../../src/graph/graphBuilder.ts';
import { Session, floats, integers, tensor } from '../../../src/runtime/session.ts';

function sumGraph(): GraphBuilder {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'float32', [2, 2]);
  const n = graph.input('n', 'int32', [2]);
  graph.output('y', graph.gemm(x, x));
  graph.output('m', graph.cast(graph.cast(n, 'float32'), 'int32'));
  return graph;
}

const x = tensor(Float32Array.of(1, 2, 3, 4), [2, 2]);
const n = tensor(Int32Array.of(5, -6), [2]);

describe.each([false, true])('a session (optimised: %s)', (optimise) => {
  it('takes typed arrays and gives them back', async () => {
    const session = await Session.create(sumGraph(), { threads: 1, optimise });
    const result = await session.run({ x, n });
    expect(Array.from(floats(result, 'y'))).toEqual([7, 10, 15, 22]);
    expect(Array.from(integers(result, 'm'))).toEqual([5, -6]);
    expect(() => floats(result, 'm')).toThrow(TypeError);
    expect(() => integers(result, 'y')).toThrow(TypeError);
    expect(() => floats(result, 'nothing')).toThrow(TypeError);
    await session.dispose();
  });

  it('writes into an array that is given', async () => {
    const session = await Session.create(sumGraph(), { threads: 1, optimise });
    const all = new Float32Array(6);
    const result = await session.run({ x, n }, { y: tensor(all.subarray(1, 5), [2, 2]), m: null });
    expect(Array.from(all)).toEqual([0, 7, 10, 15, 22, 0]);
    expect(Array.from(integers(result, 'm'))).toEqual([5, -6]);
    await session.dispose();
  });
});

it('a graph that the library does not know is refused', async () => {
  const graph = new GraphBuilder();
  const value = graph.input('x', 'float32', [1]);
  graph.output('y', graph.single('NoSuchOperator', [value], value));
  await expect(Session.create(graph, { threads: 1, optimise: false })).rejects.toThrow('NoSuchOperator');
});
