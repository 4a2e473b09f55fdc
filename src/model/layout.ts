/**
 * The operations that cells are made of, independent of how activations lie in memory. A cell is written once against
 * this interface and runs in both layouts. Training keeps features on the first axis, (H, T·B), with weights on the
 * left of every product. Decoding keeps them on the last axis, (B, H), with 8-bit weights on the right
 * (runtime/rowMajorLayout.ts).
 */
import type { GraphBuilder } from '../graph/graphBuilder.ts';
import { GraphError, type Value } from '../graph/value.ts';
import type { ParameterShape } from './parameters.ts';

export interface Layout {
  readonly graph: GraphBuilder;
  /** Weights of shape (out, in) applied to `x`, plus `addend` of the same shape as the result, then the activation. */
  linear(weights: string, x: Value, addend?: Value, activation?: 'Sigmoid' | 'Tanh'): Value;
  /** A bias vector, shaped so that it broadcasts against activations. */
  bias(name: string): Value;
  /** Cuts along the feature axis. */
  splitFeatures(x: Value, lengths: readonly number[]): readonly Value[];
  /** (x − mean) / √(variance + 1e-5) · gain + shift, over the features. */
  normalise(x: Value, gain: string, shift: string): Value;
}

/** The layout of training: features on the first axis, one column per step and text, parameters as graph inputs. */
export class FeatureMajorLayout implements Layout {
  readonly #parameters: ReadonlyMap<string, Value>;

  /** `prefix` stands before the names of the inputs: two networks may be in one graph. */
  constructor(
    readonly graph: GraphBuilder,
    table: readonly ParameterShape[],
    readonly prefix = '',
  ) {
    this.#parameters = new Map(table.map(({ name, shape }) => [name, graph.input(prefix + name, 'float32', shape)]));
  }

  parameter(name: string): Value {
    const value = this.#parameters.get(name);
    if (value === undefined) throw new GraphError(`no parameter ${name}`);
    return value;
  }

  linear(weights: string, x: Value, addend?: Value, activation?: 'Sigmoid' | 'Tanh'): Value {
    return this.graph.gemm(this.parameter(weights), x, addend, activation);
  }

  bias(name: string): Value {
    return this.parameter(name);
  }

  splitFeatures(x: Value, lengths: readonly number[]): readonly Value[] {
    return this.graph.split(x, lengths, 0);
  }

  normalise(x: Value, gain: string, shift: string): Value {
    const { graph } = this;
    const centred = graph.subtract(x, graph.reduceMean(x, 0));
    const variance = graph.reduceMean(graph.multiply(centred, centred), 0);
    const scaled = graph.divide(centred, graph.squareRoot(graph.add(variance, graph.scalar(1e-5))));
    return graph.add(graph.multiply(scaled, this.parameter(gain)), this.parameter(shift));
  }
}
