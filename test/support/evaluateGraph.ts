/**
 * Runs a graph in double precision, operator by operator, straight from the definitions of ONNX: slow, and independent
 * of both the native library and the gradient rules. Knows the operators of a training step.
 */
import type { GraphBuilder } from '../../src/graph/graphBuilder.ts';
import type { Node } from '../../src/graph/value.ts';

export interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

type Operator = (inputs: readonly Numbers[], node: Node) => readonly Numbers[];

const size = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/** A result of the given shape, element by element from its coordinates. */
function fill(shape: readonly number[], at: (position: readonly number[]) => number): Numbers {
  const data = Array.from({ length: size(shape) }, (_, index) => {
    const position = shape.map((length, axis) => Math.floor(index / size(shape.slice(axis + 1))) % length);
    return at(position);
  });
  return { shape, data };
}

/** The element at a position of a shape that this one broadcasts to. */
function read({ shape, data }: Numbers, position: readonly number[]): number {
  const skipped = position.length - shape.length;
  const offset = shape.reduce((sum, length, axis) => sum * length + (length === 1 ? 0 : position[axis + skipped]!), 0);
  return data[offset]!;
}

function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => Math.max(a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1));
}

const unary =
  (f: (x: number) => number): Operator =>
  ([x]) => [{ shape: x!.shape, data: x!.data.map(f) }];
const binary = (f: (x: number, y: number) => number): Operator => ([a, b]) => [
  fill(broadcast(a!.shape, b!.shape), (p) => f(read(a!, p), read(b!, p))),
]; // prettier-ignore

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

function int(node: Node, name: string): number {
  const attribute = node.attributes[name];
  if (attribute?.kind !== 'int') throw new Error(`${node.operator} has no ${name}`);
  return attribute.value;
}

/** The numbers along one axis through a position. */
const along = (x: Numbers, axis: number, position: readonly number[]): number[] =>
  Array.from({ length: x.shape[axis]! }, (_, i) => read(x, position.with(axis, i)));

const reduce = (f: (numbers: readonly number[]) => number): Operator => ([x, axes]) => {
  const axis = axes!.data[0]!;
  return [fill(x!.shape.with(axis, 1), (p) => f(along(x!, axis, p)))];
}; // prettier-ignore

const logSoftmax: Operator = ([x]) => {
  const axis = x!.shape.length - 1;
  return [fill(x!.shape, (p) => read(x!, p) - Math.log(sum(along(x!, axis, p).map(Math.exp))))];
};

const gemm: Operator = ([a, b, c], node) => {
  const activation = node.attributes['activation']?.value;
  const activate = activation === 'Sigmoid' ? sigmoid : activation === 'Tanh' ? Math.tanh : (x: number) => x;
  const product = fill([a!.shape[0]!, b!.shape[1]!], ([m, n]) => {
    const terms = Array.from({ length: b!.shape[0]! }, (_, k) => read(a!, [m!, k]) * read(b!, [k, n!]));
    return activate(sum(terms) + (c === undefined ? 0 : read(c, [m!, n!])));
  });
  return [product];
};

/** Where each piece begins along an axis. */
const starts = (lengths: readonly number[]): number[] => lengths.map((_, i) => sum(lengths.slice(0, i)));

const operators: Readonly<Record<string, Operator>> = {
  Identity: ([x]) => [x!],
  Cast: ([x]) => [x!],
  Add: binary((x, y) => x + y),
  Sub: binary((x, y) => x - y),
  Mul: binary((x, y) => x * y),
  Div: binary((x, y) => x / y),
  Sigmoid: unary(sigmoid),
  Tanh: unary(Math.tanh),
  Relu: unary((x) => Math.max(0, x)),
  Sign: unary(Math.sign),
  Sqrt: unary(Math.sqrt),
  Log: unary(Math.log),
  Exp: unary(Math.exp),
  LogSoftmax: logSoftmax,
  Softmax: (inputs, node) => logSoftmax(inputs, node).map(({ shape, data }) => ({ shape, data: data.map(Math.exp) })),
  Gemm: gemm,
  FusedGemm: gemm,
  Transpose: ([x]) => [fill(x!.shape.toReversed(), (p) => read(x!, p.toReversed()))],
  Reshape: ([x, shape]) => [{ shape: shape!.data, data: x!.data }],
  Expand: ([x, shape]) => [fill(shape!.data, (p) => read(x!, p))],
  Concat: (pieces, node) => {
    const axis = int(node, 'axis');
    const begin = starts(pieces.map(({ shape }) => shape[axis]!));
    const shape = pieces[0]!.shape.with(axis, sum(pieces.map((piece) => piece.shape[axis]!)));
    const pieceAt = (i: number): number => begin.findLastIndex((start) => start <= i);
    return [fill(shape, (p) => read(pieces[pieceAt(p[axis]!)]!, p.with(axis, p[axis]! - begin[pieceAt(p[axis]!)]!)))];
  },
  Split: ([x, lengths], node) => {
    const axis = int(node, 'axis');
    const begin = starts(lengths!.data);
    return lengths!.data.map((length, i) =>
      fill(x!.shape.with(axis, length), (p) => read(x!, p.with(axis, p[axis]! + begin[i]!))),
    );
  },
  Gather: ([table, positions]) => [
    fill([...positions!.shape, ...table!.shape.slice(1)], (p) =>
      read(table!, [positions!.data[p[0]!]!, ...p.slice(1)]),
    ),
  ],
  OneHot: ([classes, depth]) => [
    fill([...classes!.shape, depth!.data[0]!], (p) => (read(classes!, p.slice(0, -1)) === p.at(-1) ? 1 : 0)),
  ],
  ReduceSum: reduce(sum),
  ReduceMean: reduce((numbers) => sum(numbers) / numbers.length),
};

/** Every value of a graph by its name. */
export function evaluateGraph(graph: GraphBuilder, inputs: Readonly<Record<string, Numbers>>): Map<string, Numbers> {
  const values = new Map<string, Numbers>(Object.entries(inputs));
  for (const { name, shape, data } of graph.constants) {
    values.set(name, { shape: shape.map(Number), data: Array.from(data, Number) });
  }
  for (const node of graph.nodes) {
    const operator = operators[node.operator];
    if (operator === undefined) throw new Error(`${node.operator} is not known here`);
    const read = node.inputs.map((input) => values.get(input!.name)!);
    operator(read, node).forEach((result, index) => values.set(node.outputs[index]!.name, result));
  }
  return values;
}
