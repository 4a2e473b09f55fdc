/** Something that happens, to which others listen: the smallest form of VS Code's events, for code that is not in the editor. */
import type { Disposable } from './disposables.ts';

/** Subscribes a listener until the result is disposed of. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

export class Emitter<T> implements Disposable {
  /** One entry for each subscription, so that the same function may listen twice. */
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

  /** Tells all who listen at this moment, in the order in which they came. */
  fire(value: T): void {
    for (const entry of [...this.#listeners]) if (this.#listeners.has(entry)) entry.call(value);
  }

  /** Nobody listens any more. */
  dispose(): void {
    this.#listeners.clear();
  }
}
