/**
 * Compares the gradient of every rule, as the native library computes it, with central differences in double precision.
 * The loss has a different weight for each element of the outputs, so swapped elements show.
 */
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/base/rng.ts';
import { differentiate } from '../../../src/graph/differentiate.ts';
import { gradientRules } from '../../../src/graph/gradientRules.ts';
import { GraphBuilder } from '../../../src/graph/graphBuilder.ts';
import { GraphError, type Value } from '../../../src/graph/value.ts';
import { Session, floats, tensor } from '../../../src/runtime/session.ts';
import { type Numbers, evaluateGraph } from '../../support/evaluateGraph.ts';

interface RuleCase {
  readonly name: string;
  /** Shapes of the inputs that are differentiated. */
  readonly shapes: readonly (readonly number[])[];
  /** The operator under test; its outputs. */
  readonly build: (graph: GraphBuilder, inputs: readonly Value[]) => readonly Value[];
  /** Range of the random inputs: all real numbers, or [0.5, 2.5). */
  readonly positive?: boolean;
}

type Binary = 'add' | 'subtract' | 'multiply' | 'divide';
type Unary = 'sigmoid' | 'tanh' | 'relu' | 'squareRoot' | 'logarithm' | 'softmax' | 'logSoftmax' | 'transpose';

const binary = (method: Binary, positive = false): RuleCase[] =>
  ([
    ['same shapes', [3, 4], [3, 4]],
    ['column and matrix', [3, 1], [3, 4]],
    ['matrix and column', [3, 4], [3, 1]],
    ['matrix and row', [3, 4], [1, 4]],
    ['matrix and vector', [3, 4], [4]],
    ['scalar and matrix', [], [3, 4]],
    ['three axes, two of them repeated', [2, 3, 4], [1, 3, 1]],
    ['column and row', [3, 1], [1, 4]],
  ] as const).map(([name, ...shapes]) => ({ name, shapes, positive, build: (graph, [a, b]) => [graph[method](a!, b!)] })); // prettier-ignore

const unary = (method: Unary, positive = false): RuleCase[] => [
  { name: 'a matrix', shapes: [[3, 4]], positive, build: (graph, [x]) => [graph[method](x!)] },
];

const gemms = (activation?: 'Sigmoid' | 'Tanh'): RuleCase[] => [
  { name: `with a matrix added`, shapes: [[3, 4], [4, 2], [3, 2]], build: (g, [a, b, c]) => [g.gemm(a!, b!, c, activation)] },
  { name: `with a column added`, shapes: [[3, 4], [4, 2], [3, 1]], build: (g, [a, b, c]) => [g.gemm(a!, b!, c, activation)] },
  { name: `with a row added`, shapes: [[3, 4], [4, 2], [2]], build: (g, [a, b, c]) => [g.gemm(a!, b!, c, activation)] },
  { name: `alone`, shapes: [[3, 4], [4, 2]], build: (g, [a, b]) => [g.gemm(a!, b!, undefined, activation)] },
  { name: `of inner values`, shapes: [[3, 4], [4, 2]], build: (g, [a, b]) => [g.gemm(g.tanh(a!), g.tanh(b!), undefined, activation)] },
]; // prettier-ignore

const positions = (graph: GraphBuilder): Value => graph.constant(Int32Array.of(1, 0, 1, 3), [4]);

const cases: Readonly<Record<string, readonly RuleCase[]>> = {
  Identity: [{ name: 'a matrix', shapes: [[2, 3]], build: (g, [x]) => [g.single('Identity', [x], x!)] }],
  Add: binary('add'),
  Sub: binary('subtract'),
  Mul: [
    ...binary('multiply'),
    { name: 'a value with itself', shapes: [[2, 3]], build: (g, [x]) => [g.multiply(x!, x!)] },
  ],
  Div: binary('divide', true),
  Sigmoid: unary('sigmoid'),
  Tanh: unary('tanh'),
  Relu: unary('relu'),
  Sqrt: unary('squareRoot', true),
  Log: unary('logarithm', true),
  Softmax: unary('softmax'),
  LogSoftmax: unary('logSoftmax'),
  Gemm: gemms(),
  FusedGemm: [...gemms('Sigmoid'), ...gemms('Tanh')],
  Transpose: unary('transpose'),
  Reshape: [{ name: 'a matrix', shapes: [[3, 4]], build: (g, [x]) => [g.reshape(x!, [2, 6])] }],
  Concat: [
    { name: 'rows', shapes: [[2, 3], [4, 3]], build: (g, [a, b]) => [g.concat([a!, b!], 0)] },
    { name: 'columns, one piece twice', shapes: [[2, 3], [2, 1]], build: (g, [a, b]) => [g.concat([a!, b!, a!], 1)] },
  ],
  Split: [
    { name: 'rows', shapes: [[6, 2]], build: (g, [x]) => g.split(x!, [1, 2, 3], 0) },
    { name: 'columns', shapes: [[2, 6]], build: (g, [x]) => g.split(x!, [4, 2], 1) },
    { name: 'where one piece is not used', shapes: [[2, 6]], build: (g, [x]) => g.split(x!, [2, 3, 1], 1).slice(0, 2) },
  ],
  Gather: [{ name: 'rows, one of them twice', shapes: [[5, 3]], build: (g, [x]) => [g.gather(x!, positions(g))] }],
  ReduceSum: [
    { name: 'rows', shapes: [[3, 4]], build: (g, [x]) => [g.reduceSum(x!, 1)] },
    { name: 'columns', shapes: [[3, 4]], build: (g, [x]) => [g.reduceSum(x!, 0)] },
  ],
  ReduceMean: [
    { name: 'rows', shapes: [[3, 4]], build: (g, [x]) => [g.reduceMean(x!, 1)] },
    { name: 'the middle of three axes', shapes: [[2, 3, 4]], build: (g, [x]) => [g.reduceMean(x!, 1)] },
  ],
}; // prettier-ignore

