/** A clock whose hands the test turns: callbacks run when `advance` passes their time, in order. */
import type { Scheduler } from '../../src/base/scheduler.ts';

export class ManualScheduler implements Scheduler {
  #now = 0;
  #pending: { readonly at: number; readonly callback: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): { dispose(): void } {
    const entry = { at: this.#now + milliseconds, callback };
    this.#pending.push(entry);
    return {
      dispose: () => {
        this.#pending = this.#pending.filter((other) => other !== entry);
      },
    };
  }

  /** How many callbacks are waiting. */
  get waiting(): number {
    return this.#pending.length;
  }

  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const next = this.#pending.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#pending = this.#pending.filter((other) => other !== next);
      this.#now = next.at;
      next.callback();
    }
    this.#now = end;
  }
}
