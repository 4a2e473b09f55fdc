import { expect, test } from 'vitest';
import { Mixture } from '../../../../../src/completion/textCache/mixture.ts';
import { Vocabulary } from '../../../../../src/model/text/vocabulary.ts';
import {
  bitsPerCharacterOf,
  type SystemDefinition,
  systemDefinitions,
  type SystemParts,
} from '../../../../../src/tools/measure/replay/systems.ts';
import { unigramModel } from '../../../../../src/tools/measure/replay/unigramModel.ts';
import type { SystemName } from '../../../../../src/tools/measure/replay/replayReport.ts';
import { FakeModel } from '../../../../support/fakeModel.ts';
import { fittedMixture } from '../../../../support/fittedMixture.ts';

const vocabulary = new Vocabulary();
const line = 'const quuxification = frobnicate(widget, gadget);\n';
const train = Array.from({ length: 6 }, (_, index) => ({
  path: `${index}.txt`,
  languageId: 'plaintext',
  text: `// file ${index}\n${line}`,
}));
const file = { path: 'typed.txt', languageId: 'plaintext', text: `// file 9\n${line}` };

function parts(more: Partial<SystemParts> = {}): SystemParts {
  const base = { model: new FakeModel(vocabulary, []), vocabulary };
  return {
    train,
    base,
    fineTuned: undefined,
    mixture: Mixture.unfitted(),
    maximumLength: 200,
    drafts: false,
    calibration: undefined,
    ...more,
  };
}

function definition(name: SystemName): SystemDefinition {
  const found = systemDefinitions.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no system ${name}`);
  return found;
}

async function bits(name: SystemName, given: SystemParts): Promise<number> {
  const system = await definition(name).build(given);
  const cost = await system?.cost?.(file);
  return cost === undefined ? NaN : bitsPerCharacterOf([cost]);
}

test('with the text cache a text costs less under every model', async () => {
  const mixture = await fittedMixture();
  const given = parts({ mixture });
  const [alone, cached, cacheOnly] = [
    await bits('base', given),
    await bits('baseCache', given),
    await bits('cacheOnly', given),
  ];
  expect(alone).toBeCloseTo(Math.log2(vocabulary.size), 0);
  expect(cached).toBeLessThan(alone / 3);
  expect(cacheOnly).toBeLessThan(alone / 3);
});

test('the cost of a file does not depend on what was typed before', async () => {
  const given = parts({ mixture: await fittedMixture() });
  const system = await definition('baseCache').build(given);
  const first = await system?.cost?.(file);
  await system?.cost?.({ ...file, text: 'something else altogether\n'.repeat(5) });
  expect(await system?.cost?.(file)).toEqual(first);
});

test('the cache completes what stands in the training files', async () => {
  const system = await definition('baseCache').build(parts({ mixture: await fittedMixture() }));
  const document = system?.at('eager').open(file);
  expect((await document?.offer('// file 9\nconst quuxif'))?.text).toMatch(/^ication/);
  document?.close();
});

test('without a fine-tuned model there is nothing of it', async () => {
  for (const name of ['fineTuned', 'full'] as const) expect(await definition(name).build(parts())).toBeUndefined();
});

test('a unigram model says how frequent tokens are', async () => {
  const model = unigramModel(vocabulary, ['aab', 'a']);
  const distribution = await model.predict(model.initialState());
  expect(distribution.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
  expect((distribution[97] ?? 0) / (distribution[98] ?? 1)).toBeCloseTo(4 / 2, 5);
  const { nats } = await model.score(model.initialState(), Int32Array.of(97));
  expect(nats[0]).toBeCloseTo(-Math.log(distribution[97] ?? 0), 5);
});
