/**
 * Chunks for stateful truncated back-propagation. The row of tokens is cut into B long streams. Chunk k holds tokens
 * k·T … (k+1)·T of each stream, so the state after one chunk is the right one for the next chunk.
 */

export interface Batch {
  /** (T·B) time-major: the tokens to read. */
  readonly tokens: Int32Array;
  /** (T·B) time-major: the next tokens. */
  readonly targets: Int32Array;
  /** (T·B) time-major: the copy code that is read with each token; absent in models without a copy input. */
  readonly copies?: Int32Array | undefined;
}

/** A row of numbers, in memory or on the disk. */
export interface TokenRow {
  readonly length: number;
  /** From `from` to before `to`. The next call may reuse the array. */
  subarray(from: number, to: number): Uint16Array;
}

/**
 * The source of a trainer's chunks. A chunk depends on its number alone, so a resumed training reads the same chunks.
 */
export interface BatchSource {
  /** Characters per chunk and stream, T. */
  readonly steps: number;
  /** Streams side by side, B. */
  readonly batch: number;
  /** The next call may reuse the arrays. */
  chunk(index: number): Batch;
  /** Streams in which chunk `index` does not continue the previous chunk. */
  freshStreams(index: number): readonly number[];
}

export class Batches implements BatchSource {
  readonly #streamLength: number;
  readonly #batch: Batch;

  /** `copies`: the copy code of each token of the row. */
  constructor(
    private readonly row: TokenRow,
    readonly steps: number,
    readonly batch: number,
    private readonly copies?: TokenRow,
  ) {
    this.#streamLength = Math.floor(row.length / batch);
    if (this.#streamLength < steps + 1)
      throw new RangeError(`${row.length} tokens do not fill ${batch} streams of ${steps}`);
    if (copies !== undefined && copies.length !== row.length)
      throw new RangeError(`${copies.length} copy codes for ${row.length} tokens`);
    const numbers = (): Int32Array => new Int32Array(steps * batch);
    this.#batch = { tokens: numbers(), targets: numbers(), copies: copies && numbers() };
  }

  /** Number of chunks of one epoch. */
  get length(): number {
    return Math.floor((this.#streamLength - 1) / this.steps);
  }

  freshStreams(index: number): readonly number[] {
    return index > 0 && index % this.length === 0 ? Array.from({ length: this.batch }, (_, stream) => stream) : [];
  }

  /** Chunk `index`. After the last chunk, the first one follows. The next call reuses the arrays. */
  chunk(index: number): Batch {
    const { tokens, targets, copies } = this.#batch;
    const from = (index % this.length) * this.steps;
    for (let stream = 0; stream < this.batch; stream++) {
      const start = stream * this.#streamLength + from;
      const read = this.row.subarray(start, start + this.steps + 1);
      for (let t = 0; t < this.steps; t++) {
        tokens[t * this.batch + stream] = read[t];
        targets[t * this.batch + stream] = read[t + 1];
      }
      if (this.copies === undefined || copies === undefined) continue;
      const codes = this.copies.subarray(start, start + this.steps);
      for (let t = 0; t < this.steps; t++) copies[t * this.batch + stream] = codes[t];
    }
    return this.#batch;
  }
}
