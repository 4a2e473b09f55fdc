/**
 * Reads within a budget: in slices, so that a request can be cancelled, and with an estimate of the time a token takes,
 * which tells in advance whether a text can be read in time.
 */
import type { ReadPath } from './readPath.ts';

export class Reader {
  /** Running mean. Starts with the time of two layers of 512 on one core. */
  #millisecondsPerToken = 0.1;

  constructor(
    private readonly clock: () => number,
    private readonly slice: number,
  ) {}

  /** Tokens that can be read in this time. */
  tokensIn(milliseconds: number): number {
    return milliseconds / this.#millisecondsPerToken;
  }

  /** Reads to the end of `text` in slices. False when `mayGoOn` stopped it. */
  async readTo(path: ReadPath, text: string, mayGoOn: () => Promise<boolean>): Promise<boolean> {
    path.follow(text);
    await path.learner?.catchUp();
    while (path.head.offset < text.length) {
      if (!(await mayGoOn())) return false;
      const before = this.clock();
      const tokens = await path.readSlice(text, this.slice);
      // Short reads measure the call, not the reading.
      if (tokens >= 16) this.#measured((this.clock() - before) / tokens);
    }
    return true;
  }

  #measured(millisecondsPerToken: number): void {
    this.#millisecondsPerToken = 0.9 * this.#millisecondsPerToken + 0.1 * Math.max(millisecondsPerToken, 1e-4);
  }
}
