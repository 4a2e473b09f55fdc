/**
 * Notices a process that neither answers nor ends: one that was stopped, or is busy for ever. It is asked for a sign of
 * life at intervals. Time during which this process does not run itself, as while the machine sleeps, does not count.
 */
import type { Disposable } from '../base/disposables.ts';
import type { Scheduler } from '../base/scheduler.ts';

export interface HeartbeatOptions {
  readonly scheduler: Scheduler;
  /** Answered by the process. Rejects when the connection is closed; then the watch ends. */
  readonly beat: () => Promise<unknown>;
  /** Milliseconds between two signs of life. */
  readonly interval: number;
  /** Intervals without an answer after which the process counts as lost. */
  readonly patience: number;
  /** Called once, with the seconds without an answer. */
  readonly onSilence: (seconds: number) => void;
}

export class Heartbeat implements Disposable {
  #pending: Disposable | undefined;
  #isWaiting = false;
  #missed = 0;
  #hasEnded = false;

  constructor(private readonly options: HeartbeatOptions) {
    this.#wait();
  }

  dispose(): void {
    this.#hasEnded = true;
    this.#pending?.dispose();
  }

  #wait(): void {
    if (this.#hasEnded) return;
    this.#pending = this.options.scheduler.after(this.options.interval, () => {
      this.#tick();
      // Not at once: an answer that has arrived meanwhile is seen before the next interval counts.
      void Promise.resolve().then(() => {
        this.#wait();
      });
    });
  }

  #tick(): void {
    const { interval, patience, onSilence } = this.options;
    if (!this.#isWaiting) {
      void this.#ask();
      return;
    }
    this.#missed++;
    if (this.#missed < patience) return;
    this.dispose();
    onSilence(Math.round((interval * patience) / 1000));
  }

  async #ask(): Promise<void> {
    this.#isWaiting = true;
    try {
      await this.options.beat();
      this.#isWaiting = false;
      this.#missed = 0;
    } catch {
      this.dispose();
    }
  }
}
