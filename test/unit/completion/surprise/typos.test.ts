/** The shipped model finds typos planted in real files, which it has never seen, and keeps up with edits of them. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../../../src/base/rng.ts';
import { languageOfPath } from '../../../../src/base/languages.ts';
import { ScoredText } from '../../../../src/completion/surprise/scoredText.ts';
import { type LoadedCharacterModel, loadCharacterModel } from '../../../../src/runtime/loadCharacterModel.ts';
import { searchTypos } from '../../../../src/tools/measure/surprise/typoRecall.ts';

const root = path.resolve(import.meta.dirname, '../../../..');
const folder = path.join(root, 'models/base');
const isThere = existsSync(path.join(folder, 'model.json'));
if (!isThere) console.log('Not run: there is no model in models/base.');

/** Written for this project, so in no corpus. */
const files = [
  'test/fixtures/sample-project/src/inventory.ts',
  'test/fixtures/sample-project/tools/report.py',
  'test/fixtures/sample-project/docs/guide.md',
  'src/model/text/incrementalEncoder.ts',
  'src/completion/reading/readPath.ts',
  'src/training/trainer.ts',
  'src/editor/settings.ts',
  'src/tools/launch.mjs',
  'src/tools/release/bundle.mjs',
  'ARCHITECTURE.md',
] as const;

/** The number of tokens scored. */
async function finish(scored: ScoredText): Promise<number> {
  let tokens = 0;
  while (!scored.isComplete) tokens += await scored.scoreSlice(64);
  return tokens;
}

describe.runIf(isThere)('the shipped model', () => {
  let loaded: LoadedCharacterModel;

  beforeAll(async () => {
    loaded = await loadCharacterModel(folder);
  });

  afterAll(async () => {
    await loaded.model.dispose();
  });

  test('finds at least 60 % of planted typos among the 5 % most surprising words', async () => {
    const ranks: number[] = [];
    let words = 0;
    for (const [seed, file] of files.entries()) {
      const text = (await readFile(path.join(root, file), 'utf8')).slice(0, 12_000);
      const document = { language: languageOfPath(file) ?? 'plaintext', path: file, text };
      const found = await searchTypos(loaded.model, loaded.vocabulary, document, seed);
      words += found.words;
      ranks.push(...found.typos.map(({ rank }) => rank.stretch));
    }
    const share = ranks.filter((rank) => rank <= 0.05).length / ranks.length;
    console.log(`${ranks.length} typos in ${words} words, ${(100 * share).toFixed(0)} % found`);
    expect(ranks.length).toBeGreaterThan(50);
    expect(share).toBeGreaterThanOrEqual(0.6);
  }, 600_000);

  test('scores after edits like a new reading, with few tokens', async () => {
    const { model, vocabulary } = loaded;
    const { state } = await model.read(model.initialState(), vocabulary.encodeHeader('typescript', 'src/readPath.ts'));
    const start = { state, encoder: vocabulary.encoder() };
    let text = (await readFile(path.join(root, 'src/completion/reading/readPath.ts'), 'utf8')).slice(0, 8_000);
    const scored = new ScoredText(model, start);
    scored.follow(text);
    await finish(scored);
    const rng = new Rng(11);
    let tokens = 0;
    for (let edit = 0; edit < 12; edit++) {
      const at = rng.integer(text.length - 100);
      text = text.slice(0, at) + ['x', '', 'const', '\n', '  '][edit % 5]! + text.slice(at + (edit % 5 === 1 ? 3 : 0));
      scored.follow(text);
      tokens += await finish(scored);
    }
    const fresh = new ScoredText(model, start);
    fresh.follow(text);
    await finish(fresh);
    const difference = fresh.bits.reduce((sum, bits, at) => sum + Math.abs(bits - scored.bits[at]!), 0) / text.length;
    console.log(
      `${(tokens / 12).toFixed(0)} tokens an edit of ${text.length}; ${difference.toFixed(3)} bits a character apart`,
    );
    expect(difference).toBeLessThan(0.05);
    expect(tokens / 12).toBeLessThan(1_000);
  }, 600_000);
});
