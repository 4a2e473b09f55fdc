import { expect, test } from 'vitest';
import { RecentEdits } from '../../../../src/completion/edits/recentEdits.ts';
import { RemovedTexts } from '../../../../src/completion/textCache/removedTexts.ts';
import { Vocabulary } from '../../../../src/model/text/vocabulary.ts';

/** An editor with documents that reports what it does. */
function editor(texts: Readonly<Record<string, string>>, lineEnd = '\n') {
  const removed = new RemovedTexts(new Vocabulary());
  const edits = new RecentEdits(removed);
  const documents = new Map(Object.entries(texts));
  const replace = (name: string, offset: number, count: number, inserted: string): void => {
    const text = documents.get(name) ?? '';
    const [left, right] = [text.slice(0, offset), text.slice(offset + count)];
    documents.set(name, left + inserted + right);
    const change = { offset, removed: text.slice(offset, offset + count), inserted, left: left.slice(-120), right: right.slice(0, 120) }; // prettier-ignore
    edits.changed({ documentId: name, change });
  };
  /** Replaces a word as one does: all of it at once, then letter by letter. */
  const retype = (name: string, from: string, to: string, nth = 0): number => {
    let offset = -1;
    for (let count = 0; count <= nth; count++) offset = (documents.get(name) ?? '').indexOf(from, offset + 1);
    replace(name, offset, from.length, '');
    for (const [index, character] of Array.from(to).entries()) replace(name, offset + index, 0, character);
    return offset + to.length;
  };
  const repetitionAt = (name: string, offset: number) => {
    const text = documents.get(name) ?? '';
    const lineFeeds = (part: string): string => part.replaceAll(lineEnd, '\n');
    return edits.repetitionAt(name, lineFeeds(text.slice(0, offset)), lineFeeds(text.slice(offset)));
  };
  const evidence = (): string =>
    Array.from(removed.chain.symbols.subarray(0, removed.chain.length))
      .filter((_, place) => removed.isRemoved(place))
      .map((symbol) => String.fromCharCode(symbol))
      .join('');
  return { edits, replace, retype, repetitionAt, evidence };
}

const uses = 'use(oldName, 1);\nuse(oldName, 2);\ncall(oldName);\n';

test('a replacement is repeated, in any document, before and after its first letters', () => {
  const { retype, replace, repetitionAt } = editor({ a: uses, b: 'let x = oldName;\n' });
  retype('a', 'oldName', 'newName');
  replace('a', 21, 7, '');
  expect(repetitionAt('a', 21)?.text).toBe('newName');
  replace('a', 21, 0, 'ne');
  expect(repetitionAt('a', 23)?.text).toBe('wName');
  replace('a', 23, 0, 'x');
  expect(repetitionAt('a', 24)).toBeUndefined();
  const end = retype('b', 'oldName', 'n');
  expect(repetitionAt('b', end)?.text).toBe('ex');
  expect(repetitionAt('b', 3)).toBeUndefined();
});

test('the latest of several replacements is offered, as far as it agrees with what is typed', () => {
  const { retype, repetitionAt } = editor({ a: `${uses}${uses}` });
  retype('a', 'oldName', 'firstName');
  retype('a', 'oldName', 'secondName');
  expect(repetitionAt('a', retype('a', 'oldName', ''))?.text).toBe('secondName');
  expect(repetitionAt('a', retype('a', 'oldName', 'f'))?.text).toBe('irstName');
});

test('a name that goes backspace by backspace is one edit', () => {
  const { replace, repetitionAt } = editor({ a: uses });
  const change = (end: number, to: string): void => {
    for (let offset = end - 1; offset >= end - 7; offset--) replace('a', offset, 1, '');
    for (const [index, character] of Array.from(to).entries()) replace('a', end - 7 + index, 0, character);
  };
  change(11, 'renamed');
  change(28, 'r');
  expect(repetitionAt('a', 22)?.text).toBe('enamed');
});

test('an insertion is repeated where three characters agree on both sides', () => {
  const { replace, repetitionAt } = editor({ a: 'f(first);\nf(other);\ng(third);\n' });
  for (const [index, character] of Array.from(', options').entries()) replace('a', 7 + index, 0, character);
  replace('a', 26, 0, ',');
  expect(repetitionAt('a', 27)).toBeUndefined();
  const { replace: insert, repetitionAt: at } = editor({ a: 'f(name);\nf(name);\n' });
  for (const [index, character] of Array.from(', options').entries()) insert('a', 6 + index, 0, character);
  insert('a', 24, 0, ',');
  expect(at('a', 25)?.text).toBe(' options');
});

