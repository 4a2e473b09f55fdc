/** Events like VS Code's, for code that does not import `vscode`. */
import type { Disposable } from './disposables.ts';

/** Subscribes a listener. Dispose of the result to unsubscribe. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

export class Emitter<T> implements Disposable {
  /** One entry a subscription, so that the same function can subscribe twice. */
  readonly #listeners = new Set<{ readonly call: (value: T) => void }>();

  readonly event: Event<T> = (call) => {
    const entry = { call };
    this.#listeners.add(entry);
    return {
      dispose: () => {
        this.#listeners.delete(entry);
      },
    };
  };

  /** Calls all present listeners in the order of their subscriptions. */
  fire(value: T): void {
    for (const entry of [...this.#listeners]) if (this.#listeners.has(entry)) entry.call(value);
  }

  /** Removes all listeners. */
  dispose(): void {
    this.#listeners.clear();
  }
}
