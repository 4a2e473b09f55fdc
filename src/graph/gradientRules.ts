/**
 * One gradient rule per operator: from the gradients of a node's outputs to the contributions to its inputs.
 * `differentiate` refuses operators without a rule. Rules use the same builder as the forward graph, so it checks their
 * shapes as well.
 */
import type { GraphBuilder } from './graphBuilder.ts';
import {
  GraphError,
  type Node,
  type Shape,
  type Value,
  attributeOf,
  describe,
  fixedDimension,
  sameShape,
} from './value.ts';

/**
 * What one input receives. A function gets the sum so far and returns the new sum (a Gemm adds at no cost). `outer`
 * stands for `gradient · otherᵀ`; `differentiate` sums it over all uses of the input in a single Gemm. `rows` stands
 * for the sum of `gradient` along its columns, also gathered over all uses.
 */
export type Contribution =
  | Value
  | ((accumulated: Value | undefined) => Value)
  | { readonly kind: 'outer'; readonly gradient: Value; readonly other: Value }
  | { readonly kind: 'rows'; readonly gradient: Value }
  | undefined;

/**
 * Returns the contribution to each input of `node`. `dy` holds the gradient of each output, `undefined` where it is
 * zero.
 */
export type GradientRule = (
  graph: GraphBuilder,
  node: Node,
  dy: readonly (Value | undefined)[],
) => readonly Contribution[];

function inputOf(node: Node, index: number): Value {
  const value = node.inputs[index];
  if (value === undefined) throw new GraphError(`${node.operator} has no input ${index}`);
  return value;
}

function intAttribute(node: Node, name: string): number {
  const attribute = attributeOf(node, name);
  if (attribute?.kind !== 'int') throw new GraphError(`${node.operator} has no integer ${name}`);
  return attribute.value;
}

/**
 * A rule covers its operator as the builder writes it. Another variant must fail instead of getting a wrong gradient.
 */
function want(condition: boolean, node: Node): void {
  if (!condition) throw new GraphError(`the gradient rule of ${node.operator} does not cover this variant of it`);
}

/** Sums a gradient over the axes along which its value was broadcast. */
function unbroadcast(graph: GraphBuilder, gradient: Value, shape: Shape): Contribution {
  if (sameShape(gradient.shape, shape)) return gradient;
  if (gradient.shape.length === 2 && shape.length === 2 && shape[0] === gradient.shape[0] && shape[1] === 1) {
    return { kind: 'rows', gradient };
  }
  let sum = gradient;
  const padding = gradient.shape.length - shape.length;
  gradient.shape.forEach((dimension, axis) => {
    const wasBroadcast = axis < padding || shape[axis - padding] === 1;
    if (wasBroadcast && dimension !== 1) sum = graph.reduceSum(sum, axis);
  });
  return sameShape(sum.shape, shape) ? sum : graph.reshape(sum, shape.map(Number));
}

/** A rule for operators with one output. Without a gradient of the output, the inputs receive nothing. */
function rule(apply: (graph: GraphBuilder, node: Node, dy: Value) => readonly Contribution[]): GradientRule {
  return (graph, node, [dy]) => (dy === undefined ? node.inputs.map(() => undefined) : apply(graph, node, dy));
}

/** dx for y = σ(x): dy · y · (1 − y). */
function sigmoidGradient(graph: GraphBuilder, y: Value, dy: Value): Value {
  return graph.multiply(dy, graph.multiply(y, graph.subtract(graph.scalar(1), y)));
}

/** dx for y = tanh(x): dy · (1 − y²). */
function tanhGradient(graph: GraphBuilder, y: Value, dy: Value): Value {
  return graph.multiply(dy, graph.subtract(graph.scalar(1), graph.multiply(y, y)));
}

/** Y = A·B + C: dA = dY·Bᵀ, dB = Aᵀ·dY, dC = dY summed to the shape of C. */
function gemmContributions(graph: GraphBuilder, node: Node, dy: Value): readonly Contribution[] {
  want(
    Object.keys(node.attributes).every((name) => name === 'activation'),
    node,
  );
  const a = inputOf(node, 0);
  const b = inputOf(node, 1);
  const c = node.inputs[2];
  return [
    { kind: 'outer', gradient: dy, other: b },
    (accumulated) => graph.gemm(graph.transpose(a), dy, accumulated),
    ...(c === undefined ? [] : [unbroadcast(graph, dy, c.shape)]),
  ];
}

const fusedActivationGradients: Readonly<Record<string, typeof sigmoidGradient | undefined>> = {
  Sigmoid: sigmoidGradient,
  Tanh: tanhGradient,
};

