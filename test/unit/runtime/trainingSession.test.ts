/** States carried from chunk to chunk, text by text, and the interface of a training session. */
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/base/rng.ts';
import type { CellKind, ModelConfig } from '../../../src/model/config.ts';
import { initialParameters, parameterCount } from '../../../src/model/parameters.ts';
import { ScoringSession, TrainingSession } from '../../../src/runtime/trainingSession.ts';

const steps = 3;
const batch = 2;

function configOf(cell: CellKind): ModelConfig {
  const size = { layers: 2, hiddenSize: 32, embeddingSize: 32, vocabularySize: 20 };
  return { cell, ...size, residual: false, normalisation: 'none' };
}

const rng = new Rng(5);
const chunk = (): Int32Array => Int32Array.from({ length: steps * batch }, () => rng.integer(20));
const [first, second, targets] = [chunk(), chunk(), chunk()];

describe.each<[CellKind, number]>([['rnn', 1], ['lstm', 2], ['gru', 1], ['mingru', 1]])('a session of %s cells', (cell, parts) => {
  const config = configOf(cell);
  const parameters = initialParameters(config, new Rng(1));

  it('trains on the losses that it scores', async () => {
    const training = await TrainingSession.create(config, { steps, batch }, parameters, 1);
    const scoring = await ScoringSession.create(config, { steps, batch }, parameters, 1);
    for (const tokens of [first, second]) {
      const nats = await scoring.run(tokens, targets);
      expect(nats).toHaveLength(steps * batch);
      const mean = nats.reduce((sum, value) => sum + value, 0) / nats.length;
      expect(Math.abs((await training.run(tokens, targets)) - mean)).toBeLessThan(1e-6);
    }
    expect(training.gradients).toHaveLength(parameterCount(config));
    await training.dispose();
    await scoring.dispose();
  });

  it('carries states, which can be saved, restored and reset', async () => {
    const session = await TrainingSession.create(config, { steps, batch }, parameters, 1);
    const fresh = session.states;
    expect(fresh).toEqual(new Float32Array(2 * parts * 32 * batch));
    const firstLoss = await session.run(first, targets);
    const between = session.states;
    expect(between).not.toEqual(fresh);
    const secondLoss = await session.run(second, targets);
    session.states = between;
    expect(session.states).toEqual(between);
    expect(await session.run(second, targets)).toBe(secondLoss);
    session.resetStates();
    expect(session.states).toEqual(fresh);
    expect(await session.run(first, targets)).toBe(firstLoss);
    expect(() => { session.states = new Float32Array(3); }).toThrow(RangeError); // prettier-ignore
    await session.dispose();
  });

  it('resets one text and continues the others', async () => {
    const session = await ScoringSession.create(config, { steps, batch }, parameters, 1);
    const lane = (nats: Float32Array, text: number): number[] => Array.from(nats).filter((_, i) => i % batch === text);
    const fresh = await session.run(second, targets);
    session.resetStates();
    await session.run(first, targets);
    const carried = await session.run(second, targets);
    session.resetStates();
    await session.run(first, targets);
    session.resetStates(1);
    const mixed = await session.run(second, targets);
    expect(lane(mixed, 0)).toEqual(lane(carried, 0));
    expect(lane(mixed, 1)).toEqual(lane(fresh, 1));
    expect(lane(fresh, 1)).not.toEqual(lane(carried, 1));
    await session.dispose();
  });

  it('learns nothing from a teacher with the same weights, and as much from the other texts as without one', async () => {
    const one = (all: Int32Array): Int32Array => all.filter((_, index) => index % batch === 0);
    const taught = await TrainingSession.create(config, { steps, batch }, parameters, 1, {
      teacher: { parameters, texts: 1 },
    });
    const alone = await TrainingSession.create(config, { steps, batch: 1 }, parameters, 1);
    for (const tokens of [first, second]) {
      await taught.run(tokens, targets);
      await alone.run(one(tokens), one(targets));
      // The loss is a mean over all texts, so each text of two counts half.
      taught.gradients.forEach((gradient, index) => {
        expect(Math.abs(gradient - (alone.gradients[index] ?? NaN) / batch)).toBeLessThan(1e-6);
      });
    }
    expect(taught.states).toHaveLength(2 * parts * 32 * (batch + 1));
    taught.resetStates(1);
    const ofTaught = taught.states.filter((_, index) => index >= 2 * parts * 32 * batch || index % batch === 1);
    expect(ofTaught.every((value) => value === 0)).toBe(true);
    expect(taught.states.some((value) => value !== 0)).toBe(true);
    await taught.dispose();
    await alone.dispose();
  });

  it('gets closer to the distributions of its teacher', async () => {
    const weights = parameters.slice();
    const teacher = { parameters: initialParameters(config, new Rng(2)), texts: 1 };
    const session = await TrainingSession.create(config, { steps, batch }, weights, 1, { teacher });
    const before = await session.run(first, targets);
    for (let update = 0; update < 20; update++) {
      weights.forEach((weight, index) => (weights[index] = weight - 0.1 * (session.gradients[index] ?? 0)));
      session.resetStates();
      await session.run(first, targets);
    }
    session.resetStates();
    expect(await session.run(first, targets)).toBeLessThan(before);
    await session.dispose();
  });

  it('reads the weights anew at every step', async () => {
    const weights = parameters.slice();
    const session = await TrainingSession.create(config, { steps, batch }, weights, 1);
    await session.run(first, targets);
    weights.fill(0);
    session.resetStates();
    expect(await session.run(first, targets)).toBeCloseTo(Math.log(20), 5);
    await session.dispose();
  });
}); // prettier-ignore
