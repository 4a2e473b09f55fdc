import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  commonPrefixLength,
  endsInsideCodePoint,
  possibleStarts,
  startOfLast,
  tailFrom,
  withLineFeeds,
} from '../../../../src/completion/reading/documentText.ts';

test('the common prefix is that of a naive implementation', () => {
  const part = fc.string({ unit: fc.constantFrom('a', 'b', '😀'), maxLength: 300 });
  fc.assert(
    fc.property(part, part, part, fc.nat(1000), (head, a, b, limit) => {
      const [left, right] = [head.repeat(7) + a, head.repeat(7) + b];
      let naive = 0;
      while (naive < Math.min(left.length, right.length, limit) && left[naive] === right[naive]) naive++;
      expect(commonPrefixLength(left, right, limit)).toBe(naive);
    }),
  );
});

test('CRLF becomes LF, a lone CR stays', () => {
  expect(withLineFeeds('a\r\nb\rc\n')).toBe('a\nb\rc\n');
});

test('the start is a line start, or on a long line that of a code point', () => {
  const lines = 'one\ntwo\nthree\nfour';
  expect(lines.slice(startOfLast(lines, 12))).toBe('three\nfour');
  expect(startOfLast(lines, 100)).toBe(0);
  const line = `a${'😀'.repeat(50)}`;
  expect(line.slice(startOfLast(line, 20))).toBe('😀'.repeat(10));
  expect(line.slice(startOfLast(line, 21))).toBe('😀'.repeat(10));
  expect(`x\n${'y'.repeat(30)}`.slice(startOfLast(`x\n${'y'.repeat(30)}`, 30))).toBe('y'.repeat(30));
});

test('a start moves with text inserted before it', () => {
  const known = Array.from({ length: 40 }, (_, line) => `line ${line}`).join('\n');
  const prefix = `${'-'.repeat(1000)}\n${known}`;
  const old = { prefixStart: 0, start: 1001 };
  expect(possibleStarts(prefix, 0, old, known)[0]).toBe(1001);
  expect(possibleStarts(`new\n${prefix}`, 0, old, known)).toContain(1005);
  expect(possibleStarts(known, 1005, { prefixStart: 1001, start: 1001 }, known)[0]).toBe(0);
});

test('tails and halves of code points', () => {
  const huge = 'x'.repeat(200_000) + '\ud83d tail';
  expect(tailFrom(huge, 200_000)).toBe('\ud83d tail');
  expect(endsInsideCodePoint('a\ud83d')).toBe(true);
  expect(endsInsideCodePoint('a😀')).toBe(false);
  expect(endsInsideCodePoint('')).toBe(false);
});
