/**
 * Clock and one-shot timer as a parameter, for restarts, debounces and late offers. Production passes
 * `systemScheduler`; tests pass a scheduler that they advance by hand.
 */
import type { Disposable } from './disposables.ts';

export interface Scheduler {
  /** Milliseconds since an arbitrary moment. Only differences are meaningful. */
  now(): number;
  /** Calls back once after `milliseconds`, unless the result is disposed of before. */
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
