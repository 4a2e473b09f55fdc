import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BelowText } from '../../../../src/completion/textCache/belowText.ts';
import { belowSlice, documentOrders, longestBelow } from '../../../../src/completion/textCache/cacheLimits.ts';
import { symbolOf } from '../../../../src/completion/textCache/symbols.ts';
import { Vocabulary } from '../../../../src/model/text/vocabulary.ts';

const vocabulary = new Vocabulary();
const newEncoder = () => vocabulary.encoder();

function symbolsOf(text: string): Uint8Array {
  return Uint8Array.from(vocabulary.encoder().push(text), symbolOf);
}

function followed(text: string): BelowText {
  const below = new BelowText();
  below.follow(text, '', newEncoder);
  while (below.work());
  return below;
}

/** Places with this context, as the chain finds them. */
function placesOf(below: BelowText, context: Uint8Array): number[] {
  const [last, beforeLast] = [context.at(-1), context.at(-2)];
  const places: number[] = [];
  for (let place = below.nearest(context); place >= 0; place = below.farther(place)) {
    if (below.symbols[place - 1] === last && below.symbols[place - 2] === beforeLast) places.push(place);
  }
  return places;
}

test('all places of a context are found, the nearest first, however the text is cut into slices', () => {
  const line = fc.constantFrom('ab', 'abab\n', 'b a', '\n', '😀', 'x'.repeat(700));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
      const text = lines.join('');
      const below = followed(text);
      const symbols = symbolsOf(text);
      expect([...below.symbols.subarray(1, symbols.length + 1)]).toEqual([...symbols]);
      const context = Uint8Array.from(Buffer.from('ab'));
      const naive: number[] = [];
      // Behind the sign at the cursor, and behind a whole context.
      for (let place = documentOrders[0]; place < symbols.length; place++) {
        if (symbols[place - 2] === context[0] && symbols[place - 1] === context[1]) naive.push(place + 1);
      }
      expect(placesOf(below, context)).toEqual(naive);
    }),
  );
});

test('a long text is taken in piece by piece, and only some pages of it', () => {
  const below = new BelowText();
  below.follow('some line of text\n'.repeat(3_000), '', newEncoder);
  let slices = 1;
  while (below.work()) slices++;
  expect(slices).toBeGreaterThanOrEqual(longestBelow / belowSlice);
  expect(placesOf(below, symbolsOf('xme')).length).toBeLessThan(1_000);
});

test('it stays while the user types there, and goes with the place', () => {
  const text = Array.from({ length: 60 }, (_, line) => `line ${line} of the text`).join('\n');
  const below = followed(`)${text}`);
  const encoders: string[] = [];
  const follow = (next: string): boolean => {
    const before = encoders.length;
    below.follow(next, '', () => {
      encoders.push(next);
      return vocabulary.encoder();
    });
    return encoders.length > before;
  };
  expect(follow(`)${text}`)).toBe(false);
  expect(follow(text)).toBe(false);
  expect(follow(`"))${text}`)).toBe(false);
  expect(follow(text.slice(500))).toBe(true);
  expect(follow(text)).toBe(true);
  expect(follow(text.replace('line 40', 'other'))).toBe(true);
  expect(follow('')).toBe(true);
  expect(placesOf(below, symbolsOf('line'))).toEqual([]);
});

test('lines with secrets are hidden, even when the line begins left of the cursor', () => {
  const token = 'hT7xQ2mZ9vK4bN8wR3yL6pD1sF5gJ0cA';
  const below = new BelowText();
  const rest = `"${token}";\nnext line\n`;
  below.follow(rest, 'const shade = ', newEncoder);
  while (below.work());
  const shown = Array.from(rest)
    .filter((_, offset) => !below.isHidden(offset + 1))
    .join('');
  expect(shown).not.toContain(token.slice(0, 4));
  expect(shown).toContain('ext line');
  const split = new BelowText();
  split.follow(`${token.slice(6)}"\nmore\n`, `const password = "${token.slice(0, 6)}`, newEncoder);
  while (split.work());
  expect(split.isHidden(3)).toBe(true);
});
