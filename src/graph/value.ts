/**
 * A value flows along the edges of a graph. Its element type and shape are known when the graph is built. A dimension
 * is a number, or a name for one that is only known at run time (`'T'`). Equal names are equal dimensions.
 */

export type ElementType = 'float32' | 'int32' | 'int64' | 'uint8' | 'bool';
export type Dimension = number | string;
export type Shape = readonly Dimension[];
export type TensorData = Float32Array | Int32Array | BigInt64Array | Uint8Array;

export interface Value {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: Shape;
}

/** A constant stored in the graph (an ONNX initializer). */
export interface Constant extends Value {
  readonly data: TensorData;
}

export type Attribute =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'graph'; readonly value: Subgraph };

export type Attributes = Readonly<Record<string, Attribute>>;

export interface Node {
  readonly operator: string;
  /** `''` for ONNX operators, `'com.microsoft'` for ONNX Runtime's own. */
  readonly domain: string;
  /** An absent optional input is `undefined`. */
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
}

/** Body of a `Loop` or `Scan`. `captured` are values of the outer graph that it uses. */
export interface Subgraph {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly nodes: readonly Node[];
  readonly constants: readonly Constant[];
  readonly captured: readonly Value[];
}

/** A mistake in how a graph is built: a defect of this program. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
}

export function describe(value: Value | undefined): string {
  return value === undefined ? 'nothing' : `${value.name}: ${value.type}(${value.shape.join(', ')})`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);
}

export function attributeOf(node: Node, name: string): Attribute | undefined {
  return node.attributes[name];
}

/** Dimension of an axis. Negative axes count from the end. */
export function dimensionOf(value: Value, axis: number): Dimension {
  const dimension = value.shape.at(axis);
  if (dimension === undefined) throw new GraphError(`${describe(value)} has no axis ${axis}`);
  return dimension;
}

/** A value of a list whose length the caller knows. */
export function given(value: Value | undefined): Value {
  if (value === undefined) throw new GraphError('a value is missing');
  return value;
}

/** A dimension that must be known when the graph is built. */
export function fixedDimension(value: Value, axis: number): number {
  const dimension = dimensionOf(value, axis);
  if (typeof dimension !== 'number') throw new GraphError(`axis ${axis} of ${describe(value)} must be a fixed number`);
  return dimension;
}

/** Throws for an axis that the value does not have. Negative axes are refused, because callers compare axes. */
export function checkAxis(value: Value, axis: number): void {
  if (axis < 0 || axis >= value.shape.length) throw new GraphError(`${describe(value)} has no axis ${axis}`);
}

/** Broadcasts two shapes as NumPy does (ONNX multidirectional broadcasting). */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const withAllAxes = (shape: Shape): Shape => [...new Array<number>(rank - shape.length).fill(1), ...shape];
  const lefts = withAllAxes(a);
  const rights = withAllAxes(b);
  return lefts.map((left, axis) => {
    const right = rights[axis];
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    throw new GraphError(`shapes (${a.join(', ')}) and (${b.join(', ')}) do not broadcast`);
  });
}
