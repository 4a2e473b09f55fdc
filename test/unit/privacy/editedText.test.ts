/**
 * Secrets below the cursor, in what is removed and in what is changed are neither offered nor remembered. A phrase that
 * is no secret, in the same places, shows that everything else is. The model is small and has learnt nothing.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TextCache } from '../../../src/completion/textCache/textCache.ts';
import { WorkspaceTexts } from '../../../src/completion/textCache/workspaceTexts.ts';
import { MixedPredictor } from '../../../src/completion/writing/predictor.ts';
import { type LoadedCharacterModel, loadCharacterModel } from '../../../src/runtime/loadCharacterModel.ts';
import { fittedMixture } from '../../support/fittedMixture.ts';
import { tinyConfig } from '../../support/tinyCheckpoint.ts';
import { writeBase } from '../../support/trainerStage.ts';

let folder: string;
let loaded: LoadedCharacterModel;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'edited-'));
  await writeBase(folder, 1, { ...tinyConfig, hiddenSize: 32, embeddingSize: 32 });
  loaded = await loadCharacterModel(folder);
}, 60_000);

afterAll(async () => {
  await loaded.model.dispose();
  await rm(folder, { recursive: true });
});

interface Planted {
  readonly before: string;
  readonly text: string;
  readonly after: string;
}

const phrase: Planted = { before: '// ', text: 'Kestrel harbours weigh a violet lantern.', after: '\n' };
const token: Planted = { before: "export const shade = '", text: 'hT7xQ2mZ9vK4bN8wR3yL6pD1sF5gJ0cA', after: "';\n" };
const password: Planted = { before: "const password = '", text: 'violet-lantern-11', after: "';\n" };
const secrets = [token, password];

const lineOf = ({ before, text, after }: Planted): string => `${before}${text}${after}`;

/** Characters that are typed before the cache has its turn. */
const typed = 6;

async function newCache(): Promise<TextCache> {
  return new TextCache(loaded.vocabulary, new WorkspaceTexts(loaded.vocabulary), await fittedMixture());
}

/** What is written after the first characters of a planted text, as long as the rest of it. */
async function ask(cache: TextCache, { before, text }: Planted, below = ''): Promise<string> {
  const { model, vocabulary } = loaded;
  const start = `\n${before}${text.slice(0, typed)}`;
  const open = cache.open('src/other.ts', 'typescript');
  open.follow(start);
  open.followBelow(below, start.slice(1));
  while (open.takeInBelow());
  const header = vocabulary.encodeHeader('typescript', 'src/other.ts');
  const { state } = await model.read(model.initialState(), Int32Array.of(...header, ...vocabulary.encode(start)));
  const predictor = new MixedPredictor(model, { cache: open });
  const written = await predictor.write({
    from: predictor.startAt(state),
    maxTokens: text.length - typed,
    firstBias: undefined,
    minimumProbability: 0,
  });
  return text.slice(0, typed) + vocabulary.decode(written.map(({ token: next }) => next));
}

/** A line is removed from one document and comes into another, several times. */
function edit(cache: TextCache, line: string): void {
  for (let times = 0; times < 5; times++) {
    const around = { offset: 1_000 * times, left: '', right: '' };
    cache.edits.changed({ documentId: 'a', change: { ...around, removed: line, inserted: '' } });
    cache.edits.changed({ documentId: 'b', change: { ...around, removed: 'hue', inserted: line } });
  }
  cache.edits.close('b');
}

const begins = ({ text }: Planted): string => text.slice(0, typed + 4);

describe('what is no secret', () => {
  it('is known from below the cursor, and from what was removed', async () => {
    expect(await ask(await newCache(), phrase, `\n${lineOf(phrase).repeat(5)}`)).toBe(phrase.text);
    const cache = await newCache();
    edit(cache, lineOf(phrase));
    expect(await ask(cache, phrase)).toBe(phrase.text);
    expect(cache.edits.size).toBe(10);
    cache.edits.clear();
    expect(await ask(cache, phrase)).not.toBe(phrase.text);
    expect(cache.edits.size).toBe(0);
  });
});

describe('a secret', () => {
  it('below the cursor is not', async () => {
    for (const secret of secrets) {
      const written = await ask(await newCache(), secret, `\n${lineOf(secret).repeat(5)}`);
      expect(written.startsWith(begins(secret)), secret.text).toBe(false);
    }
  });

  it('in removed and changed text is neither offered nor remembered', async () => {
    for (const secret of secrets) {
      const cache = await newCache();
      edit(cache, lineOf(secret));
      expect((await ask(cache, secret)).startsWith(begins(secret)), secret.text).toBe(false);
      expect(cache.edits.size, secret.text).toBe(0);
    }
  });

  it('is written nowhere', async () => {
    const before = await readdir(folder);
    const cache = await newCache();
    edit(cache, lineOf(phrase));
    expect(await readdir(folder)).toEqual(before);
  });
});
