import { expect, test } from 'vitest';
import { emptyScores, scoreToken, tokenSurprise } from '../../../src/model/tokenSurprise.ts';

const letter = 'a'.charCodeAt(0);
const space = ' '.charCodeAt(0);

/** Probability ½ for `a`, ¼ for the first byte of ä, ⅛ for a space, ⅛ for a token that is not a byte. */
function distribution(): Float32Array {
  const result = new Float32Array(320);
  result[letter] = 1 / 2;
  result[0xc3] = 1 / 4;
  result[space] = 1 / 8;
  result[260] = 1 / 8;
  return result;
}

test('a token has its negative log-probability, the distribution its entropy', () => {
  const { nats, entropy } = tokenSurprise(distribution(), space);
  expect(nats / Math.LN2).toBeCloseTo(3, 6);
  expect(entropy / Math.LN2).toBeCloseTo(1.75, 6);
});

test('its kind says whether it continues a word: letters, and bytes beyond ASCII', () => {
  const kindBits = (token: number): number => tokenSurprise(distribution(), token).kindNats / Math.LN2;
  for (const token of [letter, 0xc3, 0xff, '_'.charCodeAt(0), '7'.charCodeAt(0), '$'.charCodeAt(0)])
    expect(kindBits(token)).toBeCloseTo(-Math.log2(3 / 4), 6);
  for (const token of [space, 260, '.'.charCodeAt(0), '\n'.charCodeAt(0)]) expect(kindBits(token)).toBeCloseTo(2, 6);
  const expected = 0.75 * Math.log2(4 / 3) + 0.25 * 2;
  expect(tokenSurprise(distribution(), space).kindEntropy / Math.LN2).toBeCloseTo(expected, 6);
});

test('an impossible token counts as very improbable, and a certain one has no surprise', () => {
  const certain = new Float32Array(320);
  certain[letter] = 1;
  const scores = emptyScores(2);
  scoreToken(scores, 0, certain, letter);
  scoreToken(scores, 1, certain, space);
  expect([...scores.nats].map(Math.round)).toEqual([0, 87]);
  expect([...scores.kindNats].map(Math.round)).toEqual([0, 87]);
  expect([...scores.entropies, ...scores.kindEntropies]).toEqual([0, 0, 0, 0]);
});
