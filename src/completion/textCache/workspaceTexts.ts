/**
 * The texts of the workspace as one row of symbols with an index: a chain for long contexts, tables for short ones.
 * Texts are added, replaced and removed in small pieces of work. A removed text is blanked at once; its room is used
 * again when a good part of the row is blank. Without room, the oldest texts go.
 */
import { type IncrementalEncoder, TokenSink } from '../../model/text/incrementalEncoder.ts';
import type { Vocabulary } from '../../model/text/vocabulary.ts';
import { chainOrders, largestWorkspace, smallestWorkspace, tableBits, tableOrders } from './cacheLimits.ts';
import { FollowerTable } from './followerTable.ts';
import { SymbolChain } from './symbolChain.ts';
import { GONE, symbolOf, TEXT_START, textHeader } from './symbols.ts';

export interface CachedText {
  /** The path under which it is opened; replaces and removes it. */
  readonly name: string;
  /** VS Code language id. */
  readonly languageId: string;
  /** Line feeds only. */
  readonly text: string;
}

/** Places of a text: from `from` to before `to`. */
interface Extent {
  readonly name: string;
  from: number;
  to: number;
}

/** A text that is being added. */
interface Arriving {
  readonly extent: Extent;
  readonly text: string;
  readonly encoder: IncrementalEncoder;
  offset: number;
}

/** UTF-16 code units encoded at a time. Each makes three symbols at most, a line a few more. */
const chunk = 4096;
/** Share of removed symbols at which the rest is moved together. */
const largestGap = 1 / 4;
/** Share of the room that is freed at once. */
const roomMade = 1 / 8;

export class WorkspaceTexts {
  readonly chain: SymbolChain;
  readonly tables: readonly FollowerTable[] = tableOrders.map((order) => new FollowerTable(order, tableBits[order]));
  readonly #waiting = new Map<string, CachedText>();
  /** By name, oldest first. */
  readonly #extents = new Map<string, Extent>();
  #arriving: Arriving | undefined;
  #gone = 0;

  /** `largest`: most symbols. */
  constructor(
    private readonly vocabulary: Vocabulary,
    private readonly largest: number = largestWorkspace,
  ) {
    this.chain = new SymbolChain(chainOrders[0], this.#smallest);
  }

  get bytes(): number {
    return this.tables.reduce((sum, table) => sum + table.bytes, this.chain.bytes);
  }

  /** Names of the texts, oldest first. */
  get names(): readonly string[] {
    return [...this.#extents.keys()];
  }

  /** Places of a text, if it is there. */
  extentOf(name: string): { readonly from: number; readonly to: number } | undefined {
    return this.#extents.get(name);
  }

  /** Makes room beforehand, so that the chain does not grow while texts arrive. */
  expect(characters: number): void {
    this.chain.reserve(Math.min(this.largest, Math.ceil(characters * 1.05)));
    if (this.chain.indexed === 0) this.#clearTables();
  }

  /** Adds or replaces a text; `work` does it. */
  put(text: CachedText): void {
    this.remove(text.name);
    this.#waiting.set(text.name, text);
  }

  /** @returns whether there was such a text */
  remove(name: string): boolean {
    const wasWaiting = this.#waiting.delete(name);
    if (this.#arriving?.extent.name === name) this.#arriving = undefined;
    const extent = this.#extents.get(name);
    if (extent === undefined) return wasWaiting;
    this.#extents.delete(name);
    this.chain.blank(extent.from, extent.to, GONE);
    this.#gone += extent.to - extent.from;
    return true;
  }

  clear(): void {
    this.#waiting.clear();
    this.#arriving = undefined;
    this.#extents.clear();
    this.#gone = 0;
    this.chain.cut(0);
    this.#clearTables();
  }

  /** `clear` that also frees the memory of a workspace. */
  release(): void {
    this.clear();
    this.chain.empty(this.#smallest);
  }

  get #smallest(): number {
    return Math.min(this.largest, smallestWorkspace);
  }

  /** Does about so many symbols of work. False when nothing is left to do. */
  work(symbols: number): boolean {
    let left = symbols;
    while (left > 0) {
      if (this.chain.indexed < this.chain.length) left -= this.#index(left);
      else if (this.#gone > this.chain.length * largestGap) this.#moveTogether();
      else if (this.#arriving !== undefined) this.#takeIn(this.#arriving);
      else if (!this.#receiveNext()) return false;
    }
    return true;
  }

  #receiveNext(): boolean {
    const next = this.#waiting.values().next();
    if (next.done === true) return false;
    const { name, languageId, text } = next.value;
    this.#waiting.delete(name);
    const header = textHeader(this.vocabulary.languageTag(languageId));
    if (!this.#makeRoom(header.length)) return true;
    const from = this.chain.length;
    for (const symbol of header) this.chain.write(symbol);
    const extent = { name, from, to: this.chain.length };
    this.#extents.set(name, extent);
    this.#arriving = { extent, text, encoder: this.vocabulary.encoder(), offset: 0 };
    return true;
  }

  /** Encodes the next chunk of a text. */
  #takeIn(arriving: Arriving): void {
    const { extent, text, encoder, offset } = arriving;
    const sink = new TokenSink(2 * chunk);
    encoder.pushInto(text.slice(offset, offset + chunk), sink);
    arriving.offset += chunk;
    if (arriving.offset >= text.length) {
      encoder.flushInto(sink);
      this.#arriving = undefined;
    }
    if (!this.#makeRoom(sink.length)) return;
    for (let index = 0; index < sink.length; index++) this.chain.write(symbolOf(sink.tokens[index]));
    extent.to = this.chain.length;
  }

  /** Links and counts. Returns the number of symbols. */
  #index(most: number): number {
    const { chain, tables } = this;
    const from = chain.indexed;
    const to = Math.min(chain.length, from + most);
    const { symbols } = chain;
    for (let place = from; place < to; place++) {
      chain.indexNext();
      const symbol = symbols[place];
      // Headers are never predicted.
      if (symbol >= GONE || place === 0 || symbols[place - 1] === TEXT_START) continue;
      for (const table of tables) table.count(table.row(symbols, place), symbol);
    }
    return to - from;
  }

  /** Makes room for so many more symbols. False when only the arriving text is left. */
  #makeRoom(wanted: number): boolean {
    const { chain } = this;
    const needed = chain.length + wanted;
    if (needed <= chain.capacity) return true;
    if (chain.capacity < this.largest) {
      chain.reserve(Math.min(this.largest, Math.max(needed, 2 * chain.capacity)));
      this.#clearTables();
      if (needed <= chain.capacity) return true;
    }
    const enough = Math.max(wanted, this.largest * roomMade);
    while (this.#gone < enough) {
      const oldest = this.#extents.values().next().value;
      if (oldest === undefined || oldest === this.#arriving?.extent) break;
      this.remove(oldest.name);
    }
    this.#moveTogether();
    if (chain.length + wanted <= chain.capacity) return true;
    this.#arriving = undefined;
    return false;
  }

  /** Moves the rest to the front. It is indexed anew, in pieces. */
  #moveTogether(): void {
    let end = 0;
    for (const extent of this.#extents.values()) {
      const { from, to } = extent;
      this.chain.move(from, to, end);
      extent.from = end;
      end += to - from;
      extent.to = end;
    }
    this.#gone = 0;
    this.chain.cut(end);
    this.#clearTables();
  }

  #clearTables(): void {
    for (const table of this.tables) table.clear();
  }
}
