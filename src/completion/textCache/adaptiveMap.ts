/**
 * From a situation, as a number, to the probability that was seen in it: each cell moves towards what happens, quickly
 * while it is new and slower the more it has seen. Known from PAQ as adaptive probability maps; what is mixed is the
 * logit, so that is what is kept.
 */

/** Probabilities are kept between this and 1 minus it, or a single mistake would outweigh all else. */
const margin = 0.0005;

export class AdaptiveMap {
  /** Logits of the probabilities. */
  readonly logits: Float32Array;
  /** What each cell has seen, at most the limit with which it was updated. */
  readonly #seen: Float32Array;

  /** @param seen how much experience the probabilities stand for, in every cell */
  constructor(
    readonly probabilities: Float32Array,
    seen = 0,
  ) {
    this.logits = probabilities.map(boundedLogit);
    this.#seen = new Float32Array(probabilities.length).fill(seen);
  }

  get bytes(): number {
    return 3 * this.probabilities.byteLength;
  }

  /** With the same probabilities, as if they had been seen so often. */
  copy(seen: number): AdaptiveMap {
    return new AdaptiveMap(this.probabilities.slice(), seen);
  }

  /** `outcome`: 1 when it happened, else 0. `limit`: experience beyond which a cell goes on changing as fast. */
  update(cell: number, outcome: number, limit: number): void {
    const seen = this.#seen[cell];
    const before = this.probabilities[cell];
    const probability = before + (outcome - before) / (seen + 1.5);
    this.probabilities[cell] = probability;
    this.logits[cell] = boundedLogit(probability);
    if (seen < limit) this.#seen[cell] = seen + 1;
  }
}

function boundedLogit(probability: number): number {
  const bounded = Math.min(Math.max(probability, margin), 1 - margin);
  return Math.log(bounded / (1 - bounded));
}
