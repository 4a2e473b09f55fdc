/** Compares the optimizer with the formulas of the papers in double precision. */
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/base/rng.ts';
import { AdamW, type AdamWOptions, adamWDefaults, globalNorm } from '../../../src/training/adamW.ts';

/** Loshchilov & Hutter 2019, algorithm 2, for one number: its values over the gradients. */
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
    const count = 22;
    const start = random(rng, count);
    const gradients = Array.from({ length: 30 }, () => random(rng, count));
    // Two ranges that decay, with other parameters before, between and after them.
    const decays = (index: number): boolean => (index >= 4 && index < 8) || (index >= 12 && index < 20);
    const adamW = new AdamW(count, [[4, 8], [12, 20]], options);
    adamW.parameters.set(start);
    adamW.average.set(start);
    const courses = Array.from(start, (value, index) =>
      naiveAdamW(value, gradients.map((g) => 0.5 * g[index]!), 0.01, {
        ...options,
        weightDecay: decays(index) ? options.weightDecay : 0,
      }),
    );
    const averages = Array.from(start);
    gradients.forEach((gradient, update) => {
      adamW.gradients.set(gradient);
      adamW.update(0.01, 0.5, 0.9);
      expect(adamW.updates).toBe(update + 1);
      for (let index = 0; index < count; index++) {
        expect(Math.abs(adamW.parameters[index]! - courses[index]![update]!)).toBeLessThan(2e-6);
        averages[index] = 0.9 * averages[index]! + 0.1 * courses[index]![update]!;
        expect(Math.abs(adamW.average[index]! - averages[index]!)).toBeLessThan(2e-6);
      }
    });
  });

  it.each([22, 23])('pulls %i parameters towards their anchor where it has one', (count) => {
    const rng = new Rng(3);
    const [start, anchor] = [random(rng, count), random(rng, count)];
    const gradients = Array.from({ length: 20 }, () => random(rng, count));
    const options = { ...adamWDefaults, weightDecay: 0.5 };
    const adamW = new AdamW(count, [[0, count]], options, anchor);
    adamW.parameters.set(start);
    // Decay towards the anchor is decay of the distance to zero.
    const courses = Array.from(start, (value, index) =>
      naiveAdamW(value - anchor[index]!, gradients.map((g) => g[index]!), 0.02, options),
    );
    gradients.forEach((gradient, update) => {
      adamW.gradients.set(gradient);
      adamW.update(0.02, 1, 0.9);
      for (let index = 0; index < count; index++) {
        expect(Math.abs(adamW.parameters[index]! - anchor[index]! - courses[index]![update]!)).toBeLessThan(3e-6);
      }
    });
    // Without gradients, they reach their anchor.
    adamW.gradients.fill(0);
    for (let update = 0; update < 2_000; update++) adamW.update(0.02, 1, 0.9);
    for (let index = 0; index < count; index++) expect(adamW.parameters[index]).toBeCloseTo(anchor[index]!, 3);
  });

  it('moves by the learning rate at first, however small the gradient', () => {
    const adamW = new AdamW(2, []);
    adamW.parameters.fill(1);
    adamW.gradients.set([1e-3, -7]);
    adamW.update(0.125, 1, 0.99);
    expect(Array.from(adamW.parameters)).toEqual([expect.closeTo(0.875, 5), expect.closeTo(1.125, 5)]);
  });

  it('leaves a parameter alone whose gradient is 0 and that does not decay', () => {
    const adamW = new AdamW(1, []);
    adamW.parameters.fill(3);
    adamW.update(0.1, 1, 0.99);
    expect(adamW.parameters[0]).toBe(3);
  });
}); // prettier-ignore

describe('the global norm', () => {
  it('is the length of all gradients together', () => {
    expect(globalNorm(Float32Array.of(3, 0, -4))).toBe(5);
    expect(globalNorm(new Float32Array())).toBe(0);
    for (const length of [1, 2, 3, 4, 5, 1003]) {
      const gradients = random(new Rng(2), length);
      expect(globalNorm(gradients)).toBeCloseTo(Math.hypot(...gradients), 10);
    }
  });

  it.each([NaN, Infinity])('is not finite when a gradient is %f', (value) => {
    for (let index = 0; index < 6; index++) {
      const gradients = new Float32Array(6);
      gradients[index] = value;
      expect(Number.isFinite(globalNorm(gradients))).toBe(false);
    }
  });
});
