/**
 * Time that was really spent: neither a pause nor the sleep of a laptop counts against the time that the user has given.
 */
export class ActiveTime {
  #last: number;
  #milliseconds: number;

  /** `now` in milliseconds; `milliseconds` that were spent before, in a training that goes on. */
  constructor(
    private readonly now: () => number,
    milliseconds = 0,
  ) {
    this.#last = now();
    this.#milliseconds = milliseconds;
  }

  /** To be called between pieces of work, which take far less than `longest`: more is somebody's sleep. */
  tick(longest = 10_000): number {
    const now = this.now();
    this.#milliseconds += Math.min(Math.max(0, now - this.#last), longest);
    this.#last = now;
    return this.#milliseconds;
  }

  /** What has passed since the last tick does not count. */
  skip(): void {
    this.#last = this.now();
  }

  get milliseconds(): number {
    return this.#milliseconds;
  }
}
