import { expect, test } from 'vitest';
import { Rng } from '../../../../src/base/rng.ts';
import { LiveWeights } from '../../../../src/completion/live/liveWeights.ts';

const size = 40;
const features = (rng: Rng): Float32Array => Float32Array.from({ length: 62 }, () => rng.normal());

function distribution(rng: Rng, sharpness: number): Float32Array {
  const odds = Float64Array.from({ length: size }, () => Math.exp(sharpness * rng.normal()));
  const sum = odds.reduce((total, odd) => total + odd, 0);
  return Float32Array.from(odds, (odd) => odd / sum);
}

const total = (probabilities: Float32Array): number => probabilities.reduce((sum, one) => sum + one, 0);

test('before any learning, the distribution is that of the model', () => {
  const rng = new Rng(1);
  const modelProbabilities = distribution(rng, 2);
  for (const [token, probability] of new LiveWeights().adjust(modelProbabilities, features(rng)).entries())
    expect(probability).toBeCloseTo(modelProbabilities[token] ?? 0, 6);
});

test('a learnt token becomes likelier for its features, and not for others', () => {
  const rng = new Rng(2);
  const [modelProbabilities, here, there] = [distribution(rng, 0), features(rng), features(rng)];
  const weights = new LiveWeights();
  const before = weights.adjust(modelProbabilities, here)[7] ?? 0;
  for (let time = 0; time < 20; time++) weights.learn(modelProbabilities, here, 7);
  expect(weights.adjust(modelProbabilities, here)[7]).toBeGreaterThan(10 * before);
  expect(weights.adjust(modelProbabilities, there)[7]).toBeLessThan(5 * before);
});

test('learning goes down the gradient of the cost of a token', () => {
  const rng = new Rng(3);
  const [modelProbabilities, here] = [distribution(rng, 1), features(rng)];
  for (let token = 0; token < size; token++) {
    const weights = new LiveWeights();
    const before = weights.learn(modelProbabilities, here, token)[token] ?? 0;
    expect(weights.adjust(modelProbabilities, here)[token]).toBeGreaterThan(before);
  }
});

test('distributions sum to 1 after any learning', () => {
  const rng = new Rng(4);
  for (const scale of [1, 10, 100]) {
    const weights = new LiveWeights();
    for (let step = 0; step < 500; step++) {
      const seen = features(rng).map((value) => scale * value);
      const adjusted = weights.learn(distribution(rng, 6), seen, rng.integer(size));
      expect(Math.abs(total(adjusted) - 1)).toBeLessThan(1e-6);
      for (const probability of adjusted) expect(probability).toBeGreaterThanOrEqual(0);
    }
  }
});

test('only rows of tokens with an error take memory', () => {
  const rng = new Rng(5);
  const weights = new LiveWeights();
  const certain = new Float32Array(size).fill(0.004 / (size - 1));
  certain[3] = 0.996;
  weights.learn(certain, features(rng), 3);
  expect(weights.bytes).toBe(0);
  weights.learn(certain, features(rng), 5);
  expect(weights.bytes).toBe(2 * 62 * 4);
});
