import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromFloat16, MAXIMUM_FLOAT16, toFloat16 } from '../../../src/model/float16.ts';

/** All finite values ≥ 0 in ascending order; the index is the bit pattern. */
const finite = Array.from({ length: 0x7c00 }, (_, pattern) => {
  const exponent = pattern >> 10;
  const fraction = pattern & 0x3ff;
  return exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
});

/** Bit pattern of the value nearest to x ≥ 0, of the even one between two, by bisection. */
function nearest(x: number): number {
  let low = 0;
  let high = finite.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (finite[middle]! <= x) low = middle;
    else high = middle;
  }
  const below = x - finite[low]!;
  const above = finite[high]! - x;
  return below < above || (below === above && low % 2 === 0) ? low : high;
}

const convert = (...values: number[]): number[] => Array.from(toFloat16(Float32Array.from(values)));

describe('half precision', () => {
  it('is exact for all its values, both ways', () => {
    const patterns = Uint16Array.from({ length: 2 * finite.length }, (_, k) => (k < 0x7c00 ? k : 0x8000 + k - 0x7c00));
    const values = fromFloat16(patterns);
    expect(Array.from(values.subarray(0, 0x7c00))).toEqual(finite);
    expect(toFloat16(values)).toEqual(patterns);
    expect(Object.is(values[0x7c00], -0)).toBe(true);
  });

  it('rounds to nearest, ties to even', () => {
    const value = fc.oneof(
      fc.float({ min: 0, max: MAXIMUM_FLOAT16, noNaN: true }),
      fc.float({ min: 0, max: Math.fround(2 ** -13), noNaN: true }),
      // Halfway between two neighbours.
      fc.integer({ min: 0, max: 0x7bfe }).map((k) => (finite[k]! + finite[k + 1]!) / 2),
    );
    fc.assert(
      fc.property(value, (x) => {
        const expected = nearest(Math.fround(x));
        expect(convert(x, x === 0 ? -0 : -x)).toEqual([expected, expected | 0x8000]);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    [1, 0x3c00],
    [-2, 0xc000],
    [MAXIMUM_FLOAT16, 0x7bff],
    [65519.99, 0x7bff],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [2 ** -25 * 1.0001, 0x0001],
    [1e-30, 0x0000],
    [2 ** -14 * (1 - 2 ** -12), 0x0400],
    [0.1, 0x2e66],
  ])('%d is %i', (x, pattern) => {
    expect(convert(x)).toEqual([pattern]);
  });

  it.each([65520, -65520, 1e9, Infinity, -Infinity, NaN])('refuses %d', (x) => {
    expect(() => convert(0, x)).toThrow(RangeError);
  });

  it('reads infinities and NaN', () => {
    expect(Array.from(fromFloat16(Uint16Array.of(0x7c00, 0xfc00, 0x7e00, 0x7c01)))).toEqual([
      Infinity,
      -Infinity,
      NaN,
      NaN,
    ]);
  });

  it('converts a view that does not begin at its buffer', () => {
    const whole = Float32Array.of(9, 1, 2);
    expect(Array.from(toFloat16(whole.subarray(1)))).toEqual([0x3c00, 0x4000]);
  });
});
