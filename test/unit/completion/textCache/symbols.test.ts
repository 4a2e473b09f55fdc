import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  GONE,
  symbolClass,
  symbolClasses,
  symbolOf,
  TEXT_START,
  textHeader,
  tokenOf,
} from '../../../../src/completion/textCache/symbols.ts';
import { INDENT_LITERAL, INDENT_SAME } from '../../../../src/model/text/tokens.ts';
import { Vocabulary } from '../../../../src/model/text/vocabulary.ts';

const vocabulary = new Vocabulary();

test('a text without control characters is the same text as symbols', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const clean = text.replace(/[\x00-\x08\x0e-\x1f]/g, '');
      const tokens = [...vocabulary.encode(clean)];
      expect(tokens.map((token) => tokenOf(symbolOf(token)))).toEqual(tokens);
    }),
  );
});

test('every indentation token has a symbol of its own', () => {
  const tokens = Array.from({ length: INDENT_LITERAL - INDENT_SAME + 1 }, (_, index) => INDENT_SAME + index);
  expect(new Set(tokens.map(symbolOf)).size).toBe(tokens.length);
  expect(tokens.map((token) => tokenOf(symbolOf(token)))).toEqual(tokens);
});

test('symbols that no text contains are never offered', () => {
  expect(tokenOf(symbolOf(0))).toBe(-1);
  expect(tokenOf(symbolOf(3))).toBe(-1);
  expect(tokenOf(TEXT_START)).toBe(-1);
  expect(tokenOf(GONE)).toBe(-1);
});

test('texts of one language begin alike, those of another do not', () => {
  const header = (language: string) => textHeader(vocabulary.languageTag(language));
  expect(header('go')).toEqual(header('go'));
  expect(header('go')).not.toEqual(header('python'));
  expect(
    header('go')
      .slice(0, -1)
      .every((symbol) => symbol === TEXT_START),
  ).toBe(true);
});

test('every symbol is in one class', () => {
  for (let symbol = 0; symbol < 256; symbol++) expect(symbolClass(symbol)).toBeLessThan(symbolClasses);
  expect(symbolClass(0x61)).not.toBe(symbolClass(0x41));
});
