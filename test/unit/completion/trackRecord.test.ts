import { expect, test } from 'vitest';
import { TrackRecord } from '../../../src/completion/trackRecord.ts';
import { desk, never, request } from './desk.ts';

const offer = (text: string, probability = 0.5) => ({ text, probability });

/** Bias after an offer at `x` and these texts before the cursor. */
function biasAfter(shown: { text: string; probability: number }, ...prefixes: readonly string[]): number {
  const record = new TrackRecord();
  record.shown('x', shown);
  for (const prefix of prefixes) record.observe(prefix);
  return record.bias;
}

test('a writer who goes on with all of an offer raises the probabilities, one who does not lowers them', () => {
  expect(biasAfter(offer('foo'), 'xfoo')).toBeGreaterThan(0);
  expect(biasAfter(offer('foo'), 'xf', 'xfo', 'xfoo')).toBe(biasAfter(offer('foo'), 'xfoo'));
  expect(biasAfter(offer('foo'), 'xfooter')).toBe(biasAfter(offer('foo'), 'xfoo'));
  expect(biasAfter(offer('foo'), 'xf', 'xfa')).toBe(-biasAfter(offer('foo'), 'xfoo'));
});

test('an offer that still stands, and one that was left for another place, say nothing', () => {
  expect(biasAfter(offer('foo'), 'x', 'xf', 'xfo')).toBe(0);
  expect(biasAfter(offer('foo'), 'elsewhere', 'xfoo')).toBe(0);
  expect(biasAfter(offer('foo'), '')).toBe(0);
});

test('what was surprising counts most', () => {
  expect(biasAfter(offer('foo', 0.2), 'xfoo')).toBeGreaterThan(biasAfter(offer('foo', 0.8), 'xfoo'));
  expect(biasAfter(offer('foo', 0.8), 'xa')).toBeLessThan(biasAfter(offer('foo', 0.2), 'xa'));
});

test('half a character decides nothing', () => {
  expect(biasAfter(offer('😀'), 'x\ud83d')).toBe(0);
  expect(biasAfter(offer('foo'), 'x\ud83d', 'xfoo')).toBeGreaterThan(0);
});

test('an offer counts once, and the bias has an end', () => {
  const record = new TrackRecord();
  for (let count = 0; count < 200; count++) {
    record.shown('x', offer('foo', 0.9));
    record.observe('xa');
    record.observe('xab');
  }
  expect(record.bias).toBe(-1);
});

test('in a document where offers are always wrong less is expected of them, in one where they are right more', async () => {
  const { engine } = desk(['const answer = compute(value);\n'], {}, { surprise: 0.1 });
  const type = async (documentId: string, end: string) => {
    const probabilities: number[] = [];
    let prefix = '';
    for (let round = 0; round < 60; round++) {
      prefix += 'const an';
      const asked = { ...request('‸'), documentId, prefix };
      const { offers } = await engine.complete(asked, never);
      if (offers[0] !== undefined) probabilities.push(offers[0].probability);
      prefix += end;
    }
    return probabilities;
  };
  const wrong = await type('wrong', 'y;\n');
  const right = await type('right', 'swer = compute(value);\n');
  expect(wrong.at(-1)).toBeLessThan(wrong[0]!);
  expect(right[0]).toBe(wrong[0]);
  // The same line over and over is soon offered no more.
  expect(right[1]).toBeGreaterThan(right[0]!);
});
