import fc from 'fast-check';
import { expect, test } from 'vitest';
import { largestWorkspace, longestMatch } from '../../../../src/completion/textCache/cacheLimits.ts';
import { slots } from '../../../../src/completion/textCache/followerTable.ts';
import { matchLength } from '../../../../src/completion/textCache/symbolChain.ts';
import { symbolOf, tokenOf } from '../../../../src/completion/textCache/symbols.ts';
import { WorkspaceTexts } from '../../../../src/completion/textCache/workspaceTexts.ts';
import { Vocabulary } from '../../../../src/model/text/vocabulary.ts';

const vocabulary = new Vocabulary();

function text(name: string, content: string) {
  return { name, languageId: 'plaintext', text: content };
}

function finish(texts: WorkspaceTexts, step = 1 << 16): WorkspaceTexts {
  while (texts.work(step));
  return texts;
}

/** Of a piece of a line, without the indentation that it would have at the start of one. */
function symbolsOf(content: string): Uint8Array {
  return Uint8Array.from(vocabulary.encode(content).subarray(1), symbolOf);
}

/** What follows all places at which this text, at least five symbols long, stands; the latest first. */
function followers(texts: WorkspaceTexts, before: string): string[] {
  const context = symbolsOf(before);
  const { chain } = texts;
  const found: string[] = [];
  for (let place = chain.latest(context, context.length); place >= 0; place = chain.before(place)) {
    const length = Math.min(context.length, longestMatch);
    if (matchLength(chain.symbols, place, context, longestMatch) < length) continue;
    found.push(String.fromCharCode(tokenOf(chain.symbols[place] ?? 0)));
  }
  return found;
}

function tableCounts(texts: WorkspaceTexts, order: number, before: string): Map<string, number> {
  const context = symbolsOf(before);
  const table = texts.tables.find((one) => one.order === order);
  if (table === undefined) throw new Error('no such table');
  const row = table.row(context, context.length);
  const result = new Map<string, number>();
  for (let slot = row; slot < row + slots && table.countAt(slot) > 0; slot++) {
    result.set(String.fromCharCode(table.symbolAt(slot)), table.countAt(slot));
  }
  return result;
}

test('texts are found, the latest first', () => {
  const texts = new WorkspaceTexts(vocabulary);
  texts.put(text('a', 'the answer is 1'));
  texts.put(text('b', 'the answer is 2'));
  finish(texts);
  expect(followers(texts, 'answer is ')).toEqual(['2', '1']);
  expect(tableCounts(texts, 4, 'answer is ')).toEqual(new Map([['2', 1], ['1', 1]])); // prettier-ignore
});

test('a text that is saved again replaces its old version', () => {
  const texts = new WorkspaceTexts(vocabulary);
  texts.put(text('a', 'the answer is 1'));
  texts.put(text('b', 'the answer is 2'));
  finish(texts);
  texts.put(text('a', 'the answer is 3'));
  finish(texts);
  expect(followers(texts, 'answer is ')).toEqual(['3', '2']);
  expect(texts.names).toEqual(['b', 'a']);
});

test('a removed text is gone at once, even when it was still arriving', () => {
  const texts = new WorkspaceTexts(vocabulary);
  texts.put(text('a', 'the answer is 1'.repeat(2000)));
  texts.work(5000);
  expect(followers(texts, 'answer is ').length).toBeGreaterThan(0);
  texts.remove('a');
  expect(followers(texts, 'answer is ')).toEqual([]);
  finish(texts);
  expect(followers(texts, 'answer is ')).toEqual([]);
  expect(texts.names).toEqual([]);
});

test('the chain is the same in pieces of any size', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ name: fc.constantFrom('a', 'b', 'c'), content: fc.string({ unit: 'binary', maxLength: 60 }) }),
        {
          maxLength: 12,
        },
      ),
      fc.integer({ min: 1, max: 50 }),
      (contents, step) => {
        const [slow, fast] = [new WorkspaceTexts(vocabulary), new WorkspaceTexts(vocabulary)];
        for (const { name, content } of contents) {
          slow.put(text(name, content));
          fast.put(text(name, content));
        }
        finish(slow, step);
        finish(fast);
        const row = (texts: WorkspaceTexts) => [...texts.chain.symbols.subarray(0, texts.chain.length)];
        expect(row(slow)).toEqual(row(fast));
        expect(slow.names).toEqual(fast.names);
        expect(slow.chain.indexed).toBe(slow.chain.length);
      },
    ),
  );
});

test('the room of removed texts is used again, and the other texts are still found', () => {
  const texts = new WorkspaceTexts(vocabulary, 1 << 16);
  texts.put(text('kept', 'the answer is 4'));
  for (let version = 0; version < 40; version++) {
    texts.put(text('saved again and again', `version ${version} of a text\n`.repeat(200)));
    finish(texts);
  }
  expect(texts.chain.length).toBeLessThan(1 << 15);
  expect(followers(texts, 'answer is ')).toEqual(['4']);
  expect(followers(texts, 'version 39 of a ').length).toBe(200);
  expect(followers(texts, 'version 38 of a ')).toEqual([]);
  expect(tableCounts(texts, 4, 'answer is ')).toEqual(new Map([['4', 1]]));
});

test('without room, the oldest texts go', () => {
  const texts = new WorkspaceTexts(vocabulary, 10_000);
  for (let number = 0; number < 30; number++) texts.put(text(String(number), `text number ${number}: `.repeat(50)));
  finish(texts);
  expect(texts.chain.length).toBeLessThanOrEqual(10_000);
  expect(texts.names.at(-1)).toBe('29');
  expect(texts.names).not.toContain('0');
  expect(followers(texts, 'number 29: text number').length).toBeGreaterThan(0);
});

test('a text longer than all the room is cut', () => {
  const texts = new WorkspaceTexts(vocabulary, 10_000);
  texts.put(text('long', 'abcdefghij'.repeat(5000)));
  texts.put(text('short', 'the answer is 5'));
  finish(texts);
  expect(followers(texts, 'answer is ')).toEqual(['5']);
});

test('the largest workspace takes no more than 64 MB', () => {
  const texts = new WorkspaceTexts(vocabulary);
  texts.expect(100_000_000);
  expect(texts.chain.capacity).toBe(largestWorkspace);
  expect(texts.bytes).toBeLessThanOrEqual(64e6);
});

test('nothing is left after clear', () => {
  const texts = finish(new WorkspaceTexts(vocabulary));
  texts.put(text('a', 'the answer is 1'));
  finish(texts);
  texts.put(text('b', 'the answer is 2'));
  texts.clear();
  expect(texts.work(1)).toBe(false);
  expect(followers(texts, 'answer is ')).toEqual([]);
  expect(tableCounts(texts, 4, 'answer is ').size).toBe(0);
});
