/**
 * The symbols that followed each short context in all texts, with their counts, the latest first. A chain shows only
 * the latest places, which is enough for long contexts; short ones have thousands. Contexts whose hashes collide share
 * a row.
 */
import { hashOf } from './symbolChain.ts';

/** Symbols kept for a context. */
export const slots = 8;
const largestCount = 255;

export class FollowerTable {
  /** Count in the upper byte, symbol in the lower; 0: empty. */
  readonly #cells: Uint16Array;
  readonly #rows: number;

  /** 2^`bits` contexts. */
  constructor(
    readonly order: number,
    bits: number,
  ) {
    this.#rows = 1 << bits;
    this.#cells = new Uint16Array(this.#rows * slots);
  }

  get bytes(): number {
    return this.#cells.byteLength;
  }

  /** First slot of the context before `end`. */
  row(symbols: Uint8Array, end: number): number {
    return (hashOf(symbols, end, this.order) & (this.#rows - 1)) * slots;
  }

  symbolAt(slot: number): number {
    return this.#cells[slot] & 0xff;
  }

  /** 0: this slot and those after it are empty. */
  countAt(slot: number): number {
    return this.#cells[slot] >> 8;
  }

  /** Counts a symbol in a row. In a full row it replaces the one seen longest ago. */
  count(row: number, symbol: number): void {
    const cells = this.#cells;
    let slot = row;
    const last = row + slots - 1;
    let cell = cells[slot];
    while (slot < last && cell !== 0 && (cell & 0xff) !== symbol) cell = cells[++slot];
    let count = cell !== 0 && (cell & 0xff) === symbol ? (cell >> 8) + 1 : 1;
    if (count > largestCount) {
      this.#halve(row);
      count >>= 1;
    }
    for (; slot > row; slot--) cells[slot] = cells[slot - 1];
    cells[row] = (count << 8) | symbol;
  }

  clear(): void {
    this.#cells.fill(0);
  }

  /** No count becomes zero: an empty slot ends a row. */
  #halve(row: number): void {
    for (let slot = row; slot < row + slots; slot++) {
      const cell = this.#cells[slot];
      if (cell !== 0) this.#cells[slot] = (Math.max(1, cell >> 9) << 8) | (cell & 0xff);
    }
  }
}
