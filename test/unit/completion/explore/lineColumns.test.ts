import { describe, expect, test } from 'vitest';
import { type LineTokens, lineTokens, stretchAt } from '../../../../src/completion/explore/lineColumns.ts';
import { Vocabulary } from '../../../../src/model/text/vocabulary.ts';
import { cursorIn } from '../notation.ts';

const vocabulary = new Vocabulary();
const hasTornPair = /^[\udc00-\udfff]|[\ud800-\udbff]$/;

/** The last line of a text with a cursor in it. */
function lineOf(text: string): LineTokens {
  const { prefix, suffix } = cursorIn(text);
  const stretch = stretchAt(prefix, suffix);
  const encoder = vocabulary.encoder();
  encoder.push(prefix.slice(0, stretch.start));
  return lineTokens(encoder, stretch);
}

/** Columns with bars between, the cursor where it is. */
function drawn(text: string): string {
  const { columns, columnsBefore } = lineOf(text);
  const texts = columns.map((column) => column.text);
  return `${texts.slice(0, columnsBefore).join('|')}‸${texts.slice(columnsBefore).join('|')}`;
}

describe('columns', () => {
  test.each([
    ['if (a‸b)\n', 'i|f| |(|a‸b|)|\n'],
    ['‸\n', '‸\n'],
    ['‸', '‸'],
    ['abc‸', 'a|b|c‸'],
    ['if a:\n    b‸c\n', '    |b‸c|\n'],
    // Not certain at the cursor, known behind it.
    ['if a:\n  ‸  b\n', '‸    |b|\n'],
    ['if a:\n    ‸', '‸'],
    ['naïve 漢‸😀x\n', 'n|a|ï|v|e| |漢‸😀|x|\n'],
    // No token says twelve spaces.
    ['a\n            b‸', ` | | | | | | | | | | | |b‸`],
  ])('of %j are %j', (text, expected) => {
    expect(drawn(text)).toBe(expected);
  });

  test('have their numbers of tokens', () => {
    const { columns, tokens, ends } = lineOf('é😀‸\n');
    // The indentation that is none is said before the first character.
    expect(columns.map((column) => column.tokens)).toEqual([3, 4, 1]);
    expect(ends).toEqual([3, 7, 8]);
    expect(tokens).toHaveLength(8);
  });

  test('hold the tokens that the whole text has', () => {
    const text = 'a\n  b\n\tc d é‸f\n';
    const { prefix, suffix } = cursorIn(text);
    const { tokens } = lineOf(text);
    expect(Array.from(vocabulary.encode(prefix + suffix)).slice(-tokens.length)).toEqual(Array.from(tokens));
  });
});

describe('a long line', () => {
  const long = 'x'.repeat(1_000);

  test('is shown around the cursor', () => {
    expect(stretchAt(long, long)).toEqual({ start: 860, before: 'x'.repeat(140), behind: 'x'.repeat(60) });
    expect(stretchAt(`\n${'x'.repeat(20)}`, long)).toMatchObject({ start: 1, behind: 'x'.repeat(180) });
    expect(stretchAt(long, 'y\n')).toMatchObject({ start: 802, behind: 'y\n' });
  });

  test('is not cut inside a character', () => {
    const wide = '😀'.repeat(500);
    const { before, behind } = stretchAt(`x${wide}`, wide);
    for (const text of [before, behind, stretchAt(wide, `x${wide}`).behind]) expect(text).not.toMatch(hasTornPair);
  });
});
