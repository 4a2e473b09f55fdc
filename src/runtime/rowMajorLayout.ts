/**
 * The layout of inference: features on the last axis, one text as (H) or several as (rows, H). Weights are constants in
 * the graph, most of them in 8 bits. The first layer's input weights stay in 32 bits where they only meet the embedding:
 * ONNX Runtime multiplies the two when it creates the session, and an input costs one row of a table.
 */
import type { GraphBuilder } from '../graph/graphBuilder.ts';
import { type Value, fixedDimension } from '../graph/value.ts';
import type { Layout } from '../model/layout.ts';
import { layerPrefix } from '../model/parameters.ts';
import type { ModelWeights } from './modelWeights.ts';

export class RowMajorLayout implements Layout {
  /** `replaced` holds values that replace biases. */
  constructor(
    readonly graph: GraphBuilder,
    private readonly weights: WeightConstants,
    private readonly replaced: Readonly<Record<string, Value | undefined>> = {},
  ) {}

  linear(weights: string, x: Value, addend?: Value, activation?: 'Sigmoid' | 'Tanh'): Value {
    const { graph } = this;
    // An addend that is the same for all rows is added inside the product.
    const bias = addend?.shape.length === 1 ? addend : undefined;
    const product = this.weights.product(graph, weights, x, bias);
    const sum = addend === bias || addend === undefined ? product : graph.add(product, addend);
    if (activation === undefined) return sum;
    return activation === 'Sigmoid' ? graph.sigmoid(sum) : graph.tanh(sum);
  }

  bias(name: string): Value {
    return this.replaced[name] ?? this.weights.vector(name);
  }

  splitFeatures(x: Value, lengths: readonly number[]): readonly Value[] {
    return this.graph.split(x, lengths, x.shape.length - 1);
  }

  normalise(x: Value, gain: string, shift: string): Value {
    return this.graph.single('LayerNormalization', [x, this.bias(gain), this.bias(shift)], x, {
      axis: { kind: 'int', value: -1 },
      epsilon: { kind: 'float', value: 1e-5 },
    });
  }
}

/** Parameters as constants of the outermost graph, created at the first request. Bodies of loops can use them. */
export class WeightConstants {
  readonly #made = new Map<string, Value>();

  constructor(
    private readonly graph: GraphBuilder,
    private readonly weights: ModelWeights,
  ) {}

  /** float32 (rows, columns). */
  matrix(name: string): Value {
    return this.#constant(name, this.weights.view(name), this.weights.shape(name));
  }

  /** A bias or gain as a vector (rows). */
  vector(name: string): Value {
    return this.#constant(name, this.weights.view(name), [this.weights.shape(name)[0]]);
  }

  /** The first row of a matrix, (columns). */
  firstRow(name: string): Value {
    const columns = this.weights.shape(name)[1];
    return this.#constant(`${name}.first`, this.weights.view(name).subarray(0, columns), [columns]);
  }

  /** x (…, columns) · weightsᵀ + bias (rows) → (…, rows). */
  product(graph: GraphBuilder, name: string, x: Value, bias: Value | undefined): Value {
    const [rows, columns] = this.weights.shape(name);
    const isTable = this.weights.config.copyCodes === undefined && name.startsWith(`${layerPrefix(0)}input.`);
    if (this.weights.precision === 'float32' || isTable) {
      const output = { type: x.type, shape: [...x.shape.slice(0, -1), rows] };
      const product = graph.single('MatMul', [x, this.#transposed(name)], output);
      return bias === undefined ? product : graph.add(product, bias);
    }
    const { values, scales, blockSize } = this.weights.quantised(name);
    const blocks = columns / blockSize;
    const stored = {
      values: this.#constant(`${name}.values`, values, [rows, blocks, blockSize]),
      scales: this.#constant(`${name}.scales`, scales, [rows * blocks]),
    };
    return eightBitProduct(graph, x, stored, bias);
  }

  #transposed(name: string): Value {
    return (
      this.#made.get(`${name}.transposed`) ?? this.#keep(`${name}.transposed`, this.graph.transpose(this.matrix(name)))
    );
  }

  #constant(name: string, data: Float32Array | Uint8Array, shape: readonly number[]): Value {
    return this.#made.get(name) ?? this.#keep(name, this.graph.constant(data, shape, name));
  }

  #keep(name: string, value: Value): Value {
    this.#made.set(name, value);
    return value;
  }
}

/**
 * A quantised matrix in a graph: `values` uint8 (rows, blocks, block size), `scales` float32 (rows · blocks). See
 * `quantise`.
 */
export interface EightBitWeights {
  readonly values: Value;
  readonly scales: Value;
}

/**
 * The product with 8-bit weights, com.microsoft.MatMulNBits, which takes most of the time of decoding. Accuracy level 4
 * also rounds the inputs to 8 bits, each row by itself, so a result does not depend on the other rows. x (…, columns) ·
 * weightsᵀ + bias (rows) → (…, rows).
 */
export function eightBitProduct(
  graph: GraphBuilder,
  x: Value,
  { values, scales }: EightBitWeights,
  bias?: Value,
): Value {
  const rows = fixedDimension(values, 0);
  const blockSize = fixedDimension(values, 2);
  const int = (value: number) => ({ kind: 'int', value }) as const;
  const attributes = {
    K: int(fixedDimension(values, 1) * blockSize),
    N: int(rows),
    bits: int(8),
    block_size: int(blockSize),
    accuracy_level: int(4),
  };
  const output = { type: x.type, shape: [...x.shape.slice(0, -1), rows] };
  return graph.single(
    'MatMulNBits',
    [x, values, scales, undefined, undefined, bias],
    output,
    attributes,
    'com.microsoft',
  );
}
