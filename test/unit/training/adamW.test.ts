/** The optimizer against the formulas of the papers, in double precision, and the pieces around it. */
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/base/rng.ts';
import {
  type AdamWOptions,
  adamWDefaults,
  globalNorm,
  initialAdamW,
  updateAdamW,
  updateMovingAverage,
} from '../../../src/training/adamW.ts';

/** Loshchilov & Hutter 2019, algorithm 2, for one number: its course over the gradients. */
function naiveAdamW(start: number, gradients: readonly number[], rate: number, options: AdamWOptions): number[] {
  const { beta1, beta2, epsilon, weightDecay } = options;
  let x = start;
  let m = 0;
  let v = 0;
  return gradients.map((gradient, index) => {
    m = beta1 * m + (1 - beta1) * gradient;
    v = beta2 * v + (1 - beta2) * gradient ** 2;
    const mHat = m / (1 - beta1 ** (index + 1));
    const vHat = v / (1 - beta2 ** (index + 1));
    x -= rate * (mHat / (Math.sqrt(vHat) + epsilon) + weightDecay * x);
    return x;
  });
}

const random = (rng: Rng, length: number): Float32Array => Float32Array.from({ length }, () => rng.normal());

describe('AdamW', () => {
  it.each([adamWDefaults, { beta1: 0.8, beta2: 0.999, epsilon: 1e-3, weightDecay: 0.1 }])('follows %o', (options) => {
    const rng = new Rng(1);
    const count = 12;
    const start = random(rng, count);
    const gradients = Array.from({ length: 30 }, () => random(rng, count));
    const parameters = start.slice();
    const state = initialAdamW(count);
    // A decaying half and one that does not.
    const half = count / 2;
    const courses = Array.from(start, (value, index) =>
      naiveAdamW(value, gradients.map((g) => 0.5 * (g[index] ?? 0)), 0.01, {
        ...options,
        weightDecay: index < half ? options.weightDecay : 0,
      }),
    ); // prettier-ignore
    gradients.forEach((gradient, update) => {
      updateAdamW(parameters, gradient, state, 0.01, 0.5, [[0, half]], options);
      expect(state.updates).toBe(update + 1);
      parameters.forEach((value, index) => {
        expect(Math.abs(value - courses[index]![update]!)).toBeLessThan(1e-6);
      });
    });
  });

  it('moves by the learning rate at first, however small the gradient', () => {
    const parameters = Float32Array.of(1, 1);
    updateAdamW(parameters, Float32Array.of(1e-3, -7), initialAdamW(2), 0.125, 1, []);
    expect(Array.from(parameters)).toEqual([expect.closeTo(0.875, 5), expect.closeTo(1.125, 5)]);
  });

  it('leaves a parameter alone whose gradient is 0 and that does not decay', () => {
    const parameters = Float32Array.of(3);
    updateAdamW(parameters, Float32Array.of(0), initialAdamW(1), 0.1, 1, []);
    expect(parameters[0]).toBe(3);
  });
});

describe('the global norm', () => {
  it('is the length of all gradients together', () => {
    expect(globalNorm(Float32Array.of(3, 0, -4))).toBe(5);
    expect(globalNorm(new Float32Array())).toBe(0);
    const gradients = random(new Rng(2), 1003);
    expect(globalNorm(gradients)).toBeCloseTo(Math.hypot(...gradients), 10);
  });

  it.each([NaN, Infinity])('is not finite when a gradient is %f', (value) => {
    for (let index = 0; index < 6; index++) {
      const gradients = new Float32Array(6);
      gradients[index] = value;
      expect(Number.isFinite(globalNorm(gradients))).toBe(false);
    }
  });
});

it('the moving average moves by its share', () => {
  const average = Float32Array.of(1, 2);
  updateMovingAverage(average, Float32Array.of(3, 2), 0.75);
  expect(Array.from(average)).toEqual([1.5, 2]);
});
