/**
 * Lets a process answer while it does long work: the work asks now and then, and rests once it has run for a few
 * milliseconds.
 */

export class Pace {
  #since: number;

  /**
   * @param now milliseconds since an arbitrary moment
   * @param yieldToEventLoop resolves after pending events
   * @param longest milliseconds of work between two rests
   */
  constructor(
    private readonly now: () => number,
    private readonly yieldToEventLoop: () => Promise<void>,
    private readonly longest = 5,
  ) {
    this.#since = now();
  }

  /** Asked before `rest`, so that work in small steps need not wait for a promise each time. */
  get isDue(): boolean {
    return this.now() - this.#since >= this.longest;
  }

  /** Lets other work happen, if this work has run long enough. */
  async rest(): Promise<void> {
    if (!this.isDue) return;
    await this.yieldToEventLoop();
    this.#since = this.now();
  }
}

/** For programs that answer nobody meanwhile. */
export const withoutRest = new Pace(
  () => 0,
  () => Promise.resolve(),
  Infinity,
);
