import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitsLabel, charactersLabel, linearScale, niceDomain, niceStep, ticks } from '../../../src/base/scales.ts';

describe('linearScale', () => {
  it('maps the ends to the ends, upside down as well', () => {
    const scale = linearScale([1, 3], [200, 0]);
    expect([1, 2, 3].map(scale)).toEqual([200, 100, 0]);
  });

  it('maps a domain without extent to the middle', () => {
    expect(linearScale([2, 2], [0, 10])(2)).toBe(5);
  });
});

describe('niceStep', () => {
  it.each([
    [1, 5, 0.2],
    [1, 10, 0.1],
    [0.42, 5, 0.1],
    [4_800_000, 4, 2_000_000],
    [3, 1, 5],
    [9, 1, 10],
  ])('divides %d into at most %d steps of %d', (extent, count, step) => {
    expect(niceStep(extent, count)).toBeCloseTo(step, 10);
  });

  it.each([0, Number.NaN, Infinity])('is something for an extent of %d', (extent) => {
    expect(niceStep(extent, 5)).toBe(1);
  });
});

describe('ticks', () => {
  it('are multiples without rounding errors', () => {
    expect(ticks([0.1, 0.7], 6)).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
    expect(ticks([0, 2_080_000], 4)).toEqual([0, 1_000_000, 2_000_000]);
  });

  it('lie within the domain, and are not too many', () => {
    const numbers = fc.double({ min: 0, max: 1e7, noNaN: true });
    fc.assert(
      fc.property(
        numbers,
        fc.double({ min: 0.001, max: 1e7, noNaN: true }),
        fc.integer({ min: 1, max: 12 }),
        (low, extent, count) => {
          const found = ticks([low, low + extent], count);
          expect(found.length).toBeLessThanOrEqual(count + 1);
          for (const tick of found) {
            expect(tick).toBeGreaterThanOrEqual(low - extent * 1e-6);
            expect(tick).toBeLessThanOrEqual(low + extent * (1 + 1e-6));
          }
        },
      ),
    );
  });
});

describe('niceDomain', () => {
  it('begins and ends at a tick', () => {
    expect(niceDomain([1.84, 1.93, 1.32], 5)).toEqual([1.2, 2]);
  });

  it('makes room around a single value, and is something for none', () => {
    const [low, high] = niceDomain([1.84], 5);
    expect(low).toBeLessThan(1.84);
    expect(high).toBeGreaterThan(1.84);
    expect(niceDomain([], 5)).toEqual([0, 1]);
  });

  it('holds all values', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 20, noNaN: true }), { minLength: 1 }), (values) => {
        const [low, high] = niceDomain(values, 5);
        expect(low).toBeLessThanOrEqual(Math.min(...values) + 1e-6);
        expect(high).toBeGreaterThanOrEqual(Math.max(...values) - 1e-6);
      }),
    );
  });
});

describe('labels', () => {
  it.each([
    [0, '0'],
    [500, '500'],
    [1500, '1.5 k'],
    [412_345, '412 k'],
    [2_080_000, '2.08 M'],
    [12_000_000, '12 M'],
  ])('%d characters are %s', (characters, label) => {
    expect(charactersLabel(characters)).toBe(label);
  });

  it('tell neighbouring ticks apart', () => {
    expect(bitsLabel(2, 0.2)).toBe('2.0');
    expect(bitsLabel(1.85, 0.05)).toBe('1.85');
    expect(bitsLabel(1.424, 0.002)).toBe('1.424');
    expect(bitsLabel(3, 1)).toBe('3.0');
  });
});
