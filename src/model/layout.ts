/**
 * The few operations a cell is made of, free of how activations lie in memory.
 *
 * Training keeps features on the first axis, (H, T·B), with weights on the left of every product; decoding keeps them on the
 * last, (B, H), with 8-bit weights on the right. A cell is written once against this interface and runs in both.
 */
import type { GraphBuilder } from '../graph/graphBuilder.ts';
import type { Value } from '../graph/value.ts';

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
