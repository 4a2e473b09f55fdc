/**
 * The stack: embedding → layer 0 → … → output layer, for one step or for many steps at once. From the second layer on,
 * a layer's input may be normalised, and may be added to its output (residual), so that a deep stack starts like a
 * shallow one. The output layer may normalise its input as well.
 */
import type { Value } from '../graph/value.ts';
import type { CellStep } from './cells/cell.ts';
import type { ModelConfig } from './config.ts';
import type { Layout } from './layout.ts';
import { cells, layerPrefix } from './parameters.ts';

/** The input half of a layer, for any number of steps side by side. */
export function projectInputs(layout: Layout, config: ModelConfig, layer: number, x: Value): readonly Value[] {
  const prefix = layerPrefix(layer);
  const normal = layer > 0 && config.normalisation === 'layer';
  const input = normal ? layout.normalise(x, `${prefix}normalisation.gain`, `${prefix}normalisation.shift`) : x;
  return cells[config.cell].project(layout, prefix, input, config.hiddenSize);
}

/** The recurrent half of a layer, for one step. */
export function stepLayer(
  layout: Layout,
  config: ModelConfig,
  layer: number,
  projected: readonly Value[],
  state: readonly Value[],
): CellStep {
  return cells[config.cell].step(layout, layerPrefix(layer), projected, state, config.hiddenSize);
}

/** The output of a layer from its input `x` and the output of its cell. */
export function leaveLayer(layout: Layout, config: ModelConfig, layer: number, x: Value, output: Value): Value {
  return config.residual && layer > 0 ? layout.graph.add(x, output) : output;
}

/** Unnormalised log-probabilities of the next token from the output of the last layer. */
export function outputLogits(layout: Layout, config: ModelConfig, x: Value): Value {
  const normal = config.normalisation === 'layer';
  const input = normal ? layout.normalise(x, 'output.normalisation.gain', 'output.normalisation.shift') : x;
  return layout.linear('output.weights', input, layout.bias('output.bias'));
}