/** Σ weight · element over all elements of all values, each with a weight of its own; of shape (1, 1). */
function weighedSum(graph: GraphBuilder, values: readonly Value[], rng: Rng): Value {
  const parts = values.map((value) => {
    const count = value.shape.reduce<number>((product, n) => product * Number(n), 1);
    const weights = graph.constant(Float32Array.from({ length: count }, () => rng.normal()), value.shape); // prettier-ignore
    return graph.reduceSum(graph.reshape(graph.multiply(value, weights), [1, count]), 1);
  });
  return parts.reduce((a, b) => graph.add(a, b));
}

async function expectGradients({ shapes, build, positive = false }: RuleCase): Promise<void> {
  const rng = new Rng(3);
  const graph = new GraphBuilder();
  const inputs = shapes.map((shape, index) => graph.input(`x${index}`, 'float32', shape));
  const loss = weighedSum(graph, build(graph, inputs), rng);
  const at = inputs.map(({ shape }): Numbers => {
    const count = shape.reduce<number>((product, n) => product * Number(n), 1);
    const data = Array.from({ length: count }, () => Math.fround(positive ? 0.5 + 2 * rng.next() : rng.normal()));
    return { shape: shape.map(Number), data };
  });
  const lossAt = (input: number, element: number, move: number): number => {
    const moved = at.map((numbers, i) =>
      i === input ? { ...numbers, data: numbers.data.with(element, numbers.data[element]! + move) } : numbers,
    );
    return evaluateGraph(graph, Object.fromEntries(moved.map((x, i) => [`x${i}`, x]))).get(loss.name)!.data[0]!;
  };
  const epsilon = 1e-4;
  const expected = at.map(({ data }, input) =>
    data.map((_, element) => (lossAt(input, element, epsilon) - lossAt(input, element, -epsilon)) / (2 * epsilon)),
  );

  differentiate(graph, loss, inputs).forEach((gradient, index) => {
    expect(gradient.shape).toEqual(shapes[index]);
    graph.output(`dx${index}`, gradient);
  });
  const session = await Session.create(graph, { threads: 1, optimise: false });
  const feeds = Object.fromEntries(at.map(({ shape, data }, i) => [`x${i}`, tensor(Float32Array.from(data), shape)]));
  const result = await session.run(feeds);
  await session.dispose();
  expected.forEach((numbers, index) => {
    const actual = floats(result, `dx${index}`);
    expect(actual.length).toBe(numbers.length);
    numbers.forEach((number, element) => {
      expect(Math.abs(actual[element]! - number)).toBeLessThan(2e-5 * (1 + Math.abs(number)));
    });
  });
}

describe.each(Object.keys(gradientRules))('the gradient of %s', (operator) => {
  it('has a test case that runs the rule', () => {
    expect(cases[operator], `test cases of ${operator}`).toBeDefined();
    for (const { shapes, build } of cases[operator]!) {
      const graph = new GraphBuilder();
      build(graph, shapes.map((shape, i) => graph.input(`x${i}`, 'float32', shape))); // prettier-ignore
      expect(graph.nodes.map((node) => node.operator)).toContain(operator);
    }
  });

  it.each(cases[operator] ?? [])('$name', expectGradients);
});

describe('an operator without a rule', () => {
  const lossOf = (build: (graph: GraphBuilder, x: Value) => Value): (() => void) => {
    const graph = new GraphBuilder();
    const x = graph.input('x', 'float32', [2, 3]);
    const y = build(graph, x);
    const loss = graph.reduceSum(graph.reduceSum(y, 0), 1);
    return () => differentiate(graph, loss, [x]);
  };

  it('is named', () => {
    expect(lossOf((g, x) => g.single('Erf', [x], x))).toThrow(GraphError);
    expect(lossOf((g, x) => g.single('Erf', [x], x))).toThrow('Erf has no gradient rule');
  });

  it.each<[string, (graph: GraphBuilder, x: Value) => Value]>([
    ['a softmax along another axis', (g, x) => g.single('Softmax', [x], x, { axis: { kind: 'int', value: 0 } })],
    ['a log-softmax along another axis', (g, x) => g.single('LogSoftmax', [x], x, { axis: { kind: 'int', value: 0 } })],
    [
      'a Gemm of a transposed matrix',
      (g, x) => g.single('Gemm', [x, x], { type: 'float32', shape: [3, 3] }, { transA: { kind: 'int', value: 1 } }),
    ],
    [
      'a fused activation',
      (g, x) =>
        g.single('FusedGemm', [x, g.transpose(x)], { type: 'float32', shape: [2, 2] }, { activation: { kind: 'string', value: 'Relu' } }),
    ], // prettier-ignore
    [
      'columns that are gathered',
      (g, x) =>
        g.single('Gather', [x, g.indices(0, 1)], { type: 'float32', shape: [2, 2] }, { axis: { kind: 'int', value: 1 } }),
    ], // prettier-ignore
    ['a tensor that is gathered from', (g, x) => g.reshape(g.gather(g.reshape(x, [2, 3, 1]), g.indices(0)), [1, 3])],
  ])('is a variant of an operator too: %s', (_, build) => {
    expect(lossOf(build)).toThrow(GraphError);
  });
});
