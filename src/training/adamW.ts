/**
 * AdamW (Kingma & Ba 2015; Loshchilov & Hutter 2019) and a moving average of the weights, in one pass over flat arrays.
 * In the training graph, a dozen element-wise operators would each read and write all weights.
 */
import { VectorLoop, type VectorProgram } from './vectorLoop.ts';

export interface AdamWOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Decay per unit of learning rate, for parameters that decay. */
  readonly weightDecay: number;
}

export const adamWDefaults: AdamWOptions = { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.01 };

const arrayNames = ['parameters', 'gradients', 'mean', 'square', 'average'] as const;
type ArrayName = (typeof arrayNames)[number] | 'anchor';
type ScalarName =
  | 'gradientScale'
  | 'beta1'
  | 'beta1Rest'
  | 'beta2'
  | 'beta2Rest'
  | 'stepSize'
  | 'squareScale'
  | 'epsilon'
  | 'keep'
  | 'keepRest'
  | 'averageDecay'
  | 'averageRest';

const program: VectorProgram<ArrayName, ScalarName> = {
  arrays: arrayNames,
  scalars: [
    'gradientScale', 'beta1', 'beta1Rest', 'beta2', 'beta2Rest', 'stepSize', 'squareScale', 'epsilon', 'keep', 'keepRest', 'averageDecay', 'averageRest',
  ],
  assignments: [
    ['g', ['multiply', 'gradients', 'gradientScale']],
    ['mean', ['add', ['multiply', 'mean', 'beta1'], ['multiply', 'g', 'beta1Rest']]],
    ['square', ['add', ['multiply', 'square', 'beta2'], ['multiply', ['multiply', 'g', 'g'], 'beta2Rest']]],
    ['root', ['squareRoot', ['multiply', 'square', 'squareScale']]],
    ['step', ['divide', ['multiply', 'mean', 'stepSize'], ['add', 'root', 'epsilon']]],
    ['parameters', ['subtract', ['multiply', 'parameters', 'keep'], 'step']],
    ['average', ['add', ['multiply', 'average', 'averageDecay'], ['multiply', 'parameters', 'averageRest']]],
  ],
}; // prettier-ignore

/** Decays towards `anchor` instead of zero (L2-SP, Li et al. 2018), decoupled from the gradients like AdamW's decay. */
const anchoredProgram: typeof program = {
  ...program,
  arrays: [...arrayNames, 'anchor'],
  assignments: program.assignments.map(([target, value]) =>
    target === 'parameters' ? [target, ['add', value, ['multiply', 'anchor', 'keepRest']]] : [target, value],
  ),
};

export class AdamW {
  /** The trained weights. The optimizer writes to them. */
  readonly parameters: Float32Array;
  /** Gradients of the loss, written by the caller. */
  readonly gradients: Float32Array;
  /** Running mean of the gradients. */
  readonly mean: Float32Array;
  /** Running mean of the squared gradients. */
  readonly square: Float32Array;
  /** Moving average of the parameters. */
  readonly average: Float32Array;
  /** Updates done. */
  updates = 0;
  readonly #loop: VectorLoop<ArrayName, ScalarName>;

  /**
   * `decayed` holds ascending ranges [from, to) of parameters that decay: the matrices, not the biases. Bounds are
   * multiples of 4 or `count`. Parameters decay towards `anchor` if given, else towards zero.
   */
  constructor(
    count: number,
    private readonly decayed: readonly (readonly [number, number])[],
    private readonly options: AdamWOptions = adamWDefaults,
    anchor?: Float32Array,
  ) {
    this.#loop = new VectorLoop(anchor === undefined ? program : anchoredProgram, count);
    if (anchor !== undefined) this.#loop.arrays.anchor.set(anchor);
    ({
      parameters: this.parameters,
      gradients: this.gradients,
      mean: this.mean,
      square: this.square,
      average: this.average,
    } = this.#loop.arrays);
  }

  /**
   * One update. Gradients are multiplied by `gradientScale` first (clipping by global norm). Then
   * average ← averageDecay · average + (1 − averageDecay) · parameters.
   */
  update(learningRate: number, gradientScale: number, averageDecay: number): void {
    const { beta1, beta2, epsilon, weightDecay } = this.options;
    this.updates += 1;
    const scalars = {
      gradientScale,
      beta1,
      beta1Rest: 1 - beta1,
      beta2,
      beta2Rest: 1 - beta2,
      stepSize: learningRate / (1 - beta1 ** this.updates),
      squareScale: 1 / (1 - beta2 ** this.updates),
      epsilon,
      keep: 1,
      keepRest: 0,
      averageDecay,
      averageRest: 1 - averageDecay,
    };
    const decaying = {
      ...scalars,
      keep: 1 - learningRate * weightDecay,
      keepRest: learningRate * weightDecay,
    };
    let done = 0;
    for (const [from, to] of this.decayed) {
      this.#loop.run(done, from, scalars);
      this.#loop.run(from, to, decaying);
      done = to;
    }
    if (done < this.parameters.length) this.#loop.run(done, this.parameters.length, scalars);
  }
}

/** Euclidean norm of all gradients. Not finite if any gradient is not. */
export function globalNorm(gradients: Float32Array): number {
  // Four sums, because each addition waits for the previous one.
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = gradients.length - (gradients.length % 4);
  for (let index = 0; index < whole; index += 4) {
    a += gradients[index] ** 2;
    b += gradients[index + 1] ** 2;
    c += gradients[index + 2] ** 2;
    d += gradients[index + 3] ** 2;
  }
  for (let index = whole; index < gradients.length; index++) a += gradients[index] ** 2;
  return Math.sqrt(a + b + c + d);
}
