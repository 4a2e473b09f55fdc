/** A larger model starts as the smaller one: it predicts the same, whatever it reads with a copy input. */
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/base/rng.ts';
import { UserError } from '../../../src/base/userError.ts';
import type { ModelConfig } from '../../../src/model/config.ts';
import { parameterViews } from '../../../src/model/parameters.ts';
import { LARGE_VOCABULARY_SIZE, UNKNOWN_LANGUAGE } from '../../../src/model/text/tokens.ts';
import { Vocabulary } from '../../../src/model/text/vocabulary.ts';
import { OnnxCharacterModel } from '../../../src/runtime/onnxCharacterModel.ts';
import { grownParameters } from '../../../src/training/grownParameters.ts';
import { largestDifference } from '../../support/runs.ts';
import { tinyCheckpoint, tinyConfig } from '../../support/tinyCheckpoint.ts';

const small = tinyCheckpoint();
const before = new Vocabulary(small.manifest.vocabulary.languages);
const all = Vocabulary.ofAllLanguages();
const larger: ModelConfig = { ...tinyConfig, vocabularySize: LARGE_VOCABULARY_SIZE };
const grow = (config: ModelConfig, languages = all.languages): Float32Array =>
  grownParameters(small, config, languages, new Rng(2));

describe('a model with more languages', () => {
  it.each([larger, { ...larger, copyCodes: 40 }])('predicts as before', async (config) => {
    const text = 'if (x) {\n  return 1;\n}\n';
    const one = await OnnxCharacterModel.create(tinyConfig, small.flat, 'float32');
    const other = await OnnxCharacterModel.create(config, grow(config), 'float32');
    const read = async (model: OnnxCharacterModel, vocabulary: Vocabulary) => {
      const tokens = Int32Array.from([...vocabulary.encodeHeader('go', 'a/b.go'), ...vocabulary.encode(text)]);
      const { state } = await model.read(
        model.initialState(),
        tokens,
        [],
        tokens.map((_, index) => index),
      );
      return { state, probabilities: await model.predict(state) };
    };
    const [expected, actual] = [await read(one, before), await read(other, all)];
    expect(largestDifference(actual.state, expected.state)).toBeLessThan(1e-5);
    // New tags take as much as that of unknown languages does; the odds of all others stay.
    const scale = (actual.probabilities[0] ?? 0) / (expected.probabilities[0] ?? 1);
    const kept = actual.probabilities.slice(0, before.size).map((probability) => probability / scale);
    expect(largestDifference(kept, expected.probabilities)).toBeLessThan(1e-5);
    const added = actual.probabilities.slice(before.size);
    for (const probability of added) expect(probability).toBeCloseTo(actual.probabilities[UNKNOWN_LANGUAGE] ?? 0, 6);
    await one.dispose();
    await other.dispose();
  });

  it('keeps the tag of each language, wherever the new list has it', () => {
    const languages = [...all.languages].reverse();
    const views = parameterViews(larger, grow(larger, languages));
    const reversed = new Vocabulary(languages);
    const rowOf = (table: Float32Array | undefined, token: number, columns: number): number[] =>
      Array.from(table?.subarray(token * columns, (token + 1) * columns) ?? []);
    for (const { name, data, shape } of small.parameters) {
      if (!['embedding', 'output.weights', 'output.bias'].includes(name)) continue;
      for (const language of before.languages) {
        const moved = rowOf(views.get(name), reversed.languageTag(language), shape[1]);
        expect(moved).toEqual(rowOf(data, before.languageTag(language), shape[1]));
      }
    }
  });

  it('has new tags that differ', () => {
    const embedding = parameterViews(larger, grow(larger)).get('embedding');
    const rows = Array.from({ length: LARGE_VOCABULARY_SIZE }, (_, token) =>
      embedding?.subarray(token * 32, (token + 1) * 32).join(),
    );
    expect(new Set(rows).size).toBe(LARGE_VOCABULARY_SIZE);
  });
});

it('refuses another shape, a lost copy input and lost languages', () => {
  expect(() => grow({ ...larger, hiddenSize: 64 })).toThrow(UserError);
  expect(() => grow(larger, ['go'])).toThrow(/typescript.* would lose their tags/);
  const copying = tinyCheckpoint(1, { config: { ...tinyConfig, copyCodes: 5 } });
  expect(() => grownParameters(copying, larger, all.languages, new Rng(1))).toThrow(UserError);
  const kept = grownParameters(copying, { ...larger, copyCodes: 5 }, all.languages, new Rng(1));
  expect(kept).toHaveLength(grow({ ...larger, copyCodes: 5 }).length);
});
