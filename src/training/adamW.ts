/**
 * AdamW (Kingma & Ba 2015; Loshchilov & Hutter 2019) over flat arrays: one pass, in place. Written in JavaScript rather than as graph
 * operators because a dozen element-wise operators would each read and write every weight, where this loop does so once.
 */

export interface AdamWOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Decay per unit of learning rate, of the parameters that `decayed` marks. */
  readonly weightDecay: number;
}

export const adamWDefaults: AdamWOptions = { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.01 };

/** Running means of the gradient and of its square, and how many updates they have seen. */
export interface AdamWState {
  readonly mean: Float32Array;
  readonly square: Float32Array;
  updates: number;
}

export function initialAdamW(parameterCount: number): AdamWState {
  return { mean: new Float32Array(parameterCount), square: new Float32Array(parameterCount), updates: 0 };
}

/** Euclidean norm of all gradients together. Not finite when any of them is not. */
export function globalNorm(gradients: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < gradients.length; index++) {
    const gradient = gradients[index] ?? 0;
    sum += gradient * gradient;
  }
  return Math.sqrt(sum);
}

/**
 * One update of `parameters`. Gradients are first multiplied by `gradientScale` (clipping by global norm).
 * `decayed` holds [from, to) ranges of parameters that decay: the matrices, not the biases.
 */
export function updateAdamW(
  parameters: Float32Array,
  gradients: Float32Array,
  state: AdamWState,
  learningRate: number,
  gradientScale: number,
  decayed: readonly (readonly [number, number])[],
  options: AdamWOptions = adamWDefaults,
): void {
  const { mean, square } = state;
  const { beta1, beta2, epsilon } = options;
  state.updates += 1;
  const stepSize = learningRate / (1 - beta1 ** state.updates);
  const squareScale = 1 / (1 - beta2 ** state.updates);
  const keep = 1 - learningRate * options.weightDecay;
  for (const [from, to] of decayed) {
    for (let index = from; index < to; index++) parameters[index] = (parameters[index] ?? 0) * keep;
  }
  for (let index = 0; index < parameters.length; index++) {
    const gradient = (gradients[index] ?? 0) * gradientScale;
    const m = beta1 * (mean[index] ?? 0) + (1 - beta1) * gradient;
    const s = beta2 * (square[index] ?? 0) + (1 - beta2) * gradient * gradient;
    mean[index] = m;
    square[index] = s;
    parameters[index] = (parameters[index] ?? 0) - (stepSize * m) / (Math.sqrt(s * squareScale) + epsilon);
  }
}

/** Moves `average` towards `parameters`: average ← decay · average + (1 − decay) · parameters. */
export function updateMovingAverage(average: Float32Array, parameters: Float32Array, decay: number): void {
  for (let index = 0; index < average.length; index++) {
    average[index] = decay * (average[index] ?? 0) + (1 - decay) * (parameters[index] ?? 0);
  }
}
