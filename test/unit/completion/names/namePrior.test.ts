/** Names narrow as they are typed, and what they do to a distribution leaves it one. */
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../../src/base/rng.ts';
import { withNames } from '../../../../src/completion/names/namePrior.ts';
import { nameList, NameTrail, typedName } from '../../../../src/completion/names/nameTrail.ts';

const size = 320;
const code = (letter: string): number => letter.charCodeAt(0);
const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0);
const trailAfter = (names: readonly string[], typed: string): NameTrail | undefined =>
  NameTrail.after(nameList(names), typed);
const nextsOf = (trail: NameTrail | undefined): string => String.fromCharCode(...(trail?.nexts() ?? []));

function randomDistribution(rng: Rng): Float32Array {
  const weights = Float32Array.from({ length: size }, () => Math.exp(6 * rng.normal()));
  const total = sum(weights);
  return weights.map((weight) => weight / total);
}

describe('a trail of names', () => {
  it('goes on with the letters of the names, and ends with them', () => {
    const names = ['map', 'mapValues', 'match', 'filter', 'map'];
    expect(nextsOf(trailAfter(names, ''))).toBe('fm');
    expect(nextsOf(trailAfter(names, 'ma'))).toBe('pt');
    const map = trailAfter(names, 'map');
    expect(map?.isComplete).toBe(true);
    expect(nextsOf(map)).toBe('V');
    expect(map?.count).toBe(2);
    expect(trailAfter(names, 'mx')).toBeUndefined();
    expect(trailAfter(names, 'matchx')).toBeUndefined();
    expect(trailAfter([], '')).toBeUndefined();
  });

  it('takes only what is an identifier in ASCII', () => {
    expect(nameList(['b-c', 'größe', '1st', '', '$a', '_b', 'x y'])).toEqual(['$a', '_b']);
  });

  it('agrees with a search through all names', () => {
    const rng = new Rng(5);
    const letters = 'abAB_$1';
    const word = () =>
      'a' + Array.from({ length: Math.floor(rng.next() * 5) }, () => letters[Math.floor(rng.next() * 7)]).join('');
    for (let round = 0; round < 200; round++) {
      const names = nameList(Array.from({ length: 12 }, word));
      const typed = word();
      const left = names.filter((name) => name.startsWith(typed));
      const trail = NameTrail.after(names, typed);
      expect(trail?.count ?? 0).toBe(left.length);
      expect(trail?.isComplete ?? false).toBe(left.includes(typed));
      const nexts = new Set(left.filter((name) => name !== typed).map((name) => name.charCodeAt(typed.length)));
      expect(new Set(trail?.nexts() ?? [])).toEqual(nexts);
    }
  });

  it('begins where the identifier before the cursor begins', () => {
    expect(typedName('a.foo')).toBe('foo');
    expect(typedName('a.')).toBe('');
    expect(typedName('x->$b_1')).toBe('$b_1');
  });
});

describe('the prior of names', () => {
  it('leaves a distribution a distribution', () => {
    const rng = new Rng(1);
    for (let round = 0; round < 300; round++) {
      const typed = ['', 'm', 'map', 'to'][round % 4] ?? '';
      const trail = trailAfter(['map', 'mapValues', 'max', 'toString', 'to', 'x'], typed);
      const mixed = withNames(randomDistribution(rng), trail!);
      expect(Math.abs(sum(mixed) - 1)).toBeLessThan(1e-6);
      expect(mixed.every((probability) => probability >= 0)).toBe(true);
    }
  });

  it('believes that one of the names goes on, and makes nothing impossible', () => {
    const uniform = new Float32Array(size).fill(1 / size);
    const mixed = withNames(uniform, trailAfter(['frob', 'grob'], '')!, { trust: [3], opinion: 0 });
    const believed = 1 / (1 + Math.exp(-3));
    expect(mixed[code('f')]! + mixed[code('g')]!).toBeCloseTo(believed, 5);
    expect(mixed[code('f')]).toBeCloseTo(mixed[code('g')]!, 6);
    expect(mixed[code('z')]).toBeCloseTo((1 - believed) / (size - 2), 8);
  });

  it('shifts the odds and no more where the whole opinion counts', () => {
    const distribution = new Float32Array(size).fill(0.1 / size);
    distribution[code('z')] = 0.9;
    const trail = trailAfter(['frob'], '')!;
    const mixed = withNames(distribution, trail, { trust: [2], opinion: 1 });
    const odds = (values: Float32Array): number => values[code('f')]! / (1 - values[code('f')]!);
    expect(odds(mixed) / odds(distribution)).toBeCloseTo(Math.exp(2), 2);
    expect(mixed[code('z')]!).toBeGreaterThan(0.89);
  });

  it('never thinks less of the names than was thought without them', () => {
    const distribution = new Float32Array(size).fill(0.01 / size);
    distribution[code('f')] = 0.99;
    const mixed = withNames(distribution, trailAfter(['frob'], '')!, { trust: [0], opinion: 0.5 });
    expect(mixed[code('f')]).toBeCloseTo(distribution[code('f')]!, 6);
  });

  it('keeps what was thought of the names among each other', () => {
    const distribution = new Float32Array(size).fill(0.5 / size);
    distribution[code('f')] = 0.4;
    distribution[code('g')] = 0.1;
    const mixed = withNames(distribution, trailAfter(['frob', 'grob'], '')!, { trust: [2], opinion: 0.5 });
    expect(mixed[code('f')]! / mixed[code('g')]!).toBeCloseTo(0.4 / 0.1, 4);
  });

  it('expects an end where a name is complete', () => {
    const uniform = new Float32Array(size).fill(1 / size);
    const mixed = withNames(uniform, trailAfter(['map'], 'map')!);
    expect(mixed[code('(')]!).toBeGreaterThan(1 / size);
    expect(mixed[code('x')]!).toBeLessThan(1 / size);
    expect(mixed[code('(')]).toBeCloseTo(mixed[code(' ')]!, 8);
  });

  it('changes nothing where all that could go on was held to be impossible', () => {
    const certain = new Float32Array(size);
    certain[code('z')] = 1;
    expect(withNames(certain, trailAfter(['frob'], '')!)).toBe(certain);
  });
});
