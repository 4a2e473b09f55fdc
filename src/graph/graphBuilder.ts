/**
 * Builds an ONNX graph node by node, in the order in which it will run, and checks every shape. Operators are pure, so
 * two calls with the same operator, inputs and attributes return the same value, which is computed once. `encodeModel`
 * leaves out nodes that no output needs.
 */
import {
  type Attribute,
  type Attributes,
  type Constant,
  type ElementType,
  GraphError,
  type Node,
  type Shape,
  type Subgraph,
  type TensorData,
  type Value,
  broadcastShapes,
  checkAxis,
  describe,
  dimensionOf,
  fixedDimension,
  sameShape,
} from './value.ts';

export interface OutputSpecification {
  readonly type: ElementType;
  readonly shape: Shape;
}

const int = (value: number): Attribute => ({ kind: 'int', value });
const ints = (value: readonly number[]): Attribute => ({ kind: 'ints', value });

function elementTypeOf(data: TensorData): ElementType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Int32Array) return 'int32';
  return data instanceof Uint8Array ? 'uint8' : 'int64';
}

function attributeKey(attributes: Attributes): string {
  return JSON.stringify(Object.entries(attributes).map(([name, { kind, value }]) => [name, kind, value]));
}

export class GraphBuilder {
  readonly inputs: Value[] = [];
  readonly outputs: Value[] = [];
  readonly nodes: Node[] = [];
  readonly constants: Constant[] = [];
  readonly #producers = new Map<string, Node>();
  readonly #known = new Map<string, readonly Value[]>();
  readonly #scalars = new Map<string, Constant>();
  readonly #counter: { next: number };
  readonly #parent: GraphBuilder | undefined;
  readonly #own = new Set<string>();
  readonly #captured = new Map<string, Value>();

  constructor(parent?: GraphBuilder) {
    this.#parent = parent;
    this.#counter = parent === undefined ? { next: 0 } : parent.#counter;
  }

