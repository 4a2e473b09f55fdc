/**
 * Things with a lifetime. The creator of a thing disposes of it, usually by adding it to a store. A disposed store
 * disposes of late additions at once. So an asynchronous start that finishes after its end leaves nothing behind.
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

  /**
   * Disposes of everything, newest first. If some throw, the rest is still disposed of, and then the first error is
   * thrown.
   */
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

/** A disposable from a function. The function is called at most once. */
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
