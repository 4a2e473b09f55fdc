/** The builder checks shapes, merges equal nodes, and lets a subgraph use values of the outer graph. */
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../../../src/graph/graphBuilder.ts';
import { GraphError, type Shape, type Value } from '../../../src/graph/value.ts';

type Write = (graph: GraphBuilder, value: (...shape: readonly (number | string)[]) => Value) => unknown;

function write(build: Write): unknown {
  const graph = new GraphBuilder();
  return build(graph, (...shape) => graph.input(`x${graph.inputs.length}`, 'float32', shape));
}

describe('a wrong shape is refused', () => {
  it.each<[string, Write]>([
    ['constant with too few elements', (g) => g.constant(new Float32Array(5), [2, 3])],
    ['constant of unknown length', (g) => g.constant(new Float32Array(5), ['T'])],
    ['add', (g, x) => g.add(x(2, 3), x(3, 2))],
    ['subtract', (g, x) => g.subtract(x(2, 3), x(2))],
    ['multiply', (g, x) => g.multiply(x('T', 3), x('B', 3))],
    ['divide', (g, x) => g.divide(x(2, 3), x(4, 3))],
    ['gemm, inner dimensions', (g, x) => g.gemm(x(2, 3), x(4, 5))],
    ['gemm, rank', (g, x) => g.gemm(x(2, 3), x(3))],
    ['gemm, addend', (g, x) => g.gemm(x(2, 3), x(3, 5), x(5, 2))],
    ['gemm, addend larger than the product', (g, x) => g.gemm(x(1, 3), x(3, 5), x(4, 5))],
    ['transpose', (g, x) => g.transpose(x(2, 3, 4))],
    ['concat of nothing', (g) => g.concat([], 0)],
    ['concat, other axis', (g, x) => g.concat([x(2, 3), x(2, 4)], 0)],
    ['concat, rank', (g, x) => g.concat([x(2, 3), x(2, 3, 1)], 0)],
    ['concat, axis', (g, x) => g.concat([x(2, 3), x(2, 3)], 2)],
    ['concat, axis from the end', (g, x) => g.concat([x(2, 3), x(2, 3)], -1)],
    ['concat along an unknown length', (g, x) => g.concat([x('T', 3), x('T', 3)], 0)],
    ['split, lengths', (g, x) => g.split(x(2, 6), [2, 3], 1)],
    ['split, axis', (g, x) => g.split(x(2, 6), [6], 2)],
    ['gather from a scalar', (g, x) => g.gather(x(), g.indices(0))],
    ['reshape', (g, x) => g.reshape(x(2, 6), [3, 5])],
    ['reshape to a length left open', (g, x) => g.reshape(x(2, 6), [3, -1])],
    ['reshape of an unknown length', (g, x) => g.reshape(x('T', 6), [12])],
    ['reduceSum, axis', (g, x) => g.reduceSum(x(2, 3), 2)],
    ['reduceMean, axis', (g, x) => g.reduceMean(x(2, 3), -1)],
  ])('%s', (_, build) => {
    expect(() => write(build)).toThrow(GraphError);
  });

  it('so is a wrong type', () => {
    const graph = new GraphBuilder();
    const x = graph.input('x', 'float32', [2, 2]);
    const n = graph.input('n', 'int32', [2, 2]);
    for (const build of [
      () => graph.add(x, n),
      () => graph.gemm(x, n),
      () => graph.gemm(x, x, n),
      () => graph.concat([x, n], 0),
      () => graph.gather(x, x),
      () => graph.oneHot(x, 3),
      () => graph.sigmoid(n),
      () => graph.tanh(n),
      () => graph.squareRoot(n),
      () => graph.logarithm(n),
      () => graph.softmax(n),
      () => graph.logSoftmax(n),
    ]) {
      expect(build).toThrow(GraphError);
    }
  });

  it('so is a name that is taken, and a value of another graph', () => {
    const graph = new GraphBuilder();
    const x = graph.input('x', 'float32', [2]);
    graph.output('y', graph.tanh(x));
    expect(() => graph.input('x', 'float32', [3])).toThrow(GraphError);
    expect(() => { graph.output('y', x); }).toThrow(GraphError); // prettier-ignore
    expect(() => { graph.output('x', x); }).toThrow(GraphError); // prettier-ignore
    expect(() => new GraphBuilder().tanh(x)).toThrow('belongs to another graph');
  });
});

