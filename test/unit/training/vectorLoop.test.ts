/** Compares compiled assignments over arrays with JavaScript, element by element. */
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/base/rng.ts';
import { type VectorProgram, VectorLoop } from '../../../src/training/vectorLoop.ts';

const program: VectorProgram<'a' | 'b' | 'c', 's' | 't'> = {
  arrays: ['a', 'b', 'c'],
  scalars: ['s', 't'],
  assignments: [
    ['sum', ['add', ['multiply', 'a', 's'], 'b']],
    ['a', ['divide', ['subtract', 'sum', 't'], 'c']],
    ['b', ['squareRoot', ['multiply', 'a', 'a']]],
  ],
};

const { fround } = Math;

function naive(a: number, b: number, c: number, s: number, t: number): [number, number, number] {
  const sum = fround(fround(a * fround(s)) + b);
  const newA = fround(fround(sum - fround(t)) / c);
  return [newA, fround(Math.sqrt(fround(newA * newA))), c];
}

/** A loop over random numbers, and copies of them. */
function filled(length: number): { loop: VectorLoop<'a' | 'b' | 'c', 's' | 't'>; before: [number, number, number][] } {
  const loop = new VectorLoop(program, length);
  const rng = new Rng(length);
  const { a, b, c } = loop.arrays;
  for (const array of [a, b, c]) array.forEach((_, index) => (array[index] = 1 + rng.normal()));
  return { loop, before: Array.from(a, (value, index) => [value, b[index]!, c[index]!]) };
}

describe('a vector loop', () => {
  // Sizes around a vector, a memory page, and numbers in the code that need more bytes.
  it.each([1, 3, 4, 5, 8, 31, 33, 127, 128, 4097, 5461, 16_384, 70_001])('over %i elements gives the same as one by one', (length) => {
    const { loop, before } = filled(length);
    loop.run(0, length, { s: 0.3, t: 1e-3 });
    const { a, b, c } = loop.arrays;
    expect(a).toHaveLength(length);
    const wrong = before.findIndex((numbers, index) => {
      const expected = naive(...numbers, 0.3, 1e-3);
      return [a[index], b[index], c[index]].some((value, which) => !Object.is(value, expected[which]));
    });
    expect(wrong).toBe(-1);
  }); // prettier-ignore

  it('leaves elements outside its range unchanged', () => {
    const { loop, before } = filled(40);
    loop.run(8, 20, { s: 2, t: 1 });
    const { a } = loop.arrays;
    const changed = before.flatMap(([value], index) => (Object.is(a[index], value) ? [] : [index]));
    expect(changed).toEqual(Array.from({ length: 12 }, (_, index) => 8 + index));
    loop.run(40, 40, { s: 2, t: 1 });
    loop.run(20, 20, { s: 2, t: 1 });
    expect(Array.from(a.subarray(20))).toEqual(before.slice(20).map(([value]) => value));
  });

  it('starts at a multiple of the vector size', () => {
    expect(() => { filled(40).loop.run(6, 20, { s: 2, t: 1 }); }).toThrow(RangeError); // prettier-ignore
  });

  it('refuses unknown names', () => {
    const wrong: VectorProgram<'a', 's'> = { arrays: ['a'], scalars: ['s'], assignments: [['a', ['add', 'a', 'b']]] };
    expect(() => new VectorLoop(wrong, 4)).toThrow('there is no b');
  });
});
