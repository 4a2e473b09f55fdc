/** Compares the training step in the native library with the textbook network: likelihoods and gradients. */
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/base/rng.ts';
import { cellKinds, type ModelConfig } from '../../../src/model/config.ts';
import { initialParameters, parameterTable, parameterViews } from '../../../src/model/parameters.ts';
import { ScoringSession, TrainingSession } from '../../../src/runtime/trainingSession.ts';
import { naiveLogLikelihoods } from '../../support/naiveNetwork.ts';

const variants = cellKinds.flatMap((cell) =>
  ([['none', false], ['layer', true]] as const).map(([normalisation, residual]): ModelConfig => ({
    cell, layers: 2, hiddenSize: 32, embeddingSize: 24, residual, normalisation, vocabularySize: 40,
    ...(residual ? { copyCodes: 11 } : {}),
  })),
); // prettier-ignore

/** Every parameter different from 0 and from its neighbours, gains and biases too. */
function roughParameters(config: ModelConfig, rng: Rng): Float32Array {
  return initialParameters(config, rng).map((value) => value + rng.normal() * 0.1);
}

function randomTokens(rng: Rng, config: ModelConfig, length: number): Int32Array {
  return Int32Array.from({ length }, () => rng.integer(config.vocabularySize));
}

/** One text of a time-major batch. */
function lane(all: Int32Array | Float32Array, text: number, batch: number): number[] {
  return Array.from(all).filter((_, index) => index % batch === text);
}

describe.each(variants)('$cell, normalisation $normalisation, $copyCodes copy codes', (config) => {
  const steps = 4;
  const batch = 3;
  const rng = new Rng(7);
  const parameters = roughParameters(config, rng);
  const tokens = randomTokens(rng, config, steps * batch);
  const targets = randomTokens(rng, config, steps * batch);
  const copies = Int32Array.from({ length: steps * batch }, () => rng.integer(11));
  const likelihoodsOf = (views: Parameters<typeof naiveLogLikelihoods>[1], text: number): number[] => {
    const [read, next, codes] = [tokens, targets, copies].map((all) => lane(all, text, batch));
    return naiveLogLikelihoods(config, views, read!, next!, codes);
  };

  const naiveLoss = (flat: Float64Array): number => {
    let offset = 0;
    const views = new Map<string, Float64Array>();
    for (const { name, shape } of parameterTable(config)) {
      views.set(name, flat.subarray(offset, (offset += shape[0] * shape[1])));
    }
    let sum = 0;
    for (let text = 0; text < batch; text++) {
      const likelihoods = likelihoodsOf(views, text);
      sum -= likelihoods.reduce((a, b) => a + b, 0);
    }
    return sum / (steps * batch);
  };

  it('gives each target the likelihood of the naive network', async () => {
    const session = await ScoringSession.create(config, { steps, batch }, parameters, 1);
    const nats = await session.run(tokens, targets, copies);
    const views = parameterViews(config, parameters);
    for (let text = 0; text < batch; text++) {
      const expected = likelihoodsOf(views, text);
      lane(nats, text, batch).forEach((value, t) => {
        expect(Math.abs(value + expected[t]!)).toBeLessThan(1e-4);
      });
    }
    await session.dispose();
  });

  it('has the gradient of the naive network', async () => {
    const session = await TrainingSession.create(config, { steps, batch }, parameters, 1);
    const loss = await session.run(tokens, targets, copies);
    const at = Float64Array.from(parameters);
    expect(Math.abs(loss - naiveLoss(at))).toBeLessThan(1e-5);

    const slope = (direction: readonly (readonly [number, number])[]): number => {
      const epsilon = 1e-5;
      const value = (sign: number): number => {
        const moved = at.slice();
        for (const [index, amount] of direction) moved[index]! += sign * epsilon * amount;
        return naiveLoss(moved);
      };
      return (value(1) - value(-1)) / (2 * epsilon);
    };
    let offset = 0;
    for (const { name, shape } of parameterTable(config)) {
      const indices = Array.from({ length: shape[0] * shape[1] }, (_, index) => offset + index);
      offset += indices.length;
      const norm = Math.hypot(...indices.map((index) => session.gradients[index]!));
      expect(norm, name).toBeGreaterThan(0);
      // Along whole random directions, where any wrong element shows, and along a few single axes.
      const directions = [
        ...[0, 1].map(() => indices.map((index) => [index, rng.normal()] as const)),
        ...[0, 1].map(() => [[offset - 1 - rng.integer(indices.length), 1] as const]),
      ];
      for (const direction of directions) {
        const expected = direction.reduce((sum, [index, amount]) => sum + session.gradients[index]! * amount, 0);
        expect(Math.abs(slope(direction) - expected), name).toBeLessThan(2e-5 * norm + 1e-7);
      }
    }
    await session.dispose();
  });
});
