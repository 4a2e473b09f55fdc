import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/base/rng.ts';

const draw = (rng: Rng, count: number, how: (rng: Rng) => number): number[] =>
  Array.from({ length: count }, () => how(rng));

describe('Rng', () => {
  it('gives the same numbers for a seed, and others for another seed', () => {
    const numbers = (seed: number) => draw(new Rng(seed), 5, (rng) => rng.next());
    expect(numbers(1)).toEqual(numbers(1));
    expect(numbers(1)).not.toEqual(numbers(2));
    expect(numbers(0).every((x) => x >= 0 && x < 1)).toBe(true);
  });

  it('keeps its sequence from version to version', () => {
    expect(draw(new Rng(42), 3, (rng) => rng.integer(1000))).toMatchInlineSnapshot(`
      [
        153,
        18,
        534,
      ]
    `);
  });

  it('continues from a saved state, also between the two numbers of a pair', () => {
    const rng = new Rng(7);
    rng.normal();
    const restored = Rng.restore(JSON.parse(JSON.stringify(rng.state)) as Rng['state']);
    expect(draw(restored, 5, (r) => r.normal())).toEqual(draw(rng, 5, (r) => r.normal()));
  });

  it('refuses a state it cannot be in', () => {
    expect(() => Rng.restore({ words: [0, 0, 0, 0] })).toThrow(RangeError);
    expect(() => Rng.restore({ words: [1] })).toThrow(RangeError);
  });

  it('is uniform and normal', () => {
    const rng = new Rng(3);
    const count = 100_000;
    const mean = (xs: number[]) => xs.reduce((a, b) => a + b, 0) / xs.length;
    const uniform = draw(rng, count, (r) => r.next());
    expect(mean(uniform)).toBeCloseTo(0.5, 2);
    const normal = draw(rng, count, (r) => r.normal());
    expect(Math.abs(mean(normal))).toBeLessThan(0.015);
    expect(mean(normal.map((x) => x * x))).toBeCloseTo(1, 1);
    const counts = [0, 0, 0];
    for (const k of draw(rng, 30_000, (r) => r.integer(3))) counts[k] = (counts[k] ?? 0) + 1;
    expect(counts.every((n) => Math.abs(n - 10_000) < 400)).toBe(true);
  });

  it('shuffles without losing anything', () => {
    const items = Array.from({ length: 50 }, (_, k) => k);
    const shuffled = new Rng(1).shuffle([...items]);
    expect(shuffled).not.toEqual(items);
    expect(shuffled.sort((a, b) => a - b)).toEqual(items);
  });
});
