/**
 * The layout of inference: one row per text, features on the last axis, weights as constants inside the graph, most of them in 8 bits.
 *
 * The first layer's input weights stay in 32 bits: they meet nothing but the embedding, so ONNX Runtime multiplies the two when the
 * session is made and an input costs one row of a table.
 */
import type { GraphBuilder } from '../graph/graphBuilder.ts';
import { GraphError, type Value } from '../graph/value.ts';
import type { ModelConfig } from '../model/config.ts';
import type { Layout } from '../model/layout.ts';
import { layerPrefix, parameterTable, parameterViews } from '../model/parameters.ts';
import { quantise } from './quantise.ts';

export type Precision = 'float32' | 'int8';

export class RowMajorLayout implements Layout {
  readonly graph: GraphBuilder;
  readonly #weights: WeightConstants;

  constructor(graph: GraphBuilder, weights: WeightConstants) {
    this.graph = graph;
    this.#weights = weights;
  }

  linear(weights: string, x: Value, addend?: Value, activation?: 'Sigmoid' | 'Tanh'): Value {
    const { graph } = this;
    const product = this.#weights.product(graph, weights, x);
    const sum = addend === undefined ? product : graph.add(product, addend);
    if (activation === undefined) return sum;
    return activation === 'Sigmoid' ? graph.sigmoid(sum) : graph.tanh(sum);
  }

  bias(name: string): Value {
    return this.#weights.vector(name);
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

/** Parameters as constants of the outermost graph, made when first asked for; bodies of loops see them from there. */
export class WeightConstants {
  readonly #graph: GraphBuilder;
  readonly #views: ReadonlyMap<string, Float32Array>;
  readonly #shapes: ReadonlyMap<string, readonly [number, number]>;
  readonly #precision: Precision;
  readonly #made = new Map<string, Value>();

  constructor(graph: GraphBuilder, config: ModelConfig, parameters: Float32Array, precision: Precision) {
    this.#graph = graph;
    this.#views = parameterViews(config, parameters);
    this.#shapes = new Map(parameterTable(config).map(({ name, shape }) => [name, shape]));
    this.#precision = precision;
  }

  /** float32 (rows, columns), as it is. */
  matrix(name: string): Value {
    return this.#make(name, () => this.#graph.constant(this.#view(name), this.#shape(name), name));
  }

  /** A bias or gain as a vector (rows). */
  vector(name: string): Value {
    return this.#make(name, () => this.#graph.constant(this.#view(name), [this.#shape(name)[0]], name));
  }

  /** x (…, columns) · weightsᵀ → (…, rows). */
  product(graph: GraphBuilder, name: string, x: Value): Value {
    const [rows, columns] = this.#shape(name);
    const output = { type: x.type, shape: [...x.shape.slice(0, -1), rows] };
    if (this.#precision === 'float32' || name.startsWith(`${layerPrefix(0)}input.`)) {
      const transposed = this.#make(`${name}.transposed`, () => this.#graph.transpose(this.matrix(name)));
      return graph.single('MatMul', [x, transposed], output);
    }
    const { values, scales, blockSize } = this.#quantised(name);
    const int = (value: number) => ({ kind: 'int', value }) as const;
    const attributes = {
      K: int(columns),
      N: int(rows),
      bits: int(8),
      block_size: int(blockSize),
      accuracy_level: int(4),
    };
    return graph.single('MatMulNBits', [x, values, scales], output, attributes, 'com.microsoft');
  }

  #quantised(name: string): { values: Value; scales: Value; blockSize: number } {
    const [rows, columns] = this.#shape(name);
    const make = () => {
      const matrix = quantise(this.#view(name), rows, columns);
      const blocks = columns / matrix.blockSize;
      this.#made.set(`${name}.scales`, this.#graph.constant(matrix.scales, [rows * blocks], `${name}.scales`));
      return this.#graph.constant(matrix.values, [rows, blocks, matrix.blockSize], `${name}.values`);
    };
    const values = this.#make(`${name}.values`, make);
    const scales = this.#made.get(`${name}.scales`);
    const blockSize = values.shape[2];
    if (scales === undefined || typeof blockSize !== 'number') throw new GraphError(`${name} was not quantised`);
    return { values, scales, blockSize };
  }

  #make(key: string, make: () => Value): Value {
    const known = this.#made.get(key) ?? make();
    this.#made.set(key, known);
    return known;
  }

  #view(name: string): Float32Array {
    const view = this.#views.get(name);
    if (view === undefined) throw new GraphError(`no parameter ${name}`);
    return view;
  }

  #shape(name: string): readonly [number, number] {
    const shape = this.#shapes.get(name);
    if (shape === undefined) throw new GraphError(`no parameter ${name}`);
    return shape;
  }
}
