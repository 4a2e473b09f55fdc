import { describe, expect, test } from 'vitest';
import type { SurpriseRequest } from '../../../../src/completion/surprise/request.ts';
import { SurpriseScorer } from '../../../../src/completion/surprise/surpriseScorer.ts';
import { Turns } from '../../../../src/completion/turns.ts';
import { Vocabulary } from '../../../../src/model/text/vocabulary.ts';
import { FakeClock, FakeModel, type FakeModelOptions } from '../../../support/fakeModel.ts';

const vocabulary = new Vocabulary();
const never = new AbortController().signal;
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const known = 'const answer = compute(question);\nreturn answer;\n';

function setUp(options: FakeModelOptions = {}): {
  scorer: SurpriseScorer;
  model: FakeModel;
  turns: Turns;
  clock: FakeClock;
} {
  const clock = new FakeClock();
  const model = new FakeModel(vocabulary, [known], { order: 6, clock, ...options });
  const turns = new Turns(breathe, (error) => {
    throw error;
  });
  return {
    scorer: new SurpriseScorer(model, vocabulary, { turns, clock: clock.now }),
    model,
    turns,
    clock,
  };
}

function request(text: string, more: Partial<SurpriseRequest> = {}): SurpriseRequest {
  return { documentId: 'a', languageId: 'plaintext', path: '', text, budgetMilliseconds: Infinity, ...more };
}

/** What of a text is surprising, as text. */
async function surprising(scorer: SurpriseScorer, text: string): Promise<string[]> {
  const { places, isComplete } = await scorer.score(request(text), never);
  expect(isComplete).toBe(true);
  const lines = text.split('\n');
  return places.map(({ line, character, length }) => lines[line]!.slice(character, character + length));
}

/** So much of it that three words are less than a twentieth. */
const long = known.repeat(20);

describe('places', () => {
  test('are the words that the model does not expect', async () => {
    const { scorer } = setUp();
    // The end of the known text is followed by nothing the model knows.
    const found = await surprising(scorer, long);
    expect(found.filter((word) => word !== 'const')).toEqual([]);
    const typo = await surprising(scorer, long.replace('retrun', '').replace('return answer', 'retrun answer'));
    expect(typo.filter((word) => word !== 'const')).toEqual(['retrun']);
  });

  test('follow the text as it is typed and are found on their lines', async () => {
    const { scorer, model } = setUp();
    await surprising(scorer, long);
    model.counts.scored = 0;
    const text = long.replaceAll('\n', '\n').replace(/(compute.*\n.*\n.*)compute/, '$1compuet');
    const { places } = await scorer.score(request(text), never);
    expect(places.filter(({ length }) => length === 'compuet'.length)).toMatchObject([
      { line: 2, character: 15, length: 7 },
    ]);
    expect(model.counts.scored).toBeLessThan(2 * text.length);
  });

  test('do not exist in an empty text', async () => {
    const { scorer } = setUp();
    expect(await scorer.score(request(''), never)).toEqual({ places: [], lines: [], isComplete: true, scored: 1 });
  });
});

describe('time', () => {
  test('the next request continues after the budget', async () => {
    const { scorer, model } = setUp({ millisecondsPerToken: 0.1 });
    const first = await scorer.score(request(long, { budgetMilliseconds: 20 }), never);
    expect([first.isComplete, first.scored > 0.1, first.scored < 0.5]).toEqual([false, true, true]);
    let answer = first;
    while (!answer.isComplete) answer = await scorer.score(request(long, { budgetMilliseconds: 20 }), never);
    expect(answer.scored).toBe(1);
    expect(model.counts.scored).toBe(vocabulary.encode(long).length);
  });

  test('is enough for one slice even without a budget', async () => {
    const { scorer } = setUp({ millisecondsPerToken: 0.1 });
    const { scored } = await scorer.score(request(long, { budgetMilliseconds: 0 }), never);
    expect(scored).toBeGreaterThan(0);
    expect(scored).toBeLessThan(0.2);
  });

  test('other requests go first, and no score is lost', async () => {
    const { scorer, model, turns } = setUp();
    const scoring = scorer.score(request(long), never);
    while (model.counts.scored === 0) await breathe();
    const before = model.counts.scored;
    await turns.foreground(async () => {
      await breathe();
      expect(model.counts.scored - before).toBeLessThanOrEqual(128);
    });
    expect((await scoring).isComplete).toBe(true);
    expect(model.counts.scored).toBe(vocabulary.encode(long).length);
  });

  test('a cancelled request gets the scores so far, and the work ends', async () => {
    const { scorer, model, turns } = setUp();
    const controller = new AbortController();
    const scoring = scorer.score(request(long), controller.signal);
    while (model.counts.scored < 128) await breathe();
    controller.abort();
    expect((await scoring).isComplete).toBe(false);
    await turns.idle();
    const { scored } = model.counts;
    await breathe();
    expect(model.counts.scored).toBe(scored);
    expect((await scorer.score(request(long), AbortSignal.abort())).isComplete).toBe(false);
  });

  test('rejects when the native library fails', async () => {
    const { scorer, model } = setUp();
    model.onCall = (method) => {
      if (method === 'score') throw new Error('native');
    };
    await expect(scorer.score(request(known), never)).rejects.toThrow('native');
  });
});

