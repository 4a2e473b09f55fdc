/**
 * A place, as the text cache sees it: the last symbols before it, and places of the workspace that follow long matches.
 */
import { longestMatch } from './cacheLimits.ts';
import type { SymbolChain } from './symbolChain.ts';
import { symbolOf, TEXT_START } from './symbols.ts';

export class CacheContext {
  private constructor(
    /** The last `longestMatch` symbols. Never written to. */
    readonly symbols: Uint8Array,
    /** Places of the workspace that follow long matches. They are hints: compare before use. */
    public deepPlaces: readonly number[],
  ) {}

  /** At the place `end` of a chain. */
  static at(symbols: Uint8Array, end: number): CacheContext {
    const last = new Uint8Array(longestMatch).fill(TEXT_START);
    const from = Math.max(0, end - longestMatch);
    last.set(symbols.subarray(from, end), longestMatch - (end - from));
    return new CacheContext(last, []);
  }

  /** After one more token. `workspace`: the chain of the deep places. */
  after(token: number, workspace: SymbolChain): CacheContext {
    return this.afterSymbol(symbolOf(token), workspace);
  }

  afterSymbol(symbol: number, workspace: SymbolChain): CacheContext {
    const last = new Uint8Array(longestMatch);
    last.set(this.symbols.subarray(1));
    last[longestMatch - 1] = symbol;
    const stillMatching = this.deepPlaces.filter((place) => workspace.symbols[place] === symbol);
    return new CacheContext(
      last,
      stillMatching.map((place) => place + 1),
    );
  }
}
