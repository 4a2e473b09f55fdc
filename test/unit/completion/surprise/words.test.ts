import { describe, expect, test } from 'vitest';
import { rankLines, rankWords } from '../../../../src/completion/surprise/ranking.ts';
import { wordsOf } from '../../../../src/completion/surprise/words.ts';

/**
 * Words of a text above 0, where `marks` gives the excess of the character above it: a digit, `-` for −2, nothing for
 * 0.
 */
function excesses(text: string, marks: string): string[] {
  const values = Float32Array.from(text, (_, index) => {
    const mark = marks.charAt(index);
    return mark === '-' ? -2 : Number(mark.trim() || 0);
  });
  return wordsOf({ text, excess: values, kindExcess: values })
    .filter(({ excess }) => excess > 0)
    .map(({ offset, length, excess, peak }) => `${text.slice(offset, offset + length)} ${excess} @${peak - offset}`);
}

describe('words', () => {
  test('are as surprising as their most surprising stretch', () => {
    expect(excesses('let retrun = x', '    ------    ')).toEqual([]);
    expect(excesses('let retrun = x', '    --494-    ')).toEqual(['retrun 17 @3']);
    expect(excesses('let retrun = x', '    9---9-    ')).toEqual(['retrun 12 @0']);
  });

  test('count the character behind them, signs do not', () => {
    expect(excesses('lengt = a', '     5   ')).toEqual(['lengt 5 @5']);
    expect(excesses('a =b', '   5')).toEqual(['b 5 @0']);
    expect(excesses('x += 1', '  35 4')).toEqual(['+= 8 @1', '1 4 @0']);
  });

  test('are identifiers, words of any language, numbers, signs, indentations', () => {
    const text = '\tsnake_case2 $ref === naïve(x1)\n  \n    0xFF';
    const ones = new Float32Array(text.length).fill(1);
    const found = wordsOf({ text, excess: ones, kindExcess: ones }).map(({ offset, length }) =>
      text.slice(offset, offset + length),
    );
    expect(found).toEqual(['\t', 'snake_case2', '$ref', '===', 'naïve', '(', 'x1', ')', '    ', '0xFF']);
  });

  test('that are very long are marked by their stretch', () => {
    const text = `${'a'.repeat(30)}xyz${'b'.repeat(30)}`;
    expect(excesses(text, `${'-'.repeat(30)}345${'-'.repeat(30)}`)).toEqual(['xyz 12 @2']);
  });
});

describe('levels', () => {
  const word = (excess: number, index: number) => ({ offset: index, length: 1, excess, peak: index });
  const levelsOf = (values: readonly number[]): number[] => {
    const ranked = new Map(rankWords(values.map(word)).map(({ offset, level }) => [offset, level]));
    return values.map((_, index) => ranked.get(index) ?? 0);
  };

  test('are shares of the document: a tenth, a twentieth, a fiftieth', () => {
    const levels = levelsOf(Array.from({ length: 200 }, (_, index) => 100 + index));
    expect([1, 2, 3].map((level) => levels.filter((other) => other === level).length)).toEqual([10, 6, 4]);
    expect(levels.slice(-4)).toEqual([3, 3, 3, 3]);
  });

  test('need a least excess: in an expected text nothing is marked', () => {
    expect(levelsOf([0, 0.1, 4.9])).toEqual([0, 0, 0]);
    expect(levelsOf([0, 0.1, 5])).toEqual([0, 0, 1]);
    expect(levelsOf([0, 0.1, 8])).toEqual([0, 0, 2]);
    expect(levelsOf([0, 0.1, 12])).toEqual([0, 0, 3]);
    expect(levelsOf([])).toEqual([]);
  });
});

test('lines are ranked by bits per character, without short and blank ones', () => {
  const text = 'plain text\n}\n\n  odd%%code\nplain text';
  const bits = new Float32Array(text.length).fill(0.5);
  bits.fill(9, text.indexOf('}'), text.indexOf('}') + 1);
  bits.fill(4, text.indexOf('odd'), text.indexOf('odd') + 10);
  expect(rankLines(text, bits)).toEqual([{ line: 3, bitsPerCharacter: 4.1 }]);
  expect(rankLines('', new Float32Array(0))).toEqual([]);
});
