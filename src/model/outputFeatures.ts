/**
 * The input of the output layer: the last layer's output with residuals added, normalised. `network.ts` builds the same
 * computation as a graph. Live learning beside the output layer needs it without running a graph.
 */
import type { HiddenState } from './characterModel.ts';
import type { ModelConfig } from './config.ts';
import { cells, parameterViews } from './parameters.ts';

/** The same as in the graphs. */
const epsilon = 1e-5;

/** From a state (S) to the input of the output layer, (H). `flat` holds all parameters. */
export function outputFeatures(config: ModelConfig, flat: Float32Array): (state: HiddenState) => Float32Array {
  const { layers, hiddenSize, residual, cell, normalisation } = config;
  const stride = cells[cell].stateParts * hiddenSize;
  const first = residual ? 0 : layers - 1;
  const views = parameterViews(config, flat);
  // Copies, so that the closure does not keep all parameters in memory.
  const gain = views.get('output.normalisation.gain')?.slice();
  const shift = views.get('output.normalisation.shift')?.slice();
  return (state) => {
    const features = new Float32Array(hiddenSize);
    for (let layer = first; layer < layers; layer++) {
      const output = state.subarray(layer * stride, layer * stride + hiddenSize);
      for (let unit = 0; unit < hiddenSize; unit++) features[unit] += output[unit];
    }
    if (normalisation === 'layer' && gain !== undefined && shift !== undefined) normalise(features, gain, shift);
    return features;
  };
}

function normalise(x: Float32Array, gain: Float32Array, shift: Float32Array): void {
  let [sum, squares] = [0, 0];
  // By index: an iterator over a typed array takes longer than the arithmetic.
  for (let unit = 0; unit < x.length; unit++) {
    const value = x[unit];
    sum += value;
    squares += value * value;
  }
  const mean = sum / x.length;
  const scale = 1 / Math.sqrt(squares / x.length - mean * mean + epsilon);
  for (let unit = 0; unit < x.length; unit++) {
    x[unit] = (x[unit] - mean) * scale * gain[unit] + shift[unit];
  }
}
