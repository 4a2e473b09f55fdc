/** Sums of contributions to a gradient: over several uses, over time, and with nothing to sum. */
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/base/rng.ts';
import { differentiate } from '../../../src/graph/differentiate.ts';
import { neededNodes } from '../../../src/graph/encodeModel.ts';
import { GraphBuilder } from '../../../src/graph/graphBuilder.ts';
import { GraphError, type Value } from '../../../src/graph/value.ts';
import { evaluateGraph, type Numbers } from '../../support/evaluateGraph.ts';

/** Elements of a gradient, and the same computed by central differences, both in double precision. */
function gradients(
  graph: GraphBuilder,
  loss: Value,
  parameter: Value,
): { actual: readonly number[]; expected: number[] } {
  const rng = new Rng(1);
  const at: Record<string, Numbers> = {};
  for (const { name, shape } of graph.inputs) {
    const count = shape.reduce<number>((product, n) => product * Number(n), 1);
    at[name] = { shape: shape.map(Number), data: Array.from({ length: count }, () => rng.normal()) };
  }
  const lossAt = (index: number, move: number): number => {
    const { shape, data } = at[parameter.name]!;
    const moved = { shape, data: data.with(index, data[index]! + move) };
    return evaluateGraph(graph, { ...at, [parameter.name]: moved }).get(loss.name)!.data[0]!;
  };
  const expected = at[parameter.name]!.data.map((_, i) => (lossAt(i, 1e-5) - lossAt(i, -1e-5)) / 2e-5);
  const [gradient] = differentiate(graph, loss, [parameter]);
  graph.output('gradient', gradient!);
  return { actual: evaluateGraph(graph, at).get('gradient')!.data, expected };
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, index) => {
    expect(Math.abs(value - expected[index]!)).toBeLessThan(1e-7 * (1 + Math.abs(value)));
  });
}

/** h ← tanh(W·h + b) from x, `steps` times; the loss is a sum over the last h. */
function recurrence(steps: number, batch: number): { graph: GraphBuilder; weights: Value; bias: Value; loss: Value } {
  const graph = new GraphBuilder();
  const weights = graph.input('weights', 'float32', [3, 3]);
  const bias = graph.input('bias', 'float32', [3, 1]);
  let h = graph.input('x', 'float32', [3, batch]);
  for (let step = 0; step < steps; step++) h = graph.gemm(weights, h, bias, 'Tanh');
  return { graph, weights, bias, loss: graph.reduceSum(graph.reduceSum(h, 0), 1) };
}

describe('a weight used at every step', () => {
  it.each([1, 2, 7])('gets its gradient from one Gemm over %i steps', (steps) => {
    const { graph, weights, loss } = recurrence(steps, 2);
    const before = graph.nodes.length;
    const [gradient] = differentiate(graph, loss, [weights]);
    graph.output('gradient', gradient!);
    const added = neededNodes(graph).nodes.filter((node) => graph.nodes.indexOf(node) >= before);
    // One computes the gradient. The others carry it back from step to step, except over the first.
    const gemms = added.filter((node) => node.operator === 'Gemm');
    expect(gemms.filter((node) => node.outputs[0] === gradient)).toHaveLength(1);
    expect(gemms).toHaveLength(steps);
  });

  it('so does a bias: one sum over the columns of all steps', () => {
    const { graph, bias, loss } = recurrence(5, 2);
    const before = graph.nodes.length;
    const [gradient] = differentiate(graph, loss, [bias]);
    const sums = graph.nodes.slice(before).filter((node) => node.outputs[0] === gradient);
    expect(sums.map((node) => node.operator)).toEqual(['ReduceSum']);
    expect(sums[0]!.inputs[0]!.shape).toEqual([3, 10]);
  });

  it.each([
    ['a few columns', 4, 2],
    ['so many columns that they are padded', 2, 512],
  ])('is right for %s', (_, steps, batch) => {
    const first = recurrence(steps, batch);
    const weights = gradients(first.graph, first.loss, first.weights);
    expectClose(weights.actual, weights.expected);
    const second = recurrence(steps, batch);
    const bias = gradients(second.graph, second.loss, second.bias);
    expectClose(bias.actual, bias.expected);
  });

  it('keeps the rows of a large product off the same cache lines', () => {
    const { graph, weights, loss } = recurrence(4, 256);
    const [gradient] = differentiate(graph, loss, [weights]);
    expect(graph.producerOf(gradient!)!.inputs.map((input) => input!.shape)).toEqual([
      [3, 1040],
      [1040, 3],
    ]);
  });
});

describe('a parameter', () => {
  it('used in different ways gets the sum', () => {
    const graph = new GraphBuilder();
    const w = graph.input('w', 'float32', [3, 3]);
    const x = graph.input('x', 'float32', [3, 2]);
    const product = graph.gemm(graph.tanh(w), graph.gemm(w, x, undefined, 'Sigmoid'));
    const y = graph.add(graph.reduceSum(product, 1), graph.reduceSum(graph.multiply(w, w), 1));
    const { actual, expected } = gradients(graph, graph.reduceSum(y, 0), w);
    expectClose(actual, expected);
  });

  it('can be a value inside the graph', () => {
    const graph = new GraphBuilder();
    const x = graph.input('x', 'float32', [2, 2]);
    const inner = graph.tanh(x);
    const loss = graph.reduceSum(graph.reduceSum(graph.multiply(inner, inner), 0), 1);
    const [gradient] = differentiate(graph, loss, [inner]);
    const at = { x: { shape: [2, 2], data: [0.1, -0.2, 0.3, 0.4] } };
    expectClose(evaluateGraph(graph, at).get(gradient!.name)!.data, at.x.data.map((value) => 2 * Math.tanh(value))); // prettier-ignore
  });

  it('that does not reach the loss is refused', () => {
    const graph = new GraphBuilder();
    const x = graph.input('x', 'float32', [1, 1]);
    const y = graph.input('y', 'float32', [1, 1]);
    expect(() => differentiate(graph, graph.tanh(x), [y])).toThrow('y: float32(1, 1) does not reach the loss');
  });
});

it('requires a loss of one element', () => {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'float32', [2, 1]);
  expect(() => differentiate(graph, graph.tanh(x), [x])).toThrow(GraphError);
});
