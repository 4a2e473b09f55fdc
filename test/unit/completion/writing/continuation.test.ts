import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Continuation } from '../../../../src/completion/writing/continuation.ts';
import { FakeModel } from '../../../support/fakeModel.ts';
import { vocabulary } from '../desk.ts';

const model = new FakeModel(vocabulary, []);

function continuationOf(prefix: string): Continuation {
  const encoder = vocabulary.encoder();
  const tokenCount = encoder.push(prefix).length;
  return new Continuation(
    prefix,
    { offset: prefix.length, tokenCount, encoder, state: model.initialState() },
    vocabulary,
  );
}

function append(written: Continuation, tokens: readonly number[]): void {
  const after = { state: model.initialState(), context: undefined };
  written.append(tokens.map((token) => ({ token, probability: 0.9, after })));
}

test('the text of any tokens is encoded as the same tokens', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('', 'a', 'a\n', 'a\n  b\n', 'x\n\t'),
      fc.array(fc.oneof(fc.nat(319), fc.constantFrom(10, 32, 97, 259, 260, 270, 277, 0xc3, 0xa9)), { maxLength: 40 }),
      (prefix, tokens) => {
        const written = continuationOf(prefix);
        append(written, tokens);
        const before = vocabulary.encoder();
        const count = before.push(prefix).length;
        const encoded = vocabulary
          .encoder()
          .push(prefix + written.text)
          .slice(count);
        const kept = written.written.map(({ token }) => token);
        expect([...encoded]).toEqual(kept.slice(0, encoded.length));
        expect(written.text).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
        expect(written.decoded.ends.at(-1) ?? 0).toBe(written.text.length);
      },
    ),
    { numRuns: 500 },
  );
});

test('a token that stands for no text closes a continuation', () => {
  const control = continuationOf('a');
  append(control, [98, 256, 99]);
  expect([control.text, control.closed]).toEqual(['b', true]);
  const broken = continuationOf('a');
  append(broken, [98, 0xc3, 99, 100]);
  expect([broken.text, broken.closed]).toEqual(['b', true]);
  const unindented = continuationOf('a');
  append(unindented, [10, 98, 99]);
  expect([unindented.text, unindented.closed]).toEqual(['\n', true]);
});

test('the rest after typing starts with a token', () => {
  const written = continuationOf('a');
  append(written, [98, 0xc3, 0xa9, 99]);
  expect(written.text).toBe('béc');
  expect(written.after(1)).toEqual({ text: 'éc', ends: [0, 1, 2], probabilities: [0.9, 0.9, 0.9], closed: false });
  expect(written.after(2)?.text).toBe('c');
  const indented = continuationOf('a:\n');
  append(indented, [272, 98]);
  expect(indented.text).toBe('    b');
  expect(indented.after(2)).toBeUndefined();
  expect(indented.after(4)?.text).toBe('b');
});
