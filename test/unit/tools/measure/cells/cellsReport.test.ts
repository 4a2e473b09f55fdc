/** What is read off the curves of a bench of cells. */
import { expect, it } from 'vitest';
import {
  bitsAfter,
  fallsBelow,
  lastBits,
  tokensPerSecond,
} from '../../../../../src/tools/measure/cells/cellsReport.ts';

const curve = [
  { tokens: 0, seconds: 0, bitsPerCharacter: 8 },
  { tokens: 100, seconds: 2, bitsPerCharacter: 4 },
  { tokens: 200, seconds: 6, bitsPerCharacter: 3 },
];

it('bits after some time lie between two points, and nowhere outside', () => {
  expect([1, 2, 4, 6].map((seconds) => bitsAfter(curve, seconds))).toEqual([6, 4, 3.5, 3]);
  expect(bitsAfter(curve, 6.1)).toBeUndefined();
  expect(lastBits(curve)).toBe(3);
});

it('speed is that of the whole training', () => {
  expect(tokensPerSecond(curve)).toBeCloseTo(200 / 6);
});

it('a gradient has vanished where it falls below its share, if it does', () => {
  expect(fallsBelow([1, 0.5, 0.009, 0.02], 0.01)).toBe(3);
  expect(fallsBelow([1, 0.5], 0.01)).toBeUndefined();
});