export const gradientRules: Readonly<Record<string, GradientRule | undefined>> = {
  Identity: rule((_graph, _node, dy) => [dy]),

  Add: rule((graph, node, dy) => [
    unbroadcast(graph, dy, inputOf(node, 0).shape),
    unbroadcast(graph, dy, inputOf(node, 1).shape),
  ]),

  Sub: rule((graph, node, dy) => [
    unbroadcast(graph, dy, inputOf(node, 0).shape),
    unbroadcast(graph, graph.subtract(graph.scalar(0), dy), inputOf(node, 1).shape),
  ]),

  Mul: rule((graph, node, dy) => {
    const a = inputOf(node, 0);
    const b = inputOf(node, 1);
    return [unbroadcast(graph, graph.multiply(dy, b), a.shape), unbroadcast(graph, graph.multiply(dy, a), b.shape)];
  }),

  Div: rule((graph, node, dy) => {
    const b = inputOf(node, 1);
    const da = graph.divide(dy, b);
    const minusQuotient = graph.subtract(graph.scalar(0), graph.multiply(da, node.outputs[0]));
    return [unbroadcast(graph, da, inputOf(node, 0).shape), unbroadcast(graph, minusQuotient, b.shape)];
  }),

  Sigmoid: rule((graph, node, dy) => [sigmoidGradient(graph, node.outputs[0], dy)]),

  Tanh: rule((graph, node, dy) => [tanhGradient(graph, node.outputs[0], dy)]),

  // 1 where y > 0, 0 elsewhere (also at 0).
  Relu: rule((graph, node, dy) => [graph.multiply(dy, graph.single('Sign', [node.outputs[0]], node.outputs[0]))]),

  Sqrt: rule((graph, node, dy) => [graph.divide(graph.multiply(dy, graph.scalar(0.5)), node.outputs[0])]),

  Log: rule((graph, node, dy) => [graph.divide(dy, inputOf(node, 0))]),

  Softmax: rule((graph, node, dy) => {
    const y = node.outputs[0];
    want(intAttribute(node, 'axis') === -1, node);
    const weighted = graph.multiply(dy, y);
    return [graph.subtract(weighted, graph.multiply(y, graph.reduceSum(weighted, y.shape.length - 1)))];
  }),

  LogSoftmax: rule((graph, node, dy) => {
    const y = node.outputs[0];
    want(intAttribute(node, 'axis') === -1, node);
    const probabilities = graph.single('Exp', [y], y);
    return [graph.subtract(dy, graph.multiply(probabilities, graph.reduceSum(dy, y.shape.length - 1)))];
  }),

  Gemm: rule(gemmContributions),

  FusedGemm: rule((graph, node, dy) => {
    const activation = attributeOf(node, 'activation');
    const gradient = activation?.kind === 'string' ? fusedActivationGradients[activation.value] : undefined;
    if (gradient === undefined) throw new GraphError('FusedGemm with an activation that has no gradient');
    return gemmContributions(graph, node, gradient(graph, node.outputs[0], dy));
  }),

  Transpose: rule((graph, _node, dy) => [graph.transpose(dy)]),

  Reshape: rule((graph, node, dy) => [graph.reshape(dy, inputOf(node, 0).shape.map(Number)), undefined]),

  Concat: rule((graph, node, dy) => {
    const axis = intAttribute(node, 'axis');
    const lengths = node.inputs.map((_, index) => fixedDimension(inputOf(node, index), axis));
    return graph.split(dy, lengths, axis);
  }),

  Split: (graph, node, dy) => {
    const parts = node.outputs.map((output, index) => dy[index] ?? graph.zeros(fixedShape(output)));
    return [graph.concat(parts, intAttribute(node, 'axis')), undefined];
  },

  Gather: rule((graph, node, dy) => {
    want(intAttribute(node, 'axis') === 0, node);
    const table = inputOf(node, 0);
    const positions = inputOf(node, 1);
    if (positions.shape.length !== 1 || table.shape.length !== 2)
      throw new GraphError(`Gather from ${describe(table)}`);
    const selected = graph.oneHot(positions, fixedDimension(table, 0));
    return [graph.gemm(graph.transpose(selected), dy), undefined];
  }),

  ReduceSum: rule((graph, node, dy) => {
    want(intAttribute(node, 'keepdims') === 1, node);
    return [expand(graph, dy, inputOf(node, 0)), undefined];
  }),

  ReduceMean: rule((graph, node, dy) => {
    want(intAttribute(node, 'keepdims') === 1, node);
    const x = inputOf(node, 0);
    const count = x.shape.reduce<number>((product, _, axis) => product * fixedDimension(x, axis), 1);
    const kept = dy.shape.reduce<number>((product, _, axis) => product * fixedDimension(dy, axis), 1);
    return [expand(graph, graph.multiply(dy, graph.scalar(kept / count)), x), undefined];
  }),
};

/** Repeats a reduced gradient along the axes that were summed. */
function expand(graph: GraphBuilder, dy: Value, like: Value): Value {
  const shape = fixedShape(like);
  return graph.single('Expand', [dy, graph.indices(...shape)], { type: dy.type, shape });
}

function fixedShape(value: Value): readonly number[] {
  return value.shape.map((_, axis) => fixedDimension(value, axis));
}
