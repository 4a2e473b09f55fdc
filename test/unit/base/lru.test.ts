import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lru } from '../../../src/base/lru.ts';

describe('Lru', () => {
  it('forgets what was not used for longest', () => {
    const lru = new Lru<string, number>(2);
    lru.set('a', 1);
    lru.set('b', 2);
    expect(lru.get('a')).toBe(1);
    lru.set('c', 3);
    expect([...lru.keys()]).toEqual(['a', 'c']);
    expect(lru.get('b')).toBeUndefined();
  });

  it('peeks without using', () => {
    const lru = new Lru<string, number>(2);
    lru.set('a', 1);
    lru.set('b', 2);
    expect(lru.peek('a')).toBe(1);
    lru.set('c', 3);
    expect(lru.has('a')).toBe(false);
  });

  it('keeps nothing that weighs more than all it may hold', () => {
    const lru = new Lru<string, string>(5, (value) => value.length);
    lru.set('a', 'xx');
    lru.set('b', 'xxxxxx');
    expect([...lru.keys()]).toEqual(['a']);
    lru.set('a', 'xxxxxx');
    expect(lru.size).toBe(0);
    expect(lru.weight).toBe(0);
  });

  it('never weighs more than its capacity', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(5), fc.nat(9), fc.boolean())), (actions) => {
        const lru = new Lru<number, number>(20, (value) => value);
        for (const [key, value, remove] of actions) {
          if (remove) lru.delete(key);
          else lru.set(key, value);
          const total = [...lru.keys()].reduce((sum, k) => sum + (lru.peek(k) ?? 0), 0);
          expect(lru.weight).toBe(total);
          expect(total).toBeLessThanOrEqual(20);
        }
        lru.clear();
        expect([lru.size, lru.weight]).toEqual([0, 0]);
      }),
    );
  });
});
