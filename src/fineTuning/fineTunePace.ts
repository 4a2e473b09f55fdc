/**
 * How a fine-tuning divides the time that it was given: what stays for measuring at the end, when to measure and when to save in between.
 * What measuring costs on this machine is known from measuring the base. Pauses and sleep use no time up.
 */
import { ActiveTime } from '../base/activeTime.ts';

/** Milliseconds that measuring took, or will take. */
export interface MeasuringCost {
  /** Held-out text, once. */
  readonly heldOut: number;
  /** All that is measured after training. */
  readonly result: number;
}

/** Milliseconds between two saved states; in a short training a share of its time. */
const longestSaveInterval = 45_000;
const saveShare = 1 / 12;
/** Of the time for training, what measuring in between may take. */
const measuringShare = 0.1;
/** Of the time that is left after measuring the base, what training gets however long measuring takes. */
const leastTraining = 0.5;

export class FineTunePace {
  readonly #time: ActiveTime;
  readonly #budget: number;
  #trainingStart: number | undefined;
  #trainingEnd: number;
  #measureInterval = Infinity;
  #measured = 0;
  #saved = 0;

  /** `now` in milliseconds; `before` what a training that goes on has spent, and had spent when it began to train, likewise. */
  constructor(now: () => number, minutes: number, before?: { readonly spent: number; readonly trainingStart: number }) {
    this.#time = new ActiveTime(now, before?.spent);
    this.#trainingStart = before?.trainingStart;
    this.#budget = minutes * 60_000;
    this.#trainingEnd = this.#budget;
  }

  /** To be called between pieces of work. Milliseconds spent so far. */
  tick(): number {
    return this.#time.tick();
  }

  /** What has passed since the last tick does not count. */
  skip(): void {
    this.#time.skip();
  }

  /** Milliseconds, up to the last tick. */
  get spent(): number {
    return this.#time.milliseconds;
  }

  /** Of the whole, 0 to 1. */
  get fraction(): number {
    return Math.min(1, this.spent / this.#budget);
  }

  get remainingSeconds(): number {
    return Math.max(0, (this.#budget - this.spent) / 1000);
  }

  /** At most `measurements` in between, and fewer where they would take too much of the time. */
  beginTraining({ heldOut, result }: MeasuringCost, measurements: number): void {
    const left = Math.max(0, this.#budget - this.tick());
    this.#trainingStart ??= this.spent;
    this.#trainingEnd = Math.max(this.#budget - result, this.spent + left * leastTraining);
    this.#measureInterval = Math.max(this.#trainingEnd / measurements, heldOut / measuringShare);
    this.noteMeasured();
    this.noteSaved();
  }

  /** Milliseconds that were spent when training began. */
  get trainingStart(): number {
    return this.#trainingStart ?? this.spent;
  }

  /** Of the time for training, 0 to 1; the learning rate follows it. */
  get trainingProgress(): number {
    if (this.spent >= this.#trainingEnd) return 1;
    return (this.spent - this.trainingStart) / (this.#trainingEnd - this.trainingStart);
  }

  get isTimeToMeasure(): boolean {
    return Math.floor(this.spent / this.#measureInterval) > this.#measured;
  }

  noteMeasured(): void {
    this.#measured = Math.floor(this.tick() / this.#measureInterval);
  }

  get isTimeToSave(): boolean {
    return this.spent - this.#saved > Math.min(longestSaveInterval, this.#trainingEnd * saveShare);
  }

  noteSaved(): void {
    this.#saved = this.tick();
  }
}
