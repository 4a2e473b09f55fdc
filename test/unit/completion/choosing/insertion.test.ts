import { expect, test } from 'vitest';
import { Insertion } from '../../../../src/completion/choosing/insertion.ts';
import { cursorIn } from '../notation.ts';

/** Whether the last of these texts has its cursor inside a word, after requests for all of them. */
function isInsideWord(...texts: readonly string[]): boolean {
  const insertion = new Insertion();
  const cursors = texts.map((text) => ({ ...cursorIn(text), prefixStart: 0 }));
  for (const cursor of cursors) insertion.follow(cursor);
  const last = cursors.at(-1);
  return last !== undefined && insertion.isInsideWord(last);
}

test.each<[string, boolean, ...string[]]>([
  ['a letter in a word', true, 'fooxyz‸bar'],
  ['more letters in a word', true, 'foox‸bar', 'fooxy‸bar'],
  ['a new word before a word', false, 'f(x‸bar)', 'f(xy‸bar)'],
  ['a space before a word', false, 'return ‸bar'],
  ['a dot in a word, and more', false, 'foo.‸bar'],
  ['a letter behind the dot', true, 'foo.‸bar', 'foo.x‸bar', 'foo‸bar'],
  ['back to before the word', false, 'f(x‸bar)', 'f(‸bar)', 'f(y‸bar)'],
  ['the end of a word', false, 'foo‸ bar'],
  ['a script without spaces', false, '日本‸語'],
  ['the start of a document', false, '‸bar'],
])('%s', (_what, expected, ...texts) => {
  expect(isInsideWord(...texts)).toBe(expected);
});

test('a document whose start is not sent', () => {
  const insertion = new Insertion();
  insertion.follow({ prefix: 'f(x', prefixStart: 1000, suffix: 'bar)' });
  const longer = { prefix: '(xy', prefixStart: 1001, suffix: 'bar)' };
  insertion.follow(longer);
  expect(insertion.isInsideWord(longer)).toBe(false);
});
