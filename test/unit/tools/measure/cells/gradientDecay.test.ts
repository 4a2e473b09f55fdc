/**
 * The gradient with respect to a state that was carried, against the textbook network: a state in the middle of a text
 * is moved a little in every direction, and the loss of the last character is seen to move with it.
 */
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../../../src/base/rng.ts';
import { cellKinds, type ModelConfig } from '../../../../../src/model/config.ts';
import {
  cells,
  initialParameters,
  parameterTable,
  parameterViews,
  stateSize,
} from '../../../../../src/model/parameters.ts';
import { stateGradientGraph, stateGradientNames } from '../../../../../src/tools/measure/cells/gradientDecay.ts';
import { Session, floats, tensor } from '../../../../../src/runtime/session.ts';
import { naiveSteps } from '../../../../support/naiveNetwork.ts';
import { randomTokens } from '../../../../support/runs.ts';

const steps = 5;
const batch = 2;
const variants = cellKinds.flatMap((cell) =>
  [true, false].map((residual): ModelConfig => ({
    cell,
    layers: 2,
    hiddenSize: 12,
    embeddingSize: 8,
    residual,
    normalisation: residual ? 'layer' : 'none',
    vocabularySize: 20,
  })),
);

/** Row-major states of each text to (H, B) for each layer and part. */
function stateFeeds(config: ModelConfig, states: readonly Float32Array[]) {
  const parts = cells[config.cell].stateParts;
  const { hiddenSize: size } = config;
  return Object.fromEntries(
    Array.from({ length: config.layers * parts }, (_, index) => {
      const data = new Float32Array(size * batch);
      states.forEach((state, text) => {
        for (let unit = 0; unit < size; unit++) data[unit * batch + text] = state[index * size + unit]!;
      });
      const name = stateGradientNames.stateIn(Math.floor(index / parts), index % parts);
      return [name, tensor(data, [size, batch])] as const;
    }),
  );
}

describe.each(variants)('$cell, residual $residual', (config) => {
  const rng = new Rng(11);
  const parameters = initialParameters(config, rng).map((value) => value + 0.1 * rng.normal());
  const views = parameterViews(config, parameters);
  const texts = Array.from({ length: batch }, () => ({
    state: Float32Array.from({ length: stateSize(config) }, () => 0.5 * rng.normal()),
    tokens: randomTokens(rng, steps, config.vocabularySize),
    target: rng.integer(config.vocabularySize),
  }));

  it('gives the losses of the naive network, and the norms of their gradients', async () => {
    const session = await Session.create(stateGradientGraph(config, { steps, batch }), { threads: 1, optimise: false });
    const timeMajor = Int32Array.from({ length: steps * batch }, (_, index) => {
      return texts[index % batch]!.tokens[Math.floor(index / batch)]!;
    });
    const result = await session.run({
      ...Object.fromEntries(parameterTable(config).map(({ name, shape }) => [name, tensor(views.get(name)!, shape)])),
      ...stateFeeds(
        config,
        texts.map(({ state }) => state),
      ),
      [stateGradientNames.tokens]: tensor(timeMajor, [steps * batch]),
      [stateGradientNames.targets]: tensor(
        Int32Array.from(texts, ({ target }) => target),
        [batch],
      ),
    });
    await session.dispose();
    const nats = floats(result, stateGradientNames.nats);
    const squared = floats(result, stateGradientNames.squaredNorms);
    expect(squared).toHaveLength(steps * batch);
    texts.forEach(({ state, tokens, target }, text) => {
      const all = naiveSteps(config, views, tokens, state);
      expect(Math.abs(nats[text]! + all.at(-1)!.logProbabilities[target]!)).toBeLessThan(1e-4);
      for (let k = 1; k <= steps; k++) {
        const before = k === steps ? Array.from(state) : all[steps - 1 - k]!.state;
        const lossFrom = (moved: readonly number[]): number =>
          -naiveSteps(config, views, tokens.subarray(steps - k), moved).at(-1)!.logProbabilities[target]!;
        const epsilon = 1e-5;
        const slopes = before.map(
          (value, i) =>
            (lossFrom(before.with(i, value + epsilon)) - lossFrom(before.with(i, value - epsilon))) / (2 * epsilon),
        );
        const expected = Math.hypot(...slopes);
        expect(expected).toBeGreaterThan(0);
        expect(Math.abs(Math.sqrt(squared[(k - 1) * batch + text]!) / expected - 1)).toBeLessThan(1e-3);
      }
    });
  });
});