test('what the editor closed by itself is not offered once more', () => {
  const { replace, repetitionAt } = editor({ a: 'x = old;\ny = old;\n' });
  replace('a', 4, 3, 'call(1)');
  replace('a', 17, 3, 'c');
  for (const [index, character] of Array.from('all').entries()) replace('a', 18 + index, 0, character);
  replace('a', 21, 0, '()');
  expect(repetitionAt('a', 22)?.text).toBe('1');
});

test('after a deletion without replacement nothing is offered', () => {
  const { retype, repetitionAt } = editor({ a: uses });
  retype('a', ', 1', '');
  retype('a', 'oldName', 'x', 2);
  const end = retype('a', ', 2', '');
  expect(repetitionAt('a', end)).toBeUndefined();
  const other = editor({ a: `${uses}${uses}` });
  other.retype('a', ', 1', '');
  other.retype('a', 'call', 'x');
  expect(other.repetitionAt('a', other.retype('a', ', 1', ''))?.text).toBe('');
});

test('the probability is how often it was right', () => {
  const { retype, repetitionAt } = editor({ a: uses.repeat(30) });
  retype('a', 'oldName', 'newName');
  const before = repetitionAt('a', retype('a', 'oldName', ''))?.probability ?? 0;
  for (let count = 0; count < 20; count++) retype('a', 'oldName', `other${count}`);
  expect(repetitionAt('a', retype('a', 'oldName', ''))?.probability).toBeLessThan(before / 2);
});

test('undo, formatting and changes of several places are not remembered', () => {
  const { edits, replace, repetitionAt, evidence } = editor({ a: 'a  =  1;\na  =  2;\nold old\n' });
  replace('a', 1, 5, ' = ');
  replace('a', 8, 5, ' = ');
  expect(edits.size).toBe(0);
  replace('a', 14, 3, '');
  expect(evidence()).toContain('old');
  edits.changed({ documentId: 'a' });
  expect(evidence()).not.toContain('old');
  expect(repetitionAt('a', 14)).toBeUndefined();
  edits.clear();
  expect(evidence()).toBe('');
});

test('no more than 200 edits are kept, and none of more than 400 characters', () => {
  const { edits, replace } = editor({ a: 'x'.repeat(5_000) });
  for (let count = 0; count < 300; count++) replace('a', 16 * count, 1, 'yz');
  edits.close('a');
  expect(edits.size).toBe(200);
  edits.clear();
  replace('a', 0, 1, 'y'.repeat(401));
  edits.close('a');
  expect(edits.size).toBe(0);
});

test('text with a secret is neither evidence nor remembered, however it goes', () => {
  const token = 'hT7xQ2mZ9vK4bN8wR3yL6pD1sF5gJ0cA';
  const line = `const shade = "${token}";\n`;
  const whole = editor({ a: line + line });
  whole.replace('a', line.indexOf(token), token.length, 'grey');
  whole.edits.close('a');
  expect([whole.evidence(), whole.edits.size]).toEqual(['', 0]);
  const pieces = editor({ a: line + line });
  const end = line.indexOf(token) + token.length;
  for (let offset = end - 1; offset >= end - token.length; offset--) {
    pieces.replace('a', offset, 1, '');
    expect(pieces.evidence()).toBe('');
  }
  const typed = editor({ a: 'const shade = grey;\n' });
  typed.retype('a', 'grey', token);
  typed.edits.close('a');
  expect(typed.edits.size).toBe(0);
  const named = editor({ a: 'password = "hunter22";\n' });
  named.replace('a', 12, 8, '');
  expect(named.evidence()).toBe('');
});

test('documents with CRLF are compared with line feeds only', () => {
  const text = 'first();\r\nold();\r\nold();\r\n';
  const { retype, repetitionAt } = editor({ a: text }, '\r\n');
  retype('a', 'old', 'fresh');
  expect(repetitionAt('a', retype('a', 'old', 'f'))?.text).toBe('resh');
});
