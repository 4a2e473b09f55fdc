/**
 * How a fine-tuning divides its time budget: what stays for measuring at the end, and when to measure and save in
 * between. Measuring the base shows what measuring costs on this machine. Pauses and sleep use no time up.
 */
import { ActiveTime } from '../base/activeTime.ts';

/** Milliseconds that measuring takes. */
export interface MeasuringCost {
  /** Held-out text, once. */
  readonly heldOut: number;
  /** All measurements after training. */
  readonly result: number;
}

/** Milliseconds between two saved states; a share of the time in a short training. */
const longestSaveInterval = 45_000;
const saveShare = 1 / 12;
/** Share of the time for training that measuring in between may take. */
const measuringShare = 0.1;
/** Share of the time after measuring the base that training always gets. */
const leastTraining = 0.5;

/** A clock that only updates move. */
export class UpdateClock {
  #milliseconds = 0;

  /** @param step milliseconds of one update; `ActiveTime` takes longer ones for sleep */
  constructor(private readonly step: number) {}

  readonly now = (): number => this.#milliseconds;

  advance(): void {
    this.#milliseconds += this.step;
  }
}

export class FineTunePace {
  readonly #time: ActiveTime;
  readonly #budget: number;
  #trainingStart: number | undefined;
  #trainingEnd: number;
  #measureInterval = Infinity;
  #measured = 0;
  #saved = 0;

  /** @param before milliseconds that a resumed training had spent in all, and before it began to train */
  constructor(now: () => number, minutes: number, before?: { readonly spent: number; readonly trainingStart: number }) {
    this.#time = new ActiveTime(now, before?.spent);
    this.#trainingStart = before?.trainingStart;
    this.#budget = minutes * 60_000;
    this.#trainingEnd = this.#budget;
  }

  /** Call between pieces of work. @returns milliseconds spent so far */
  tick(): number {
    return this.#time.tick();
  }

  /** The time since the last tick does not count. */
  skip(): void {
    this.#time.skip();
  }

  /** Milliseconds, up to the last tick. */
  get spent(): number {
    return this.#time.milliseconds;
  }

  /** Share of the budget that is spent, 0 to 1. */
  get fraction(): number {
    return Math.min(1, this.spent / this.#budget);
  }

  get remainingSeconds(): number {
    return Math.max(0, (this.#budget - this.spent) / 1000);
  }

  /** @param measurements most measurements in between; fewer where they would take too much time */
  beginTraining({ heldOut, result }: MeasuringCost, measurements: number): void {
    const left = Math.max(0, this.#budget - this.tick());
    this.#trainingStart ??= this.spent;
    this.#trainingEnd = Math.max(this.#budget - result, this.spent + left * leastTraining);
    this.#measureInterval = Math.max(this.#trainingEnd / measurements, heldOut / measuringShare);
    this.noteMeasured();
    this.noteSaved();
  }

  /** Milliseconds spent before training began. */
  get trainingStart(): number {
    return this.#trainingStart ?? this.spent;
  }

  /** Share of the time for training, 0 to 1; the learning rate follows it. */
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
