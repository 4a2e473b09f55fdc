/**
 * The open document below the cursor, as evidence like the text above it: a chain of symbols in which the nearest place
 * of a context comes first. It is built in slices, once a place, and stays while the user types there.
 */
import { secretLines } from '../../workspace/secretText.ts';
import type { IncrementalEncoder } from '../../model/text/incrementalEncoder.ts';
import { commonPrefixLength } from '../reading/documentText.ts';
import { belowSlice, documentOrders, longestBelow } from './cacheLimits.ts';
import { pieceEnd } from './openText.ts';
import { hashOf } from './symbolChain.ts';
import { GONE, symbolOf } from './symbols.ts';

const order = documentOrders[0];
/** log₂ of the contexts that are told apart. */
const headBits = 12;
/** Code units that may come or go at the cursor before the place is another one: brackets that close, words. */
const sameplace = 64;

export class BelowText {
  #text = '';
  #secrets: readonly (readonly [number, number])[] = [];
  /** Code units that are taken in. */
  #taken = 0;
  #encoder: IncrementalEncoder | undefined;
  #symbols = new Uint8Array(0);
  /** For each place, the next farther one with the same hash; −1: none. */
  #next = new Int32Array(0);
  /** 1 in lines with secrets. */
  #hidden = new Uint8Array(0);
  readonly #heads = new Int32Array(1 << headBits).fill(-1);
  readonly #tails = new Int32Array(1 << headBits);
  #length = 0;

  get bytes(): number {
    return 6 * this.#symbols.length + this.#heads.byteLength + this.#tails.byteLength;
  }

  /** All symbols that are taken in; the first one equals no symbol that is looked for. */
  get symbols(): Uint8Array {
    return this.#symbols;
  }

  /** Whether the place is in a line with a secret. */
  isHidden(place: number): boolean {
    return this.#hidden[place] === 1;
  }

  /**
   * Goes on to another text below the cursor. `startOfLine`: what stands before it on its line. `encoderAt` gives the
   * encoder at the cursor.
   */
  follow(text: string, startOfLine: string, encoderAt: () => IncrementalEncoder): void {
    const below = text.length > longestBelow ? text.slice(0, longestBelow) : text;
    if (below === this.#text || isShifted(below, this.#text)) return;
    this.#text = below;
    this.#taken = 0;
    this.#encoder = encoderAt();
    this.#heads.fill(-1);
    this.#length = 0;
    this.#reserve(Math.max(64, below.length + 1));
    this.#write(GONE, 0);
    this.#secrets = secretLines(startOfLine + below).map(([from, to]) => [
      from - startOfLine.length,
      to - startOfLine.length,
    ]);
  }

  /** Takes in the next slice. False when nothing is left to do. */
  work(): boolean {
    const end = Math.min(this.#text.length, this.#taken + belowSlice);
    while (this.#taken < end) this.#takeIn();
    return this.#taken < this.#text.length;
  }

  /** The nearest place with the context hash of `context`; −1: none. */
  nearest(context: Uint8Array): number {
    return this.#heads[headOf(context, context.length)];
  }

  /** The next farther place; −1: none. */
  farther(place: number): number {
    return this.#next[place];
  }

  #takeIn(): void {
    const start = this.#taken;
    const end = pieceEnd(this.#text, start);
    const tokens = this.#encoder?.push(this.#text.slice(start, end)) ?? [];
    const isSecret = this.#secrets.some(([from, to]) => from < end && to > start) ? 1 : 0;
    this.#reserve(this.#length + tokens.length);
    for (const token of tokens) this.#write(symbolOf(token), isSecret);
    this.#taken = end;
  }

  #write(symbol: number, isSecret: number): void {
    const place = this.#length++;
    this.#symbols[place] = symbol;
    this.#hidden[place] = isSecret;
    this.#next[place] = -1;
    // The context of a place must not reach the cursor.
    if (place <= order) return;
    const head = headOf(this.#symbols, place);
    if (this.#heads[head] < 0) this.#heads[head] = place;
    else this.#next[this.#tails[head]] = place;
    this.#tails[head] = place;
  }

  #reserve(wanted: number): void {
    if (wanted <= this.#symbols.length) return;
    const capacity = Math.ceil(wanted * 1.2);
    const [symbols, next, hidden] = [new Uint8Array(capacity), new Int32Array(capacity), new Uint8Array(capacity)];
    symbols.set(this.#symbols.subarray(0, this.#length));
    next.set(this.#next.subarray(0, this.#length));
    hidden.set(this.#hidden.subarray(0, this.#length));
    [this.#symbols, this.#next, this.#hidden] = [symbols, next, hidden];
  }
}

function headOf(symbols: Uint8Array, end: number): number {
  return hashOf(symbols, end, order) & ((1 << headBits) - 1);
}

/** Whether a text is another one but for a little at its start, and for where it ends. */
function isShifted(text: string, other: string): boolean {
  const probe = text.slice(sameplace, 2 * sameplace);
  if (probe.length < sameplace) return false;
  const found = other.slice(0, 3 * sameplace).indexOf(probe);
  if (found < 0) return false;
  const [rest, otherRest] = [text.slice(sameplace), other.slice(found)];
  const shorter = Math.min(rest.length, otherRest.length);
  return commonPrefixLength(rest, otherRest) === shorter && Math.abs(rest.length - otherRest.length) <= 2 * sameplace;
}
