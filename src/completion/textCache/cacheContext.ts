/**
 * What the text cache has to know of one place to find others like it: the last symbols before it, and where in the
 * workspace they are known to stand. The open document or what a model has written leads from one to the next.
 */
import { longestMatch } from './cacheLimits.ts';
import type { SymbolChain } from './symbolChain.ts';
import { symbolOf, TEXT_START } from './symbols.ts';

export class CacheContext {
  private constructor(
    /** The last symbols, `longestMatch` of them. Never written to. */
    readonly symbols: Uint8Array /** Places of the workspace that follow long matches. They are hints: compare before use. */,
    public deepPlaces: readonly number[],
  ) {}

  /** Before the place `end` of a row. */
  static at(symbols: Uint8Array, end: number): CacheContext {
    const last = new Uint8Array(longestMatch).fill(TEXT_START);
    const from = Math.max(0, end - longestMatch);
    last.set(symbols.subarray(from, end), longestMatch - (end - from));
    return new CacheContext(last, []);
  }

  /** After one more token. `workspace`: the row that the places are in. */
  after(token: number, workspace: SymbolChain): CacheContext {
    return this.afterSymbol(symbolOf(token), workspace);
  }

  afterSymbol(symbol: number, workspace: SymbolChain): CacheContext {
    const last = new Uint8Array(longestMatch);
    last.set(this.symbols.subarray(1));
    last[longestMatch - 1] = symbol;
    const { symbols } = workspace;
    const places: number[] = [];
    for (const place of this.deepPlaces) if (symbols[place] === symbol) places.push(place + 1);
    return new CacheContext(last, places);
  }
}
