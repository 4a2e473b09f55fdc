/**
 * Chunks for stateful truncated back-propagation. The row of tokens is cut into B long streams. Chunk k holds tokens
 * k·T … (k+1)·T of each stream, so the state after one chunk is the right one for the next chunk.
 */

export interface Batch {
  /** (T·B) time-major: the tokens to read. */
  readonly tokens: Int32Array;
  /** (T·B) time-major: the next tokens. */
  readonly targets: Int32Array;
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

  constructor(
    private readonly row: Uint16Array,
    readonly steps: number,
    readonly batch: number,
  ) {
    this.#streamLength = Math.floor(row.length / batch);
    if (this.#streamLength < steps + 1)
      throw new RangeError(`${row.length} tokens do not fill ${batch} streams of ${steps}`);
    this.#batch = { tokens: new Int32Array(steps * batch), targets: new Int32Array(steps * batch) };
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
    const { tokens, targets } = this.#batch;
    const from = (index % this.length) * this.steps;
    for (let stream = 0; stream < this.batch; stream++) {
      const start = stream * this.#streamLength + from;
      for (let t = 0; t < this.steps; t++) {
        tokens[t * this.batch + stream] = this.row[start + t];
        targets[t * this.batch + stream] = this.row[start + t + 1];
      }
    }
    return this.#batch;
  }
}
