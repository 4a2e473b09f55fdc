/**
 * A long row of symbols. Each place links to the latest earlier place with the same context hash, as in LZ77. So a walk
 * finds all places of a context, the latest first. A symbol costs five bytes. Hashes collide, so compare the symbols as
 * well.
 */

/** Hash of the `order` symbols (2 to 5) before `end`: 32 bits, of which the low ones are mixed best. */
export function hashOf(symbols: Uint8Array, end: number, order: number): number {
  let word = symbols[end - 1] | (symbols[end - 2] << 8);
  if (order > 2) word |= symbols[end - 3] << 16;
  if (order > 3) word |= symbols[end - 4] << 24;
  if (order > 4) word = (word + Math.imul(symbols[end - 5] + 1, 0x2f0b4c47)) | 0;
  const hash = Math.imul(word ^ (word >>> 15), 0x9e3779b1);
  return hash ^ (hash >>> 15);
}

export class SymbolChain {
  #symbols: Uint8Array;
  /** For each place, the one before it with the same hash; −1: none. */
  #previous: Int32Array;
  #heads: Int32Array;
  #length = 0;
  #indexed = 0;

  /** `capacity`: symbols to begin with. */
  constructor(
    /** Length of the linked contexts. */
    readonly order: number,
    capacity: number,
  ) {
    this.#symbols = new Uint8Array(capacity);
    this.#previous = new Int32Array(capacity);
    this.#heads = new Int32Array(headsFor(capacity)).fill(-1);
  }

  /** All symbols; only the first `length` count. `reserve` replaces the array. */
  get symbols(): Uint8Array {
    return this.#symbols;
  }

  get length(): number {
    return this.#length;
  }

  /** Only places below this are found. */
  get indexed(): number {
    return this.#indexed;
  }

  get capacity(): number {
    return this.#symbols.length;
  }

  get bytes(): number {
    return this.#symbols.byteLength + this.#previous.byteLength + this.#heads.byteLength;
  }

  /** Makes room for so many symbols in all. Forgets the index. */
  reserve(capacity: number): void {
    if (capacity <= this.capacity) return;
    const symbols = new Uint8Array(capacity);
    symbols.set(this.#symbols.subarray(0, this.#length));
    this.#symbols = symbols;
    this.#previous = new Int32Array(capacity);
    if (headsFor(capacity) > this.#heads.length) this.#heads = new Int32Array(headsFor(capacity));
    this.forgetIndex();
  }

  /** Adds a symbol without linking it. There has to be room. */
  write(symbol: number): void {
    this.#symbols[this.#length++] = symbol;
  }

  /** Links the first place that is not linked yet. */
  indexNext(): void {
    const place = this.#indexed++;
    if (place < this.order) return;
    const head = hashOf(this.#symbols, place, this.order) & (this.#heads.length - 1);
    this.#previous[place] = this.#heads[head];
    this.#heads[head] = place;
  }

  /** Removes everything from a place on. All symbols have to be linked. */
  truncate(length: number): void {
    while (this.#indexed > length) {
      const place = --this.#indexed;
      if (place < this.order) continue;
      const head = hashOf(this.#symbols, place, this.order) & (this.#heads.length - 1);
      this.#heads[head] = this.#previous[place];
    }
    this.#length = length;
  }

  /** Overwrites places, so that no context matches there. */
  blank(from: number, to: number, symbol: number): void {
    this.#symbols.fill(symbol, from, to);
  }

  /** Moves symbols towards the front; `cut` has to follow. */
  move(from: number, to: number, target: number): void {
    this.#symbols.copyWithin(target, from, to);
  }

  /** Ends the row here and forgets the index. */
  cut(length: number): void {
    this.#length = length;
    this.forgetIndex();
  }

  /** Removes everything and frees the memory beyond so many symbols. */
  empty(capacity: number): void {
    this.#symbols = new Uint8Array(capacity);
    this.#previous = new Int32Array(capacity);
    this.#heads = new Int32Array(headsFor(capacity));
    this.cut(0);
  }

  forgetIndex(): void {
    this.#indexed = 0;
    this.#heads.fill(-1);
  }

  /** The latest place with the context hash of `context` before `end`; −1: none. */
  latest(context: Uint8Array, end: number): number {
    return this.#heads[hashOf(context, end, this.order) & (this.#heads.length - 1)];
  }

  /** The next older place; −1: none. */
  before(place: number): number {
    return this.#previous[place];
  }
}

/** Number of symbols, at most `longest`, that `context` ends with and that stand before `place`. */
export function matchLength(symbols: Uint8Array, place: number, context: Uint8Array, longest: number): number {
  const most = Math.min(longest, place, context.length);
  let length = 0;
  while (length < most && symbols[place - 1 - length] === context[context.length - 1 - length]) length++;
  return length;
}

/** A power of two, about a fourth of the places: most contexts come again. */
function headsFor(capacity: number): number {
  const wanted = Math.ceil(Math.log2(Math.max(capacity, 2)));
  return 1 << Math.min(20, Math.max(12, wanted - 2));
}
