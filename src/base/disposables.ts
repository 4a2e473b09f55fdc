/**
 * Things with a lifetime. Who creates one disposes of it, most easily by adding it to a store of its own. A store that is gone
 * disposes of late additions at once, so that an asynchronous start overtaken by its end leaves nothing behind.
 */

export interface Disposable {
  dispose(): void;
}

export class DisposableStore implements Disposable {
  readonly #held = new Set<Disposable>();
  #isDisposed = false;

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** Takes over the disposal of `disposable` and returns it. */
  add<T extends Disposable>(disposable: T): T {
    if (this.#isDisposed) disposable.dispose();
    else this.#held.add(disposable);
    return disposable;
  }

  /** Disposes of everything, the newest first. All are disposed of even if one throws; then the first error is thrown. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    const errors: unknown[] = [];
    for (const disposable of [...this.#held].reverse()) {
      try {
        disposable.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    this.#held.clear();
    if (errors.length > 0) throw errors[0];
  }
}

/** A disposable from a function, which is called once at most. */
export function toDisposable(dispose: () => void): Disposable {
  let pending: (() => void) | undefined = dispose;
  return {
    dispose: () => {
      const run = pending;
      pending = undefined;
      run?.();
    },
  };
}
