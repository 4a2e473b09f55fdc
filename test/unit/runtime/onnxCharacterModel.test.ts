/** The contract of a character model, for every cell in both precisions, with untrained weights. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Rng } from '../../../src/base/rng.ts';
import type { HiddenState } from '../../../src/model/characterModel.ts';
import { cellKinds, type ModelConfig } from '../../../src/model/config.ts';
import { initialParameters, parameterViews } from '../../../src/model/parameters.ts';
import { OnnxCharacterModel } from '../../../src/runtime/onnxCharacterModel.ts';
import { indexOfLargest, largestDifference, randomTokens, sum } from '../../support/runs.ts';

const size = {
  layers: 2,
  hiddenSize: 96,
  embeddingSize: 32,
  residual: true,
  normalisation: 'layer',
  vocabularySize: 320,
} as const;
const tokens = randomTokens(new Rng(2), 200, size.vocabularySize);
const variants = cellKinds.flatMap((cell) => (['float32', 'int8'] as const).map((precision) => ({ cell, precision })));

describe.each(variants)('a model of $cell cells in $precision', ({ cell, precision }) => {
  const config: ModelConfig = { cell, ...size };
  /** Amplified, so that distributions have clear peaks. */
  const parameters = initialParameters(config, new Rng(1)).map((value) => 2 * value);
  // Also for 8-bit weights: rounding is per row, so a state does not depend on the runs before it.
  const tolerance = 1e-5;
  let model: OnnxCharacterModel;
  let state: HiddenState;

  beforeAll(async () => {
    model = await OnnxCharacterModel.create(config, parameters, precision);
    ({ state } = await model.read(model.initialState(), tokens));
  });

  afterAll(() => model.dispose());

  it('reads in pieces as at once, over the borders of its runs', async () => {
    const keepAt = [0, 1, 63, 64, 65, 127, 128, 150, 199];
    const atOnce = await model.read(model.initialState(), tokens, keepAt);
    for (const [index, at] of keepAt.entries()) {
      const piece = await model.read(model.initialState(), tokens.subarray(0, at + 1));
      expect(largestDifference(piece.state, atOnce.kept[index]!)).toBeLessThan(tolerance);
      const rest = await model.read(piece.state, tokens.subarray(at + 1));
      expect(largestDifference(rest.state, atOnce.state)).toBeLessThan(tolerance);
    }
  });

  it('leaves the state as it was when nothing is read, and never writes to it', async () => {
    const copy = state.slice();
    const { state: same, kept } = await model.read(state, new Int32Array());
    expect(same).toEqual(copy);
    expect(kept).toEqual([]);
    await model.read(state, tokens);
    await model.predict(state);
    await model.decode({ state, maxTokens: 4, minimumProbability: 0 });
    await model.step([state], tokens.subarray(0, 1));
    expect(state).toEqual(copy);
  });

  it('gives distributions that sum to 1', async () => {
    expect(Math.abs(sum(await model.predict(state)) - 1)).toBeLessThan(1e-5);
    const { probabilities } = await model.step([state, model.initialState()], tokens.subarray(0, 2));
    for (const row of probabilities) expect(Math.abs(sum(row) - 1)).toBeLessThan(1e-5);
  });

  it('predicts many states as each of them, more than one run takes', async () => {
    const { kept } = await model.read(model.initialState(), tokens, [...tokens.keys()]);
    const all = await model.predictAll(kept);
    expect(all).toHaveLength(tokens.length);
    for (const index of [0, 63, 64, 199])
      expect(largestDifference(all[index]!, await model.predict(kept[index]!))).toBeLessThan(tolerance);
  });

  it('gives the input of its output layer', async () => {
    const { vocabularySize, hiddenSize } = size;
    const views = parameterViews(config, parameters);
    const [weights, bias] = [views.get('output.weights')!, views.get('output.bias')!];
    const features = model.features(state);
    expect(features).toHaveLength(hiddenSize);
    const row = (token: number) => weights.subarray(token * hiddenSize, (token + 1) * hiddenSize);
    const odds = Array.from({ length: vocabularySize }, (_, token) =>
      Math.exp(row(token).reduce((logit, weight, unit) => logit + weight * features[unit]!, bias[token]!)),
    );
    const expected = Float32Array.from(odds, (odd) => odd / sum(Float32Array.from(odds)));
    const rounding = precision === 'int8' ? 0.02 : tolerance;
    expect(largestDifference(await model.predict(state), expected)).toBeLessThan(rounding);
  });

  it('scores as it predicts', async () => {
    const text = tokens.subarray(0, 80);
    const { nats, state: after } = await model.score(state, text);
    let last = state;
    for (const [index, token] of text.entries()) {
      const expected = -Math.log((await model.predict(last))[token]!);
      expect(Math.abs(nats[index]! - expected)).toBeLessThan(10 * tolerance);
      last = (await model.read(last, Int32Array.of(token))).state;
    }
    expect(largestDifference(after, last)).toBeLessThan(tolerance);
  });

  it('decodes the most probable token of each prediction', async () => {
    const decoded = await model.decode({ state, maxTokens: 12, minimumProbability: 0 });
    expect(decoded.tokens).toHaveLength(12);
    expect(decoded.probabilities).toHaveLength(12);
    expect(decoded.states).toHaveLength(12);
    let last = state;
    for (const [index, token] of decoded.tokens.entries()) {
      const distribution = await model.predict(last);
      expect(token).toBe(indexOfLargest(distribution));
      expect(Math.abs(decoded.probabilities[index]! - distribution[token]!)).toBeLessThan(tolerance);
      const { state: read } = await model.read(last, Int32Array.of(token));
      last = decoded.states[index]!;
      expect(largestDifference(read, last)).toBeLessThan(tolerance);
    }
  });

  it('continues decoding from one of its states as if it had not stopped', async () => {
    const whole = await model.decode({ state, maxTokens: 12, minimumProbability: 0 });
    const start = await model.decode({ state, maxTokens: 5, minimumProbability: 0 });
    const rest = await model.decode({ state: start.states[4]!, maxTokens: 7, minimumProbability: 0 });
    expect([...start.tokens, ...rest.tokens]).toEqual([...whole.tokens]);
  });

  it('ends once the product of the probabilities falls below the minimum', async () => {
    const { probabilities } = await model.decode({ state, maxTokens: 12, minimumProbability: 0 });
    let product = 1;
    for (const [index, probability] of probabilities.slice(0, -1).entries()) {
      product *= probability;
      const above = await model.decode({ state, maxTokens: 12, minimumProbability: product * 1.001 });
      expect(above.tokens).toHaveLength(index + 1);
      const below = await model.decode({ state, maxTokens: 12, minimumProbability: product * 0.999 });
      expect(below.tokens.length).toBeGreaterThan(index + 1);
      expect(below.states).toHaveLength(below.tokens.length);
    }
  });

  it('forbids tokens by a bias, at the first choice only', async () => {
    const distribution = await model.predict(state);
    const best = indexOfLargest(distribution);
    const firstBias = new Float32Array(config.vocabularySize);
    firstBias[best] = -1e9;
    const decoded = await model.decode({ state, maxTokens: 3, firstBias, minimumProbability: 0 });
    const others = distribution.map((probability, token) => (token === best ? 0 : probability));
    expect(decoded.tokens[0]).toBe(indexOfLargest(others));
    expect(decoded.probabilities[0]).toBeCloseTo(others[decoded.tokens[0]!]! / (1 - distribution[best]!), 4);

    const only = new Float32Array(config.vocabularySize).fill(-1e9);
    only[17] = 0;
    const forced = await model.decode({ state, maxTokens: 2, firstBias: only, minimumProbability: 0 });
    expect(forced.tokens[0]).toBe(17);
    expect(forced.probabilities[0]).toBeCloseTo(1, 5);
    const { state: after } = await model.read(state, Int32Array.of(17));
    expect(forced.tokens[1]).toBe(indexOfLargest(await model.predict(after)));
  });

  it.each([2, 4, 8])('steps %i rows as it steps each', async (rows) => {
    const states = await Promise.all(
      Array.from({ length: rows }, async (_, row) => {
        const result = await model.read(model.initialState(), tokens.subarray(row, 20 + row));
        return result.state;
      }),
    );
    const next = tokens.subarray(50, 50 + rows);
    const together = await model.step(states, next);
    expect(together.states).toHaveLength(rows);
    for (let row = 0; row < rows; row++) {
      const alone = await model.step([states[row]!], next.subarray(row, row + 1));
      expect(largestDifference(together.states[row]!, alone.states[0]!)).toBeLessThan(tolerance);
      expect(largestDifference(together.probabilities[row]!, alone.probabilities[0]!)).toBeLessThan(tolerance);
    }
  });

  it('requires a token for each row', async () => {
    await expect(model.step([state], tokens.subarray(0, 2))).rejects.toThrow(RangeError);
  });
});
