/**
 * Kinds of secrets × the ways by which a text is learnt: what a workspace gives to fine-tuning and to the text cache,
 * the open document, live learning, and what is offered in another file. A line without a secret, planted beside each,
 * shows that everything else goes all these ways.
 */
import { setImmediate } from 'node:timers/promises';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { languages } from '../../../src/base/languages.ts';
import { withoutRest } from '../../../src/base/pace.ts';
import { LiveLearner } from '../../../src/completion/live/liveLearner.ts';
import { OpenText } from '../../../src/completion/textCache/openText.ts';
import { tokenOf } from '../../../src/completion/textCache/symbols.ts';
import { TextCache } from '../../../src/completion/textCache/textCache.ts';
import { WorkspaceTexts } from '../../../src/completion/textCache/workspaceTexts.ts';
import { Turns } from '../../../src/completion/turns.ts';
import { MixedPredictor } from '../../../src/completion/writing/predictor.ts';
import type { CharacterModel } from '../../../src/model/characterModel.ts';
import { Vocabulary } from '../../../src/model/text/vocabulary.ts';
import { WorkspaceReader } from '../../../src/processes/workspaceReader.ts';
import { collectWorkspace } from '../../../src/workspace/workspaceCorpus.ts';
import type { SurveyRequest, WorkspaceDocument } from '../../../src/workspace/workspaceSurvey.ts';
import { fittedMixture } from '../../support/fittedMixture.ts';
import { MemoryFileSystem } from '../../support/memoryFileSystem.ts';
import { type PlantedSecret, plantedSecrets } from '../../support/plantedSecrets.ts';

const vocabulary = new Vocabulary();
const request: SurveyRequest = { folders: [{ name: 'w', exclude: [] }], recent: [], commitMessages: [] };

interface Planted extends PlantedSecret {
  readonly path: string;
  /** Of the file: a control before and behind. */
  readonly whole: string;
  readonly control: string;
}

/** Words that stand in one file each. */
const controlOf = (index: number): string => `kestrel${index.toString(36)} harbours weigh a violet lantern`;

const planted: readonly Planted[] = plantedSecrets.map((kind, index) => {
  const extension = languages.find(({ id }) => id === kind.languageId)?.extensions.at(0) ?? '.unknown';
  const control = controlOf(index);
  const path = kind.languageId === 'makefile' ? `m${index}.mk` : `f${index}${extension}`;
  return { ...kind, path, control, whole: `${control}\n${kind.text}\n${control} again\n` };
});

function secretsIn(text: string): readonly string[] {
  return [...new Set(planted.map(({ secret }) => secret))].filter((secret) => text.includes(secret));
}

/** A model that expects everything alike, so that only the text cache decides. */
const undecided: CharacterModel = {
  vocabularySize: vocabulary.size,
  stateSize: 1,
  initialState: () => new Float32Array(1),
  read: (state) => Promise.resolve({ state, kept: [] }),
  predict: () => Promise.resolve(new Float32Array(vocabulary.size).fill(1 / vocabulary.size)),
  predictAll: (states) =>
    Promise.resolve(states.map(() => new Float32Array(vocabulary.size).fill(1 / vocabulary.size))),
  features: () => new Float32Array(0),
  decode: () => Promise.reject(new Error('not asked')),
  step: (states) =>
    Promise.resolve({
      states: [...states],
      probabilities: states.map(() => new Float32Array(vocabulary.size).fill(1 / vocabulary.size)),
    }),
  score: () => Promise.reject(new Error('not asked')),
  dispose: () => Promise.resolve(),
};

let documents: readonly WorkspaceDocument[];
let cache: TextCache;

beforeAll(async () => {
  const files = Object.fromEntries(planted.map(({ path, whole }) => [path, whole]));
  documents = (await collectWorkspace(new MemoryFileSystem(files), request, { keepNearDuplicates: true })).documents;
  const texts = new WorkspaceTexts(vocabulary);
  const fail = (error: unknown): never => {
    throw error;
  };
  const turns = new Turns(() => setImmediate(), fail);
  const reader = new WorkspaceReader(texts, { turns, pace: withoutRest, onError: fail });
  reader.use(new MemoryFileSystem(files), request);
  await reader.idle();
  cache = new TextCache(vocabulary, texts, await fittedMixture());
  expect(texts.names).toHaveLength(planted.length);
});

/** What the text cache writes in another file, behind a beginning. */
async function offered(beginning: string, languageId: string, characters: number): Promise<string> {
  const open = cache.open('other', languageId);
  open.follow(beginning);
  const predictor = new MixedPredictor(undecided, { cache: open });
  const from = predictor.startAt(undecided.initialState());
  const written = await predictor.write({ from, maxTokens: characters, firstBias: undefined, minimumProbability: 0 });
  return vocabulary.decode(written.map(({ token }) => token));
}

const named = planted.map((kind) => [`${kind.languageId} ${JSON.stringify(kind.text)}`, kind] as const);

describe('a secret is not learnt by fine-tuning and not read into the text cache', () => {
  it.each(named)('%s', (_name, { path, control }) => {
    const text = documents.find((document) => document.path === path)?.text ?? '';
    expect(text).toContain(control);
    expect(text).toContain(`${control} again`);
    expect(secretsIn(text)).toEqual([]);
  });
});

describe('a secret is not offered in another file', () => {
  it.each(named)('%s', async (_name, { text, secret, languageId, control }) => {
    expect(await offered(control.slice(0, 12), languageId, 12)).toBe(control.slice(12, 24));
    const at = text.indexOf(secret) + 2;
    expect(text.slice(0, at) + (await offered(text.slice(0, at), languageId, secret.length))).not.toContain(secret);
  });
});

describe('a secret of the open document is hidden', () => {
  /** What can be found, with # for what is hidden. */
  function visible(open: OpenText): string {
    const { symbols, length } = open.chain;
    const tokens = Array.from({ length: open.length }, (_, index) => {
      const place = length - open.length + index;
      return open.isHidden(place) ? 35 : tokenOf(symbols[place] ?? 0);
    });
    return vocabulary.decode(tokens.filter((token) => token >= 0));
  }

  it.each(named)('%s', (_name, { whole, languageId, control }) => {
    const read = new OpenText(vocabulary, languageId);
    read.follow(whole);
    expect(visible(read)).toContain(control);
    expect(secretsIn(visible(read))).toEqual([]);
    // Also when the lines come one after the other, as they are typed.
    const typed = new OpenText(vocabulary, languageId);
    for (let end = whole.indexOf('\n'); end >= 0; end = whole.indexOf('\n', end + 1))
      typed.follow(whole.slice(0, end + 1));
    expect(secretsIn(visible(typed))).toEqual([]);
  });
});

describe('a secret is not learnt from the open document', () => {
  it.each(named)('%s', async (_name, { whole, languageId, control }) => {
    const learner = new LiveLearner(undecided, languageId);
    const learnt: number[] = [];
    vi.spyOn(learner.weights, 'learn').mockImplementation((_probabilities, _features, token) => {
      learnt.push(token);
      return 0 as never;
    });
    // Each line is read in a stretch of its own.
    let start = 0;
    for (const line of whole.split(/(?<=\n)/)) {
      const tokens = [...vocabulary.encode(line)];
      const state = new Float32Array(1);
      const marks = [{ offset: start + line.length, count: tokens.length }];
      learner.hear({ text: whole, start, tokens, marks, before: state, states: tokens.map(() => state) });
      start += line.length;
    }
    await learner.catchUp();
    const text = vocabulary.decode(learnt);
    expect(text).toContain(control);
    expect(secretsIn(text)).toEqual([]);
  });
});
