/** Copy codes tell what the text cache expects, with more trust after a longer match, and never look ahead. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyCodeCount, CopyReader, noCopy } from '../../../../src/completion/textCache/copyCodes.ts';
import { symbolOf } from '../../../../src/completion/textCache/symbols.ts';
import { WorkspaceTexts } from '../../../../src/completion/textCache/workspaceTexts.ts';
import { Vocabulary } from '../../../../src/model/text/vocabulary.ts';

const vocabulary = new Vocabulary();

function readerBeside(...texts: readonly string[]): CopyReader {
  const workspace = new WorkspaceTexts(vocabulary);
  for (const [index, text] of texts.entries()) workspace.put({ name: String(index), languageId: 'plaintext', text });
  while (workspace.work(1000));
  return new CopyReader(vocabulary, workspace, 'plaintext', '');
}

/** The codes of a text as [expected symbol, level]. */
function codesOf(reader: CopyReader, text: string): [string, number][] {
  const codes = reader.codesOf(new Int32Array(), vocabulary.encode(text));
  return Array.from(codes, (code) =>
    code === noCopy ? ['', -1] : [String.fromCharCode((code - 1) & 255), (code - 1) >> 8],
  );
}

test('without any text nothing is expected', () => {
  expect(readerBeside().code).toBe(noCopy);
});

test('what followed the same text before is expected, the more the longer it goes on', () => {
  const known = 'the resolution of the committee was unanimous';
  const codes = codesOf(readerBeside(known), known);
  const symbols = Array.from(vocabulary.encode(known), symbolOf);
  // From the third character on, the tables know the context.
  for (let index = 3; index < symbols.length - 1; index++) {
    expect(codes[index]?.[0]).toBe(String.fromCharCode(symbols[index + 1] ?? 0));
  }
  const levels = codes.slice(3, -1).map(([, level]) => level);
  expect(levels.at(-1)).toBe(3);
  expect(levels).toEqual(levels.toSorted((a, b) => a - b));
});

test('what several texts agree on is trusted more, and what they do not agree on hardly', () => {
  const end = 'of the whole committee ';
  const levelAtEnd = (...texts: readonly string[]): number => codesOf(readerBeside(...texts), end).at(-1)?.[1] ?? -1;
  expect(levelAtEnd(`${end}sat`)).toBe(2);
  expect(levelAtEnd(`a ${end}sat`, `b ${end}sat`)).toBe(3);
  expect(levelAtEnd(...['a ', 'b ', 'c ', 'd '].map((start) => `${start}${end}sat`))).toBe(4);
  expect(levelAtEnd(`a ${end}sat`, `b ${end}sat`, `c ${end}met`)).toBeLessThan(2);
  expect(levelAtEnd(`a ${end}sat`, `b ${end}met`)).toBe(0);
});

test('the document itself counts, up to where it is read', () => {
  const codes = codesOf(readerBeside(), 'alpha beta gamma delta; alpha beta gamma delta');
  expect(codes.slice(0, 10).every(([symbol]) => symbol !== 'd')).toBe(true);
  expect(codes.at(-2)).toEqual(['a', 2]);
});

test('codes are below their number, and depend on nothing that comes later', () => {
  const words = fc.array(fc.constantFrom('let ', 'x', ' = ', 'y;\n', '\t', 'ä'), { maxLength: 40 });
  fc.assert(
    fc.property(words, words, (first, then) => {
      const start = first.join('');
      const known = then.join('');
      const tokens = vocabulary.encode(start);
      const alone = readerBeside(known).codesOf(new Int32Array(1), tokens);
      const longer = readerBeside(known).codesOf(new Int32Array(1), Int32Array.from([...tokens, 65, 66]));
      expect(longer.slice(0, alone.length)).toEqual(alone);
      expect(alone.every((code) => code < copyCodeCount)).toBe(true);
    }),
    { numRuns: 50 },
  );
});
