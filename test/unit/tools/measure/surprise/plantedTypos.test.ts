import { expect, test } from 'vitest';
import { Rng } from '../../../../../src/base/rng.ts';
import { plantTypos, typoKinds } from '../../../../../src/tools/measure/surprise/plantedTypos.ts';

const text = 'The quick brown fox jumped over (lazyDog42) and naïve $dollar_sign too.\n'.repeat(80);

test('one typo for a hundred words, in words of four letters and more, of all kinds', () => {
  const { text: edited, typos } = plantTypos(text, new Rng(3));
  expect(typos.length).toBeGreaterThan(5);
  expect(typos.length).toBeLessThanOrEqual(10);
  for (const { was, is, offset } of typos) {
    expect(edited.slice(offset, offset + is.length)).toBe(is);
    expect(was.length).toBeGreaterThan(3);
    expect(is).not.toBe(was);
  }
  const kinds = new Set(
    Array.from({ length: 10 }, (_, seed) => plantTypos(text, new Rng(seed)).typos)
      .flat()
      .map(({ kind }) => kind),
  );
  expect([...kinds].sort()).toEqual([...typoKinds].sort());
});

test('undoing them gives the text back, and the same seed plants the same', () => {
  const planted = plantTypos(text, new Rng(5));
  let undone = planted.text;
  for (const { was, is, offset } of planted.typos.toReversed())
    undone = undone.slice(0, offset) + was + undone.slice(offset + is.length);
  expect(undone).toBe(text);
  expect(plantTypos(text, new Rng(5))).toEqual(planted);
});

test('what each kind does', () => {
  const made = Array.from({ length: 60 }, (_, seed) => plantTypos('abcd', new Rng(seed)).typos).flat();
  for (const { kind, is } of made) {
    if (kind === 'swapped') expect(['bacd', 'acbd', 'abdc']).toContain(is);
    if (kind === 'dropped') expect(['bcd', 'acd', 'abd', 'abc']).toContain(is);
    if (kind === 'doubled') expect(['aabcd', 'abbcd', 'abccd', 'abcdd']).toContain(is);
    if (kind === 'replaced') expect(is).toMatch(/^([a-z]bcd|a[a-z]cd|ab[a-z]d|abc[a-z])$/);
  }
  expect(made.length).toBeGreaterThan(40);
  expect(plantTypos('a b c 1', new Rng(1)).typos).toEqual([]);
});
