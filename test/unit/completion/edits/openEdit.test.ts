import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OpenEdit } from '../../../../src/completion/edits/openEdit.ts';
import type { DocumentChange } from '../../../../src/completion/request.ts';

function apply(text: string, from: number, count: number, inserted: string): [string, DocumentChange] {
  const offset = Math.min(from, text.length);
  const removed = text.slice(offset, offset + count);
  const [left, right] = [text.slice(0, offset), text.slice(offset + removed.length)];
  return [left + inserted + right, { offset, removed, inserted, left, right }];
}

test('joined changes are one edit between what was there and what is there', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 4 });
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(4), word), { minLength: 1 }), (changes) => {
      const before = '0123456789';
      let text = before;
      let open: OpenEdit | undefined;
      for (const [from, count, inserted] of changes) {
        const [after, change] = apply(text, from, count, inserted);
        text = after;
        if (open === undefined) open = new OpenEdit('a', change);
        else if (!open.join('a', change)) return;
      }
      const { left, removed, inserted, right } = open?.edit ?? { left: '', removed: '', inserted: '', right: '' };
      expect(left + inserted + right).toBe(text);
      expect(left + removed + right).toBe(before);
    }),
  );
});

test('a change elsewhere, in another document, in a new line or of too much text is another edit', () => {
  const typed = (): OpenEdit => new OpenEdit('a', apply('one two', 3, 0, 's')[1]);
  const [, next] = apply('ones two', 4, 0, 'x');
  expect(typed().join('a', next)).toBe(true);
  expect(typed().join('b', next)).toBe(false);
  expect(typed().join('a', apply('ones two', 5, 0, 'x')[1])).toBe(false);
  expect(typed().join('a', apply('ones two', 4, 0, '\n')[1])).toBe(false);
  expect(typed().join('a', apply('ones two', 4, 0, 'x'.repeat(5_000))[1])).toBe(false);
});

test('CRLF becomes LF', () => {
  const { edit } = new OpenEdit('a', {
    offset: 3,
    removed: 'a\r\nb',
    inserted: 'c\r\n',
    left: 'x\r\n',
    right: '\r\ny',
  });
  expect(edit).toEqual({ left: 'x\n', removed: 'a\nb', inserted: 'c\n', right: '\ny' });
});
