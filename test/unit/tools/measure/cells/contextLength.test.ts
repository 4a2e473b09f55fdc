/** Scores after a reset so many tokens before, measured side by side, are those of each text read alone. */
import { expect, it } from 'vitest';
import { Rng } from '../../../../../src/base/rng.ts';
import type { ModelConfig } from '../../../../../src/model/config.ts';
import { initialParameters } from '../../../../../src/model/parameters.ts';
import { OnnxCharacterModel } from '../../../../../src/runtime/onnxCharacterModel.ts';
import { bitsByContext, bitsWithWholeContext } from '../../../../../src/tools/measure/cells/contextLength.ts';
import { randomTokens, sum } from '../../../../support/runs.ts';

const size = { layers: 2, hiddenSize: 32, embeddingSize: 32, vocabularySize: 40 };
const config: ModelConfig = { cell: 'lstm', residual: true, normalisation: 'layer', ...size };
const rng = new Rng(4);
const parameters = initialParameters(config, rng).map((value) => 2 * value);
const documents = [0, 1].map(() => randomTokens(rng, 300, config.vocabularySize));
const places = Array.from({ length: 64 }, (_, index) => ({
  tokens: documents[index % 2]!,
  index: 128 + rng.integer(172),
}));

it('is that of a fresh state, also over the borders of runs', async () => {
  const model = await OnnxCharacterModel.create(config, parameters, 'float32');
  const lengths = [1, 4, 64, 128];
  const points = await bitsByContext(config, parameters, places, lengths);
  for (const [index, length] of lengths.entries()) {
    const nats: number[] = [];
    for (const { tokens, index: at } of places) {
      const window = await model.score(model.initialState(), tokens.subarray(at - length, at + 1));
      nats.push(window.nats.at(-1)!);
    }
    expect(points[index]!.length).toBe(length);
    expect(points[index]!.bitsPerToken).toBeCloseTo(sum(nats) / Math.LN2 / places.length, 4);
  }
  const whole: number[] = [];
  for (const { tokens, index } of places) {
    whole.push((await model.score(model.initialState(), tokens)).nats[index]!);
  }
  expect(await bitsWithWholeContext(config, parameters, places)).toBeCloseTo(sum(whole) / Math.LN2 / places.length, 4);
  await model.dispose();
});

it('wants lengths that fill their runs', async () => {
  await expect(bitsByContext(config, parameters, places, [100])).rejects.toThrow(RangeError);
});
