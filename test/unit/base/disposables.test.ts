import { describe, expect, it } from 'vitest';
import { DisposableStore, toDisposable } from '../../../src/base/disposables.ts';

describe('DisposableStore', () => {
  it('disposes the newest first, and once', () => {
    const store = new DisposableStore();
    const order: number[] = [];
    for (const k of [1, 2, 3]) store.add({ dispose: () => order.push(k) });
    store.dispose();
    store.dispose();
    expect(order).toEqual([3, 2, 1]);
    expect(store.isDisposed).toBe(true);
  });

  it('disposes late additions at once', () => {
    const store = new DisposableStore();
    store.dispose();
    let disposed = false;
    store.add(toDisposable(() => (disposed = true)));
    expect(disposed).toBe(true);
  });

  it('disposes of all even if one throws, and then throws the error', () => {
    const store = new DisposableStore();
    let disposed = false;
    store.add(toDisposable(() => (disposed = true)));
    store.add(
      toDisposable(() => {
        throw new Error('broken');
      }),
    );
    expect(() => {
      store.dispose();
    }).toThrow('broken');
    expect(disposed).toBe(true);
  });
});

it('toDisposable runs once', () => {
  let count = 0;
  const disposable = toDisposable(() => count++);
  disposable.dispose();
  disposable.dispose();
  expect(count).toBe(1);
});
