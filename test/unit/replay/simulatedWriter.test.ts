import { expect, test } from 'vitest';
import { measuresOf } from '../../../src/replay/measures.ts';
import type { ReplayOffer, ReplaySystem } from '../../../src/replay/replaySystem.ts';
import { addTallies, codePoints, write } from '../../../src/replay/simulatedWriter.ts';

const file = (text: string) => ({ path: 'a.ts', languageId: 'typescript', text });

/** Offers by prefix, with a probability if it has one; remembers what it was asked. */
function scripted(offers: Readonly<Record<string, string | ReplayOffer>>, askedAfterAccept = true) {
  const asked: string[] = [];
  const system: ReplaySystem = {
    askedAfterAccept,
    open: () => ({
      offer: (prefix) => {
        asked.push(prefix);
        const offer = offers[prefix];
        return Promise.resolve(typeof offer === 'string' ? { text: offer } : offer);
      },
      close: () => {
        asked.push('closed');
      },
    }),
  };
  return { system, asked };
}

const stopped = () => 0;

test('asks after every typed character, and not before the first', async () => {
  const { system, asked } = scripted({});
  const tally = await write(system, file('abc'), stopped);
  expect(asked).toEqual(['a', 'ab', 'closed']);
  expect(tally).toMatchObject({ characters: 3, typed: 3, completed: 0, offers: 0, accepted: 0 });
});

test('accepts a completely right offer with one keystroke, and asks again', async () => {
  const { system, asked } = scripted({ f: 'oo(', 'foo(': 'bar)' });
  const tally = await write(system, file('foo(bar);'), stopped);
  expect(asked).toEqual(['f', 'foo(', 'foo(bar)', 'closed']);
  expect(tally).toMatchObject({ characters: 9, typed: 2, completed: 7, offers: 2, accepted: 2 });
  expect(measuresOf(tally).keystrokesSaved).toBeCloseTo(1 - (2 + 2) / 9);
  expect(measuresOf(tally).acceptanceRate).toBe(1);
});

test('the suggest widget is not asked after an accept', async () => {
  const { system, asked } = scripted({ f: 'oo', foo: 'never' }, false);
  await write(system, file('foo.x'), stopped);
  expect(asked).toEqual(['f', 'foo.', 'closed']);
});

test('an offer whose end is wrong is not accepted', async () => {
  const { system } = scripted({ f: 'oobar' });
  const tally = await write(system, file('foobaz'), stopped);
  expect(tally).toMatchObject({ typed: 6, offers: 1, accepted: 0 });
});

test('an offer that is typed through is the same offer', async () => {
  const { system } = scripted({ a: 'bcX', ab: 'cX', abc: 'X' });
  expect((await write(system, file('abcd'), stopped)).offers).toBe(1);
});

test('a changed offer, and one that comes back, are new offers', async () => {
  const changed = scripted({ a: 'bcX', ab: 'cY' });
  expect((await write(changed.system, file('abcd'), stopped)).offers).toBe(2);
  const returned = scripted({ a: 'bcX', abc: 'X' });
  expect((await write(returned.system, file('abcd'), stopped)).offers).toBe(2);
});

test('characters are code points', async () => {
  expect(codePoints('a😀é')).toBe(3);
  expect(codePoints('\uD83D')).toBe(1);
  const { system, asked } = scripted({});
  const tally = await write(system, file('😀b'), stopped);
  expect(asked).toEqual(['😀', 'closed']);
  expect(tally.typed).toBe(2);
});

test('rates of several files are those of all their characters', () => {
  const one = {
    characters: 100,
    typed: 50,
    completed: 50,
    offers: 20,
    accepted: 10,
    draftKeys: 0,
    latencies: [1, 3, 40, 2, 2],
    forecasts: [],
  };
  const other = {
    characters: 300,
    typed: 150,
    completed: 150,
    offers: 20,
    accepted: 10,
    draftKeys: 0,
    latencies: [2],
    forecasts: [],
  };
  const measures = measuresOf(addTallies([one, other]), 1.5);
  expect(measures).toEqual({
    bitsPerCharacter: 1.5,
    keystrokesSaved: (400 - 200 - 20) / 400,
    acceptanceRate: 0.5,
    wrongPer100: 10,
    shareCompleted: 0.5,
    offers: 40,
    p50Milliseconds: 2,
    p95Milliseconds: 3 + 0.75 * 37,
    missedBudget: 1 / 6,
  });
});

test('0 / 0 is 0', () => {
  const nothing = {
    characters: 0,
    typed: 0,
    completed: 0,
    offers: 0,
    accepted: 0,
    draftKeys: 0,
    latencies: [],
    forecasts: [],
  };
  expect(Object.values(measuresOf(nothing)).every((value) => value === 0)).toBe(true);
});

test('begins at an offset, and sees the text before it', async () => {
  const { system, asked } = scripted({ 'one t': 'wo' });
  const tally = await write(system, file('one two'), stopped, () => undefined, 4);
  expect(asked).toEqual(['one t', 'closed']);
  expect(tally).toMatchObject({ characters: 3, typed: 1, completed: 2 });
});

/** The same with a draft for every document. */
function drafting(draft: string | undefined, offers: Readonly<Record<string, string>> = {}) {
  const { system, asked } = scripted(offers);
  const withDraft: ReplaySystem = {
    ...system,
    open: (opened) => ({
      ...system.open(opened),
      draft: () => Promise.resolve(draft === undefined ? undefined : { text: draft }),
    }),
  };
  return { system: withDraft, asked };
}

test('a completely right draft costs two keys: to ask for it, and to take it', async () => {
  const { system, asked } = drafting('one two\n');
  const tally = await write(system, file('one two\nthree'), stopped);
  expect(asked[0]).toBe('one two\n');
  expect(tally).toMatchObject({ characters: 13, typed: 5, completed: 8, draftKeys: 2, offers: 0 });
  expect(measuresOf(tally).keystrokesSaved).toBeCloseTo(1 - (5 + 2) / 13);
});

test('another draft is taken by lines and then by words while they are right, and the writer continues', async () => {
  const { system, asked } = drafting('# one, two\n  three four', { '# one, two\n  three ': 'five' });
  // The first line, the indentation, `three`, a space; `four` is wrong.
  const tally = await write(system, file('# one, two\n  three five'), stopped);
  expect(asked).toEqual(['# one, two\n  three ', 'closed']);
  expect(tally).toMatchObject({ characters: 23, typed: 0, completed: 23, draftKeys: 5, accepted: 1 });
});

test('a completely wrong draft costs one key, no draft costs none', async () => {
  const wrong = drafting('zzz');
  expect(await write(wrong.system, file('abc'), stopped)).toMatchObject({ typed: 3, draftKeys: 1 });
  expect(wrong.asked[0]).toBe('a');
  expect(await write(drafting(undefined).system, file('abc'), stopped)).toMatchObject({ typed: 3, draftKeys: 0 });
});

test('every distinct offer leaves a forecast: its probability, and whether it came true', async () => {
  const { system } = scripted({
    a: { text: 'bX', probability: 0.6 },
    ab: { text: 'X', probability: 0.9 },
    abc: { text: 'd', probability: 0.4 },
    abcd: 'e',
  });
  const { offers, forecasts } = await write(system, file('abcdef'), stopped);
  expect(offers).toBe(3);
  expect(forecasts).toEqual([
    { probability: 0.6, isRight: false },
    { probability: 0.4, isRight: true },
  ]);
});
