/**
 * Time as something handed in: the clock and the one-shot timer that restarts, debounces and late offers need. Production
 * passes `systemScheduler`, tests pass one whose hands they turn themselves.
 */
import type { Disposable } from './disposables.ts';

export interface Scheduler {
  /** Milliseconds since an arbitrary moment; only differences mean something. */
  now(): number;
  /** Calls back once after `milliseconds`, unless disposed before. */
  after(milliseconds: number, callback: () => void): Disposable;
}

/** The real clock. Its timers do not keep a process alive. */
export const systemScheduler: Scheduler = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    timer.unref();
    return {
      dispose() {
        clearTimeout(timer);
      },
    };
  },
};
