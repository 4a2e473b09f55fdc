/**
 * A repeatable random number generator: xoshiro128** (Blackman and Vigna, "Scrambled Linear Pseudorandom Number
 * Generators", 2021), seeded by splitmix32. The same seed gives the same numbers on every machine, and a saved state
 * can be restored.
 */

/** Four 32-bit words, and the second of a pair of normal numbers if it is not used yet. */
export interface RngState {
  readonly words: readonly number[];
  readonly spare?: number;
}

export class Rng {
  readonly #words = new Uint32Array(4);
  #spare: number | undefined;

  /** `seed` is any number. Its integer part modulo 2³² is used. */
  constructor(seed: number) {
    let s = seed >>> 0;
    for (let i = 0; i < 4; i++) {
      s = (s + 0x9e3779b9) >>> 0;
      let z = Math.imul(s ^ (s >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      this.#words[i] = z ^ (z >>> 15);
    }
  }

  /** A generator with a saved state. @throws RangeError for a state that no generator can be in */
  static restore(state: RngState): Rng {
    if (state.words.length !== 4 || state.words.every((word) => word >>> 0 === 0)) {
      throw new RangeError('Not the state of a random number generator.');
    }
    const rng = new Rng(0);
    rng.#words.set(state.words);
    rng.#spare = state.spare;
    return rng;
  }

  /** A copy of the state, ready for JSON. */
  get state(): RngState {
    return { words: Array.from(this.#words), ...(this.#spare === undefined ? {} : { spare: this.#spare }) };
  }

  /** Uniform in [0, 1), with 53 random bits. */
  next(): number {
    return ((this.#nextWord() >>> 5) * 0x4000000 + (this.#nextWord() >>> 6)) / 0x20000000000000;
  }

  /** Uniform in 0 … below − 1, for 1 ≤ below ≤ 2⁵³. */
  integer(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** Normal with mean 0 and variance 1 (polar method of Marsaglia). */
  normal(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    for (;;) {
      const x = 2 * this.next() - 1;
      const y = 2 * this.next() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spare = y * factor;
      return x * factor;
    }
  }

  /** Puts the items in random order, in place (Fisher and Yates). */
  shuffle<T>(items: T[]): T[] {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [items[i], items[j]] = [items[j] as T, items[i] as T];
    }
    return items;
  }

  #nextWord(): number {
    const s = this.#words;
    const [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = s;
    const product = Math.imul(s1, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const t2 = s2 ^ s0;
    const t3 = s3 ^ s1;
    s[1] = s1 ^ t2;
    s[0] = s0 ^ t3;
    s[2] = t2 ^ (s1 << 9);
    s[3] = (t3 << 11) | (t3 >>> 21);
    return result;
  }
}
