import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FollowerTable, slots } from '../../../../src/completion/textCache/followerTable.ts';

const context = Uint8Array.of(97, 98, 99);

function counts(table: FollowerTable): [number, number][] {
  const row = table.row(context, 3);
  const found: [number, number][] = [];
  for (let slot = row; slot < row + slots && table.countAt(slot) > 0; slot++) {
    found.push([table.symbolAt(slot), table.countAt(slot)]);
  }
  return found;
}

test('symbols are counted, the latest first', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: slots - 1 }), { maxLength: 60 }), (followers) => {
      const table = new FollowerTable(3, 8);
      for (const symbol of followers) table.count(table.row(context, 3), symbol);
      const latestFirst = [...new Set([...followers].reverse())];
      expect(counts(table)).toEqual(
        latestFirst.map((symbol) => [symbol, followers.filter((other) => other === symbol).length]),
      );
    }),
  );
});

test('in a full row, the symbol seen longest ago is replaced', () => {
  const table = new FollowerTable(3, 8);
  for (let symbol = 0; symbol < slots + 1; symbol++) table.count(table.row(context, 3), symbol);
  expect(counts(table).map(([symbol]) => symbol)).toEqual(Array.from({ length: slots }, (_, index) => slots - index));
});

test('counts are halved before they overflow, and none becomes zero', () => {
  const table = new FollowerTable(3, 8);
  const row = table.row(context, 3);
  table.count(row, 7);
  for (let time = 0; time < 1000; time++) table.count(row, 8);
  const [first, second] = counts(table);
  expect(first?.[0]).toBe(8);
  expect(first?.[1]).toBeGreaterThanOrEqual(128);
  expect(second).toEqual([7, 1]);
});
