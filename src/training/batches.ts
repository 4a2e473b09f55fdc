/**
 * Chunks for stateful truncated back-propagation: the row of tokens is cut into B long streams, and chunk k holds characters
 * k·T … (k+1)·T of each, so that the state carried out of one chunk is the right one for the next.
 */

export interface Batch {
  /** (T·B) time-major: what is read. */
  readonly tokens: Int32Array;
  /** (T·B) time-major: what comes next. */
  readonly targets: Int32Array;
}

/** Where a trainer's chunks come from: a pure function of their number, so that a resumed training reads what it would have read. */
export interface BatchSource {
  /** Characters per chunk and stream, T. */
  readonly steps: number;
  /** Streams side by side, B. */
  readonly batch: number;
  /** The arrays may be used again by the next call. */
  chunk(index: number): Batch;
  /** Streams in which chunk `index` does not go on where the one before it stopped. */
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

  /** Chunks until the streams have been read once. */
  get length(): number {
    return Math.floor((this.#streamLength - 1) / this.steps);
  }

  freshStreams(index: number): readonly number[] {
    return index > 0 && index % this.length === 0 ? Array.from({ length: this.batch }, (_, stream) => stream) : [];
  }

  /** Chunk `index`, beginning anew after the last. The arrays are used again by the next call. */
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
