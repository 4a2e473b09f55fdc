/**
 * Time that was really spent. Pauses and the sleep of a laptop do not count against the time budget that the user has
 * set.
 */
export class ActiveTime {
  #last: number;
  #milliseconds: number;

  /** `now` returns milliseconds; `milliseconds` is the time that an interrupted training had spent before. */
  constructor(
    private readonly now: () => number,
    milliseconds = 0,
  ) {
    this.#last = now();
    this.#milliseconds = milliseconds;
  }

  /**
   * Call this between pieces of work. They take far less than `longest`, so a longer gap means that the machine slept.
   */
  tick(longest = 10_000): number {
    const now = this.now();
    this.#milliseconds += Math.min(Math.max(0, now - this.#last), longest);
    this.#last = now;
    return this.#milliseconds;
  }

  /** The time since the last tick does not count. */
  skip(): void {
    this.#last = this.now();
  }

  get milliseconds(): number {
    return this.#milliseconds;
  }
}
