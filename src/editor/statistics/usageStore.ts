/**
 * Keeps the counts in VS Code's storage for the extension, which all windows share and VS Code does not synchronise.
 * Counts are added in memory and written a moment later, onto what other windows have written meanwhile.
 */
import type { Disposable } from '../../base/disposables.ts';
import type { Event } from '../../base/emitter.ts';
import { Emitter } from '../../base/emitter.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import { addUsage, type Counts, type Usage, usageFrom, weekOf } from './usage.ts';

/** The part of VS Code's `Memento` that is used. */
export interface Memento {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const key = 'usage';

/** Milliseconds until counts are written. */
export const writeDelay = 5_000;

export class UsageStore implements Disposable {
  readonly #changes = new Emitter<void>();
  /** Not written yet. */
  #added: Usage = {};
  #pending: Disposable | undefined;

  /** @param today the present date */
  constructor(
    private readonly memento: Memento,
    private readonly today: () => Date,
    private readonly scheduler: Scheduler,
  ) {}

  /** Fires when counts were written or erased. */
  get onDidChange(): Event<void> {
    return this.#changes.event;
  }

  get usage(): Usage {
    return addUsage(usageFrom(this.memento.get(key)), this.#added);
  }

  add(languageId: string, counts: Counts): void {
    this.#added = addUsage(this.#added, { [weekOf(this.today())]: { [languageId]: counts } });
    this.#pending ??= this.scheduler.after(writeDelay, () => {
      this.#write();
    });
  }

  erase(): void {
    this.#added = {};
    this.#pending?.dispose();
    this.#pending = undefined;
    void this.memento.update(key, undefined);
    this.#changes.fire();
  }

  /** Writes what was counted last. */
  dispose(): void {
    if (this.#pending !== undefined) this.#write();
    this.#changes.dispose();
  }

  #write(): void {
    this.#pending?.dispose();
    this.#pending = undefined;
    const { usage } = this;
    this.#added = {};
    void this.memento.update(key, usage);
    this.#changes.fire();
  }
}
