/** A short part of `npm run faults`: the kinds that need no process of their own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Rng } from '../../../../../src/base/rng.ts';
import { faultKinds, isTelling, sharesOf } from '../../../../../src/tools/measure/faults/faultKinds.ts';
import { runFaults } from '../../../../../src/tools/measure/faults/runFaults.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'undercurrent-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

it.each([
  ['storage', 40],
  ['workspace', 12],
] as const)(
  'nothing is lost, hung or unclear: %s',
  async (kind, to) => {
    const found = [];
    const rngOf = (index: number): Rng => new Rng(15_000 + index);
    for await (const outcome of runFaults(kind, folder, { from: 0, to, rngOf })) found.push(outcome);
    expect(found).toHaveLength(to);
    expect(found.filter(({ result }) => result !== 'survived')).toEqual([]);
  },
  180_000,
);

it('shares the faults among the kinds, all of them', () => {
  const shares = sharesOf(faultKinds, 1_000);
  expect(shares.map(([kind]) => kind)).toEqual(faultKinds);
  expect(shares.reduce((sum, [, share]) => sum + share, 0)).toBe(1_000);
  expect(sharesOf(['lock', 'clock'], 3).reduce((sum, [, share]) => sum + share, 0)).toBe(3);
});

it('only a sentence with what to do tells the user something', () => {
  expect(isTelling({ message: 'The disk is full.', action: 'Make room.' })).toBe(true);
  expect(isTelling({ message: 'The disk is full.', action: '' })).toBe(false);
  expect(isTelling(new Error('EIO: injected'))).toBe(false);
});
