import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alignTokens } from '../../../../src/completion/surprise/alignment.ts';
import { INDENT_LITERAL, isIndentationToken } from '../../../../src/model/text/tokens.ts';
import { Vocabulary } from '../../../../src/model/text/vocabulary.ts';

const vocabulary = new Vocabulary();

/** Text of which all is said by tokens: `flush` would say what an encoder holds back of a last line of spaces. */
const ordinary = (text: string): string => `${text}.`;

/** For each character of a text, in its order, how many tokens stand for it. */
function counts(text: string): string[] {
  const { offsets, isSilent } = alignTokens(text, 0, vocabulary.encode(text));
  return [...new Set(offsets)].map((offset) => {
    const own = [...offsets.keys()].filter((index) => offsets[index] === offset);
    const silent = own.filter((index) => isSilent[index]).length;
    return `${JSON.stringify(String.fromCodePoint(text.codePointAt(offset)!))} ${own.length - silent}${silent > 0 ? `+${silent}` : ''}`;
  });
}

test('one token for each byte of a code point, all at the code point', () => {
  expect(counts('aé€😀\uD800!')).toEqual(['"a" 1+1', '"é" 2', '"€" 3', '"😀" 4', '"\\ud800" 3', '"!" 1']);
});

test('an indentation is one token at its first space; no indentation is a silent one', () => {
  expect(counts('a\n    b\n    c\nd')).toEqual([
    '"a" 1+1',
    '"\\n" 1',
    '" " 1',
    '"b" 1',
    '"\\n" 1',
    '" " 1',
    '"c" 1',
    '"\\n" 1',
    '"d" 1+1',
  ]);
});

test('a literal indentation is its token and its bytes', () => {
  const text = 'a\n \t \tb';
  const tokens = vocabulary.encode(text);
  expect(tokens).toContain(INDENT_LITERAL);
  const { offsets, isSilent } = alignTokens(text, 0, tokens);
  expect([...offsets]).toEqual([0, 0, 1, 2, 2, 3, 4, 5, 6]);
  expect(isSilent).toEqual([true, ...new Array<boolean>(8).fill(false)]);
});

test('the bytes of any text stand where their characters are', () => {
  const line = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(' ', '\t', 'a', '\n', '\r', '𝒳', '\uDC00') }),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      const text = ordinary(lines.join('\n'));
      const tokens = vocabulary.encode(text);
      const { offsets } = alignTokens(text, 0, tokens);
      for (const [index, offset] of offsets.entries()) {
        expect(offset).toBeGreaterThanOrEqual(offsets[index - 1] ?? 0);
        const token = tokens[index]!;
        if (token < 0x80) expect(text.charCodeAt(offset)).toBe(token);
        else if (!isIndentationToken(token)) expect(text.codePointAt(offset)).toBeGreaterThanOrEqual(0x80);
      }
      expect(offsets.at(-1)).toBe(text.length - 1);
    }),
  );
});
