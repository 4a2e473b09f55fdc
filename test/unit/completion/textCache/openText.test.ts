import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OpenText } from '../../../../src/completion/textCache/openText.ts';
import { symbolOf } from '../../../../src/completion/textCache/symbols.ts';
import { Vocabulary } from '../../../../src/model/text/vocabulary.ts';

const vocabulary = new Vocabulary();

function symbols(text: OpenText): number[] {
  return [...text.chain.symbols.subarray(text.placeOf(0), text.chain.length)];
}

const piece = fc.constantFrom(
  'a',
  '  ',
  '\n',
  '\t',
  'word ',
  '😀',
  'é',
  '\ud83d',
  '\ude00',
  '}',
  '\n    x',
  'z'.repeat(600),
);

test('after any edit the symbols are those of the new text', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.array(piece, { maxLength: 6 }))),
      (edits) => {
        const open = new OpenText(vocabulary, 'plaintext');
        let text = '';
        for (const [at, pieces] of edits) {
          text = text.slice(0, Math.floor(at * text.length)) + pieces.join('');
          open.follow(text);
          expect(symbols(open)).toEqual(vocabulary.encoder().push(text).map(symbolOf));
          expect(open.length).toBe(vocabulary.encoder().push(text).length);
          expect(open.chain.indexed).toBe(open.chain.length);
        }
      },
    ),
  );
});

test('only new tokens are reported, before they are added', () => {
  const open = new OpenText(vocabulary, 'plaintext');
  open.follow('first\nsecond');
  const told: [number, number, number][] = [];
  open.follow('first\nsecret', undefined, (number, token) => told.push([number, token, open.length]));
  // Before it stand an indentation of none, 'first', line feed, an indentation of none, 'sec'.
  expect(told.map(([number]) => number)).toEqual([11, 12, 13]);
  expect(String.fromCharCode(...told.map(([, token]) => token))).toBe('ret');
  expect(told.every(([number, , length]) => number === length)).toBe(true);
});

test('a long text is followed as well', () => {
  const open = new OpenText(vocabulary, 'plaintext');
  const text = 'some line of text\n'.repeat(2000);
  open.follow(text);
  open.follow(`${text}more`);
  expect(symbols(open)).toEqual(vocabulary.encoder().push(`${text}more`).map(symbolOf));
});

test('lines are hidden while they contain secrets', () => {
  const open = new OpenText(vocabulary, 'plaintext');
  const hidden = (): string => {
    let text = '';
    for (let place = open.placeOf(0); place < open.chain.length; place++) {
      if (open.isHidden(place)) text += String.fromCharCode(open.chain.symbols[place] ?? 0);
    }
    return text;
  };
  const secret = "shade = 'hT7xQ2mZ9vK4bN8wR3yL6pD1sF5gJ0cA'";
  open.follow(`first line\n${secret}\nlast line`);
  expect(hidden()).toContain('hT7xQ2mZ9vK4');
  expect(hidden()).not.toContain('first');
  expect(hidden()).not.toContain('last');
  open.follow(`first line\n${secret}\nlast line\nand more`);
  expect(hidden()).toContain('hT7xQ2mZ9vK4');
  open.follow(`first line\nshade = 'grey'\nlast line`);
  expect(hidden()).toBe('');
  open.follow(`${secret}\n${'long '.repeat(2000)}\n`);
  expect(hidden()).toContain('hT7xQ2mZ9vK4');
});