  input(name: string, type: ElementType, shape: Shape): Value {
    if (this.#own.has(name)) throw new GraphError(`there is a value ${name} already`);
    const value = { name, type, shape };
    this.inputs.push(value);
    this.#own.add(name);
    return value;
  }

  /**
   * Names a value as an output. A value that is output twice, or is not the result of a node, is copied at run time.
   */
  output(name: string, value: Value): void {
    if (this.#own.has(name)) throw new GraphError(`there is a value ${name} already`);
    const copy = { name, type: value.type, shape: value.shape };
    this.#add({ operator: 'Identity', domain: '', inputs: [value], outputs: [copy], attributes: {} });
    this.outputs.push(copy);
  }

  constant(data: TensorData, shape: Shape, name?: string): Constant {
    const count = shape.reduce<number>((product, dimension) => product * Number(dimension), 1);
    if (count !== data.length) throw new GraphError(`${data.length} elements do not fill (${shape.join(', ')})`);
    const constant = { name: this.#fresh(name ?? 'constant'), type: elementTypeOf(data), shape, data };
    this.constants.push(constant);
    this.#own.add(constant.name);
    return constant;
  }

  /** A float32 scalar. Equal numbers are stored once. */
  scalar(value: number): Constant {
    return this.#sharedConstant(`f${value}`, () => this.constant(Float32Array.of(value), []));
  }

  /** An int64 vector, for inputs that are shapes or axes. Equal vectors are stored once. */
  indices(...values: readonly number[]): Constant {
    return this.#sharedConstant(`i${values.join()}`, () =>
      this.constant(BigInt64Array.from(values, BigInt), [values.length]),
    );
  }

  /** float32 zeros. Equal shapes are stored once. */
  zeros(shape: readonly number[]): Constant {
    const count = shape.reduce((product, dimension) => product * dimension, 1);
    return this.#sharedConstant(`zeros ${shape.join()}`, () => this.constant(new Float32Array(count), shape));
  }

  /** The node that computes a value; `undefined` for inputs and constants. */
  producerOf(value: Value): Node | undefined {
    return this.#producers.get(value.name) ?? this.#parent?.producerOf(value);
  }

  /** Any operator. The caller states the outputs; the methods below infer them. */
  node(
    operator: string,
    inputs: readonly (Value | undefined)[],
    outputs: readonly OutputSpecification[],
    attributes: Attributes = {},
    domain = '',
  ): readonly Value[] {
    const pure = !Object.values(attributes).some(({ kind }) => kind === 'graph');
    const key = `${domain}.${operator}(${inputs.map((input) => input?.name ?? '').join()})${pure ? attributeKey(attributes) : ''}`;
    const known = pure ? this.#known.get(key) : undefined;
    if (known !== undefined) return known;
    const values = outputs.map(({ type, shape }) => ({ name: this.#fresh(operator), type, shape }));
    this.#add({ operator, domain, inputs, outputs: values, attributes });
    if (pure) this.#known.set(key, values);
    return values;
  }

  /** An operator with one output. */
  single(
    operator: string,
    inputs: readonly (Value | undefined)[],
    output: OutputSpecification,
    attributes: Attributes = {},
    domain = '',
  ): Value {
    return this.node(operator, inputs, [output], attributes, domain)[0];
  }

  add(a: Value, b: Value): Value {
    return this.#binary('Add', a, b);
  }

  subtract(a: Value, b: Value): Value {
    return this.#binary('Sub', a, b);
  }

  multiply(a: Value, b: Value): Value {
    return this.#binary('Mul', a, b);
  }

  divide(a: Value, b: Value): Value {
    return this.#binary('Div', a, b);
  }

  sigmoid(x: Value): Value {
    return this.#unary('Sigmoid', x);
  }

  tanh(x: Value): Value {
    return this.#unary('Tanh', x);
  }

  /** max(x, 0). */
  relu(x: Value): Value {
    return this.#unary('Relu', x);
  }

  squareRoot(x: Value): Value {
    return this.#unary('Sqrt', x);
  }

  /** Natural logarithm. */
  logarithm(x: Value): Value {
    return this.#unary('Log', x);
  }

  /** Along the last axis. */
  softmax(x: Value): Value {
    return this.#unary('Softmax', x, { axis: int(-1) });
  }

  /** Along the last axis. */
  logSoftmax(x: Value): Value {
    return this.#unary('LogSoftmax', x, { axis: int(-1) });
  }

  /**
   * `a (M, K) · b (K, N) + c`, with `c` broadcast to (M, N). With an activation it is one com.microsoft.FusedGemm.
   * Put weights on the left: ONNX Runtime repacks the right operand at every run, so the right one should be small.
   */
  gemm(a: Value, b: Value, c?: Value, activation?: 'Sigmoid' | 'Tanh'): Value {
    const fits = a.shape.length === 2 && b.shape.length === 2 && dimensionOf(a, 1) === dimensionOf(b, 0);
    if (!fits || a.type !== b.type || (c !== undefined && c.type !== a.type)) {
      throw new GraphError(`Gemm of ${describe(a)} and ${describe(b)}`);
    }
    const shape = [dimensionOf(a, 0), dimensionOf(b, 1)];
    if (c !== undefined && !sameShape(broadcastShapes(c.shape, shape), shape)) {
      throw new GraphError(`Gemm cannot add ${describe(c)} to (${shape.join(', ')})`);
    }
    const inputs = c === undefined ? [a, b] : [a, b, c];
    if (activation === undefined) return this.single('Gemm', inputs, { type: a.type, shape });
    const attributes: Attributes = { activation: { kind: 'string', value: activation } };
    return this.single('FusedGemm', inputs, { type: a.type, shape }, attributes, 'com.microsoft');
  }

  /** Swaps the two axes of a matrix. */
  transpose(x: Value): Value {
    if (x.shape.length !== 2) throw new GraphError(`transpose wants a matrix, not ${describe(x)}`);
    return this.single('Transpose', [x], { type: x.type, shape: [...x.shape].reverse() }, { perm: ints([1, 0]) });
  }

  concat(values: readonly Value[], axis: number): Value {
    if (values.length === 0) throw new GraphError('Concat of nothing');
    const [first] = values;
    checkAxis(first, axis);
    if (values.length === 1) return first;
    const length = values.reduce((sum, value) => sum + fixedDimension(value, axis), 0);
    const shape = first.shape.map((dimension, index) => (index === axis ? length : dimension));
    for (const value of values) {
      const fits = value.shape.every((dimension, index) => index === axis || dimension === first.shape[index]);
      if (!fits || value.shape.length !== first.shape.length || value.type !== first.type) {
        throw new GraphError(`Concat of ${describe(first)} and ${describe(value)} along ${axis}`);
      }
    }
    return this.single('Concat', values, { type: first.type, shape }, { axis: int(axis) });
  }

  /** Cuts `x` along `axis` into pieces of the given lengths. */
  split(x: Value, lengths: readonly number[], axis: number): readonly Value[] {
    checkAxis(x, axis);
    const total = lengths.reduce((sum, length) => sum + length, 0);
    if (fixedDimension(x, axis) !== total) throw new GraphError(`cannot split ${describe(x)} into ${lengths.join()}`);
    if (lengths.length === 1) return [x];
    const outputs = lengths.map((length) => ({
      type: x.type,
      shape: x.shape.map((d, i) => (i === axis ? length : d)),
    }));
    return this.node('Split', [x, this.indices(...lengths)], outputs, { axis: int(axis) });
  }

  /** Rows of `table` chosen by integer `positions`: (V, E), (N) → (N, E). */
  gather(table: Value, positions: Value): Value {
    this.#wantIntegers(positions);
    checkAxis(table, 0);
    const shape = [...positions.shape, ...table.shape.slice(1)];
    return this.single('Gather', [table, positions], { type: table.type, shape }, { axis: int(0) });
  }

  reshape(x: Value, shape: readonly number[]): Value {
    const count = x.shape.reduce<number>((product, _, axis) => product * fixedDimension(x, axis), 1);
    if (shape.some((n) => n < 0) || shape.reduce((product, n) => product * n, 1) !== count) {
      throw new GraphError(`${describe(x)} does not fill (${shape.join(', ')})`);
    }
    return this.single('Reshape', [x, this.indices(...shape)], { type: x.type, shape });
  }

  /** Sum along one axis, which stays with length 1. */
  reduceSum(x: Value, axis: number): Value {
    return this.#reduce('ReduceSum', x, axis);
  }

  /** Mean along one axis, which stays with length 1. */
  reduceMean(x: Value, axis: number): Value {
    return this.#reduce('ReduceMean', x, axis);
  }

  /** 1 at the class, 0 elsewhere: integers (N) → float32 (N, depth). */
  oneHot(classes: Value, depth: number): Value {
    this.#wantIntegers(classes);
    const shape = [...classes.shape, depth];
    const values = this.#sharedConstant('zero-one', () => this.constant(Float32Array.of(0, 1), [2]));
    // onnxruntime has a kernel for int64 classes, but none for int32.
    return this.single(
      'OneHot',
      [this.cast(classes, 'int64'), this.indices(depth), values],
      { type: 'float32', shape },
      { axis: int(-1) },
    );
  }

  cast(x: Value, type: ElementType): Value {
    const code = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 }[type];
    return this.single('Cast', [x], { type, shape: x.shape }, { to: int(code) });
  }

  /** A graph inside this one, for `Loop` and `Scan`. It can use this graph's values. */
  subgraph(build: (body: GraphBuilder) => void): Subgraph {
    const body = new GraphBuilder(this);
    build(body);
    const captured = [...body.#captured.values()];
    for (const value of captured) this.#use(value);
    return { inputs: body.inputs, outputs: body.outputs, nodes: body.nodes, constants: body.constants, captured };
  }

  #unary(operator: string, x: Value, attributes: Attributes = {}): Value {
    if (x.type !== 'float32') throw new GraphError(`${operator} of ${describe(x)}`);
    return this.single(operator, [x], x, attributes);
  }

  #reduce(operator: string, x: Value, axis: number): Value {
    checkAxis(x, axis);
    const shape = x.shape.map((dimension, index) => (index === axis ? 1 : dimension));
    return this.single(operator, [x, this.indices(axis)], { type: x.type, shape }, { keepdims: int(1) });
  }

  #wantIntegers(x: Value): void {
    if (x.type !== 'int32' && x.type !== 'int64') throw new GraphError(`${describe(x)} holds no integers`);
  }

  #binary(operator: string, a: Value, b: Value): Value {
    if (a.type !== b.type) throw new GraphError(`${operator} of ${describe(a)} and ${describe(b)}`);
    return this.single(operator, [a, b], { type: a.type, shape: broadcastShapes(a.shape, b.shape) });
  }

  #sharedConstant(key: string, make: () => Constant): Constant {
    const known = this.#scalars.get(key) ?? make();
    this.#scalars.set(key, known);
    return known;
  }

  #add(node: Node): void {
    for (const input of node.inputs) if (input !== undefined) this.#use(input);
    this.nodes.push(node);
    for (const output of node.outputs) {
      this.#own.add(output.name);
      this.#producers.set(output.name, node);
    }
  }

  #use(value: Value): void {
    if (this.#own.has(value.name)) return;
    if (this.#parent === undefined) throw new GraphError(`${describe(value)} belongs to another graph`);
    this.#captured.set(value.name, value);
  }

  #fresh(stem: string): string {
    return `${stem}_${this.#counter.next++}`;
  }
}