describe('the shape of the output', () => {
  it.each<[string, Shape, (graph: GraphBuilder, value: (...shape: readonly (number | string)[]) => Value) => Value]>([
    ['add, broadcast', [2, 3, 4], (g, x) => g.add(x(2, 1, 4), x(3, 1))],
    ['multiply by a scalar', ['T', 3], (g, x) => g.multiply(g.scalar(2), x('T', 3))],
    ['gemm', ['T', 5], (g, x) => g.gemm(x('T', 3), x(3, 5), x(5), 'Tanh')],
    ['transpose', [3, 2], (g, x) => g.transpose(x(2, 3))],
    ['concat', [2, 8], (g, x) => g.concat([x(2, 3), x(2, 5)], 1)],
    ['concat of one', [2, 3], (g, x) => g.concat([x(2, 3)], 1)],
    ['gather', [7, 3], (g, x) => g.gather(x(9, 3), g.constant(new Int32Array(7), [7]))],
    ['reshape', [6], (g, x) => g.reshape(x(2, 3), [6])],
    ['reduceSum', [1, 3], (g, x) => g.reduceSum(x(2, 3), 0)],
    ['reduceMean', [2, 1], (g, x) => g.reduceMean(x(2, 3), 1)],
    ['oneHot', [7, 4], (g) => g.oneHot(g.constant(new Int32Array(7), [7]), 4)],
    ['split', [2, 1], (g, x) => g.split(x(2, 3), [2, 1], 1)[1]!],
  ])('%s', (_, shape, build) => {
    expect(write(build)).toMatchObject({ shape });
  });
});

describe('equal nodes', () => {
  it('are one node', () => {
    const graph = new GraphBuilder();
    const x = graph.input('x', 'float32', [2, 3]);
    expect(graph.transpose(x)).toBe(graph.transpose(x));
    expect(graph.split(x, [1, 2], 1)).toBe(graph.split(x, [1, 2], 1));
    expect(graph.scalar(0.5)).toBe(graph.scalar(0.5));
    expect(graph.zeros([2, 2])).toBe(graph.zeros([2, 2]));
    expect(graph.nodes.length).toBe(2);
  });

  it('differ by operator, order of inputs and attributes', () => {
    const graph = new GraphBuilder();
    const a = graph.input('a', 'float32', [2, 2]);
    const b = graph.input('b', 'float32', [2, 2]);
    const values = [
      graph.gemm(a, b),
      graph.gemm(b, a),
      graph.gemm(a, b, a),
      graph.gemm(a, b, a, 'Tanh'),
      graph.gemm(a, b, a, 'Sigmoid'),
      graph.concat([a, b], 0),
      graph.concat([a, b], 1),
      graph.reduceSum(a, 0),
      graph.reduceSum(a, 1),
      graph.reduceMean(a, 1),
    ];
    expect(new Set(values.map(({ name }) => name)).size).toBe(values.length);
  });
});

describe('a subgraph', () => {
  it('captures what it uses of the graphs around it, through every level', () => {
    const graph = new GraphBuilder();
    const x = graph.input('x', 'float32', [2]);
    const y = graph.tanh(x);
    const outer = graph.subgraph((body) => {
      const own = body.input('i', 'float32', [2]);
      const inner = body.subgraph((deeper) => {
        deeper.output('deep', deeper.add(y, own));
      });
      expect(inner.captured).toEqual([y, own]);
      body.output('o', body.add(own, x));
    });
    expect(new Set(outer.captured)).toEqual(new Set([x, y]));
    expect(outer.inputs.map(({ name }) => name)).toEqual(['i']);
  });

  it('has names that are its own', () => {
    const graph = new GraphBuilder();
    const x = graph.input('x', 'float32', [2]);
    const outside = graph.tanh(x);
    const body = graph.subgraph((inner) => {
      inner.output('o', inner.tanh(x));
    });
    expect(body.nodes.flatMap((node) => node.outputs.map(({ name }) => name))).not.toContain(outside.name);
  });
});
