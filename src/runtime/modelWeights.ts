/**
 * The weights of one model in the forms that its sessions need. Quantising is most of the work of loading a model, so
 * each matrix is quantised at the first request and shared by all sessions.
 */
import { GraphError } from '../graph/value.ts';
import type { ModelConfig } from '../model/config.ts';
import { parameterTable, parameterViews } from '../model/parameters.ts';

export type Precision = 'float32' | 'int8';

export class ModelWeights {
  readonly #views: ReadonlyMap<string, Float32Array>;
  readonly #shapes: ReadonlyMap<string, readonly [number, number]>;
  readonly #quantised = new Map<string, QuantisedMatrix>();

  constructor(
    readonly config: ModelConfig,
    parameters: Float32Array,
    readonly precision: Precision,
  ) {
    this.#views = parameterViews(config, parameters);
    this.#shapes = new Map(parameterTable(config).map(({ name, shape }) => [name, shape]));
  }

  /** A parameter as it is, row by row. */
  view(name: string): Float32Array {
    const view = this.#views.get(name);
    if (view === undefined) throw new GraphError(`no parameter ${name}`);
    return view;
  }

  /** (rows, columns) of a parameter. */
  shape(name: string): readonly [number, number] {
    const shape = this.#shapes.get(name);
    if (shape === undefined) throw new GraphError(`no parameter ${name}`);
    return shape;
  }

  quantised(name: string): QuantisedMatrix {
    const known = this.#quantised.get(name) ?? quantise(this.view(name), ...this.shape(name));
    this.#quantised.set(name, known);
    return known;
  }
}

export interface QuantisedMatrix {
  /** uint8 (rows, columns / blockSize, blockSize). */
  readonly values: Uint8Array;
  /** float32 (rows · columns / blockSize). */
  readonly scales: Float32Array;
  readonly blockSize: number;
}

/**
 * 8-bit weights for com.microsoft.MatMulNBits. Each row is cut into blocks that share one scale, w ≈ (q − 128) · scale,
 * with q in 1 … 255. A GRU of 2 × 512 loses less than 0.005 bits per character. Columns must be a multiple of 32.
 * `weights` is (rows, columns), row by row.
 */
export function quantise(weights: Float32Array, rows: number, columns: number): QuantisedMatrix {
  const blockSize = [128, 64, 32].find((size) => columns % size === 0);
  if (blockSize === undefined) throw new RangeError(`${columns} columns are no multiple of 32`);
  const values = new Uint8Array(rows * columns);
  const scales = new Float32Array((rows * columns) / blockSize);
  for (let block = 0; block < scales.length; block++) {
    const from = block * blockSize;
    let largest = 0;
    for (let index = from; index < from + blockSize; index++) largest = Math.max(largest, Math.abs(weights[index]));
    const scale = largest / 127;
    scales[block] = scale;
    const inverse = scale === 0 ? 0 : 1 / scale;
    for (let index = from; index < from + blockSize; index++) {
      values[index] = 128 + Math.round(weights[index] * inverse);
    }
  }
  return { values, scales, blockSize };
}
