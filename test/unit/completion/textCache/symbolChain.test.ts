import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchLength, SymbolChain } from '../../../../src/completion/textCache/symbolChain.ts';

const order = 3;

function filled(symbols: readonly number[], capacity = 64): SymbolChain {
  const chain = new SymbolChain(order, capacity);
  chain.reserve(symbols.length);
  for (const symbol of symbols) {
    chain.write(symbol);
    chain.indexNext();
  }
  return chain;
}

/** Places found for a context, those of other contexts with the same hash left out. */
function found(chain: SymbolChain, context: Uint8Array): number[] {
  const places: number[] = [];
  for (let place = chain.latest(context, context.length); place >= 0; place = chain.before(place)) {
    if (matchLength(chain.symbols, place, context, order) === order) places.push(place);
  }
  return places;
}

/** Places that follow the context, the latest first. */
function expected(symbols: readonly number[], context: Uint8Array): number[] {
  const places: number[] = [];
  for (let place = order; place < symbols.length; place++) {
    if (symbols.slice(place - order, place).join() === [...context.slice(-order)].join()) places.unshift(place);
  }
  return places;
}

const symbols = fc.array(fc.integer({ min: 97, max: 99 }), { maxLength: 80 });
const context = fc.array(fc.integer({ min: 97, max: 99 }), { minLength: 5, maxLength: 5 });

test('all places of a context are found, the latest first', () => {
  fc.assert(
    fc.property(symbols, context, (row, before) => {
      expect(found(filled(row), Uint8Array.from(before))).toEqual(expected(row, Uint8Array.from(before)));
    }),
  );
});

test('after truncation the chain is as if the rest had never been added', () => {
  fc.assert(
    fc.property(symbols, symbols, context, fc.nat(), (row, more, before, cut) => {
      const length = row.length === 0 ? 0 : cut % row.length;
      const chain = filled(row, 200);
      chain.truncate(length);
      for (const symbol of more) {
        chain.write(symbol);
        chain.indexNext();
      }
      const now = [...row.slice(0, length), ...more];
      expect(found(chain, Uint8Array.from(before))).toEqual(expected(now, Uint8Array.from(before)));
    }),
  );
});

test('after growth, places are linked anew and found again', () => {
  const row = Array.from({ length: 50 }, (_, index) => 97 + (index % 3));
  const chain = filled(row);
  chain.reserve(1 << 16);
  expect(chain.indexed).toBe(0);
  expect(found(chain, Uint8Array.from(row))).toEqual([]);
  while (chain.indexed < chain.length) chain.indexNext();
  expect(found(chain, Uint8Array.from(row.slice(0, 48)))).toEqual(expected(row, Uint8Array.from(row.slice(0, 48))));
});

test('blanked places match nothing', () => {
  const chain = filled([97, 98, 99, 100, 97, 98, 99, 101]);
  chain.blank(4, 8, 254);
  expect(found(chain, Uint8Array.of(97, 98, 99))).toEqual([3]);
});

test('a match is as long as the symbols agree, and no longer than the limit', () => {
  const row = Uint8Array.from('xabcabc', (character) => character.charCodeAt(0));
  const before = Uint8Array.from('zzabc', (character) => character.charCodeAt(0));
  expect(matchLength(row, 4, before, 32)).toBe(3);
  expect(matchLength(row, 7, before, 32)).toBe(3);
  expect(matchLength(row, 7, before, 2)).toBe(2);
  expect(matchLength(row, 0, before, 32)).toBe(0);
});