describe('explanations', () => {
  const edited = long.replace('return answer', 'retrun answer');
  const explain = (scorer: SurpriseScorer, text: string, line: number, character: number) =>
    scorer.explain({ documentId: 'a', languageId: 'plaintext', path: '', text, line, character }, never);

  test('name the unexpected letter and the expected word', async () => {
    const { scorer } = setUp();
    await scorer.score(request(edited), never);
    const explanation = await explain(scorer, edited, 1, 4);
    expect(explanation).toMatchObject({
      word: { line: 1, character: 0, length: 6 },
      characterText: 'r',
      character: { line: 1, character: 3, length: 1 },
    });
    expect(explanation!.wordBits).toBeGreaterThan(12);
    expect(explanation!.characterBits).toBeGreaterThan(8);
    expect(explanation!.expected[0]).toMatchObject({ text: 'return' });
    expect(explanation!.expected[0]!.probability).toBeGreaterThan(0.7);
  });

  test('of a letter that is missing at the end lead to the whole word, of what follows a word to word and sign', async () => {
    const { scorer } = setUp();
    const short = long.replace('compute(', 'comput(');
    await scorer.score(request(short), never);
    const missing = await explain(scorer, short, 0, 17);
    expect(missing).toMatchObject({ characterText: '(', expected: [{ text: 'compute' }] });
    expect(await explain(scorer, short, 0, 21)).toMatchObject({ word: { length: 1 }, expected: [{ text: 'compute' }] });
    const other = long.replace('compute(', 'compute[');
    await scorer.score(request(other), never);
    expect(await explain(scorer, other, 0, 17)).toMatchObject({ characterText: '[', expected: [{ text: 'compute(' }] });
    expect(await explain(scorer, other, 0, 22)).toMatchObject({ word: { length: 1 }, expected: [{ text: '(' }] });
  });

  test('describe indentation as whitespace', async () => {
    const model = new FakeModel(vocabulary, ['if a:\n    b\n'], { order: 8 });
    const turns = new Turns(breathe, () => undefined);
    const scorer = new SurpriseScorer(model, vocabulary, { turns, clock: () => 0 });
    const text = 'if a:\n  b\n';
    await scorer.score(request(text), never);
    expect(await explain(scorer, text, 1, 0)).toMatchObject({
      word: { line: 1, character: 0, length: 2 },
      expected: [{ text: '    b' }],
    });
  });

  test('are undefined for text that is not scored, not a word, or unknown', async () => {
    const { scorer, turns } = setUp();
    expect(await explain(scorer, edited, 1, 4)).toBeUndefined();
    await scorer.score(request(edited), never);
    expect(await explain(scorer, edited, 0, 5)).toBeUndefined();
    expect(await explain(scorer, edited, 999, 0)).toBeUndefined();
    expect(await explain(scorer, `x${edited}`, 1, 4)).toBeUndefined();
    await turns.idle();
  });
});

test('memory is small, and is freed with the document', async () => {
  const { scorer } = setUp();
  for (const documentId of ['a', 'b', 'c']) await scorer.score(request(long, { documentId }), never);
  const two = scorer.memory;
  scorer.closeDocument('c');
  expect(scorer.memory).toBeCloseTo(two / 2, 0);
  scorer.close();
  expect(scorer.memory).toBe(0);
});
