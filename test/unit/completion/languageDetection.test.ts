import { describe, expect, it } from 'vitest';
import { detectionTokens, Impression, LanguageDetector } from '../../../src/completion/languageDetection.ts';
import { Turns } from '../../../src/completion/turns.ts';
import type { HiddenState } from '../../../src/model/characterModel.ts';
import type { LanguageHead } from '../../../src/model/languageHead.ts';
import { Vocabulary } from '../../../src/model/text/vocabulary.ts';
import { FakeModel } from '../../support/fakeModel.ts';

const vocabulary = new Vocabulary();
const never = new AbortController().signal;
const code = (letter: string): number => letter.charCodeAt(0);

/** Its last number is the last token read, so the mean of that is the mean of all tokens. */
const order = 1;

function setUp() {
  const model = new FakeModel(vocabulary, ['x'], { order });
  const turns = new Turns(
    () => new Promise((resolve) => setImmediate(resolve)),
    (error) => {
      throw error;
    },
  );
  const weights = new Float32Array(2 * (model.stateSize + 1));
  // Whether the mean character is above or below the middle of the alphabet. (An indentation, a large number, comes
  // once in a text.)
  weights[model.stateSize - 1] = -1;
  weights[model.stateSize] = code('m');
  weights[2 * model.stateSize] = 1;
  weights[2 * model.stateSize + 1] = -code('m');
  const head: LanguageHead = { model: '', languages: ['early', 'late'], stateSize: model.stateSize, weights };
  const detectorWith = (used: LanguageHead | undefined) => new LanguageDetector(model, vocabulary, used, { turns });
  return { model, turns, head, detectorWith };
}

describe('Impression', () => {
  it('is the mean of the states after each token, in slices of any size', async () => {
    const { model } = setUp();
    const text = 'some text of several words. '.repeat(20);
    const impression = new Impression(model, vocabulary, text);
    while (!impression.isComplete) await impression.readSlice();
    const tokens = vocabulary.encode(text);
    const header = await model.read(model.initialState(), vocabulary.encodeHeader('plaintext'));
    const { kept } = await model.read(header.state, tokens, [...tokens.keys()]);
    const mean = Array.from({ length: model.stateSize }, (_, index) => meanAt(kept, index));
    expect(impression.length).toBe(tokens.length);
    impression.mean.forEach((value, index) => {
      expect(value).toBeCloseTo(mean[index] ?? 0, 1);
    });
    expect(mean.at(-1)).toBeGreaterThan(0);
  });

  it('reads only the beginning of a long text', async () => {
    const { model } = setUp();
    const impression = new Impression(model, vocabulary, 'word '.repeat(5_000));
    while (!impression.isComplete) await impression.readSlice();
    expect(impression.length).toBe(detectionTokens);
    expect(model.counts.read).toBeLessThan(detectionTokens + 10);
  });
});

function meanAt(states: readonly HiddenState[], index: number): number {
  return states.reduce((sum, state) => sum + (state[index] ?? 0), 0) / states.length;
}

describe('LanguageDetector', () => {
  it('returns the answer of the head for the mean state', async () => {
    const { head, detectorWith } = setUp();
    const detector = detectorWith(head);
    const early = await detector.detect({ documentId: 'a', text: 'abc'.repeat(40) }, never);
    expect(early.languages.map(({ languageId }) => languageId)).toEqual(['early', 'late']);
    const late = await detector.detect({ documentId: 'a', text: 'xyz'.repeat(40) }, never);
    expect(late.languages[0]?.languageId).toBe('late');
    expect(late.languages[0]?.probability).toBeGreaterThan(0.9);
  });

  it.each([
    ['no head', undefined, 'abc'],
    ['a head for other states', 1, 'abc'],
    ['nothing in the text', 0, ' \n'],
  ])('returns nothing and reads nothing with %s', async (_what, larger, text) => {
    const { model, head, detectorWith } = setUp();
    const detector = detectorWith(larger === undefined ? undefined : { ...head, stateSize: head.stateSize + larger });
    expect(await detector.detect({ documentId: 'a', text }, never)).toEqual({ languages: [] });
    expect(model.counts.read).toBe(0);
  });

  it('lets a request go first, and reads no token twice', async () => {
    const { model, turns, head, detectorWith } = setUp();
    const text = 'abc '.repeat(150);
    const happened: string[] = [];
    let requested: Promise<void> | undefined;
    model.onCall = () => {
      happened.push('read');
      if (happened.length !== 3) return;
      requested = turns.foreground(() => {
        happened.push('request');
        return Promise.resolve();
      });
    };
    const { languages } = await detectorWith(head).detect({ documentId: 'a', text }, never);
    await requested;
    // The header and two slices, the request, and then the rest: 601 tokens in slices of 64.
    expect(happened.indexOf('request')).toBe(3);
    expect(happened.filter((what) => what === 'read')).toHaveLength(11);
    expect(model.counts.read).toBe(vocabulary.encode(text).length + vocabulary.encodeHeader('plaintext').length);
    expect(languages[0]?.languageId).toBe('early');
  });

  it('stops after its slice when cancelled', async () => {
    const { model, turns, head, detectorWith } = setUp();
    const controller = new AbortController();
    model.onCall = () => {
      controller.abort();
    };
    const result = await detectorWith(head).detect({ documentId: 'a', text: 'abc '.repeat(150) }, controller.signal);
    await turns.idle();
    expect(result).toEqual({ languages: [] });
    expect(model.counts.calls).toBeLessThanOrEqual(2);
    expect(await detectorWith(head).detect({ documentId: 'a', text: 'abc' }, AbortSignal.abort())).toEqual({
      languages: [],
    });
  });

  it('drops an earlier request for the same document', async () => {
    const { head, detectorWith } = setUp();
    const detector = detectorWith(head);
    const first = detector.detect({ documentId: 'a', text: 'xyz '.repeat(150) }, never);
    const second = detector.detect({ documentId: 'a', text: 'abc'.repeat(40) }, never);
    expect(await first).toEqual({ languages: [] });
    expect((await second).languages[0]?.languageId).toBe('early');
  });

  it('rejects when the native library fails', async () => {
    const { model, turns, head, detectorWith } = setUp();
    model.onCall = () => {
      throw new Error('native');
    };
    await expect(detectorWith(head).detect({ documentId: 'a', text: 'abc'.repeat(40) }, never)).rejects.toThrow(
      'native',
    );
    await turns.idle();
  });
});
