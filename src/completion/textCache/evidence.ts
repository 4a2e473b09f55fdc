/**
 * What the texts know about the next symbol: which symbols followed this context before, how often after each length of
 * context, and which came last. The open document goes first, then the workspace, latest places first. One object
 * answers all questions in turn, since allocation takes longer than counting.
 */
import type { BelowText } from './belowText.ts';
import type { CacheContext } from './cacheContext.ts';
import {
  belowVisits,
  chainOrders,
  deepMatch,
  deepMatches,
  documentOrders,
  documentVisits,
  longestMatch,
  mostCandidates,
  ownPlaceMatch,
  removedVisits,
  tableOrders,
  workspaceVisits,
} from './cacheLimits.ts';
import { type FollowerTable, slots } from './followerTable.ts';
import type { OpenText } from './openText.ts';
import type { RemovedTexts } from './removedTexts.ts';
import { matchLength, type SymbolChain } from './symbolChain.ts';
import { tokenOf } from './symbols.ts';
import type { WorkspaceTexts } from './workspaceTexts.ts';

const orders: readonly number[] = [...tableOrders, ...chainOrders];
/** Number of context lengths over all texts; the counts of the open document alone follow them. */
export const jointOrders = orders.length;
/** Kinds of counts for each symbol. */
export const countKinds = jointOrders + documentOrders.length;
/** The first kind that is counted by visits and not by a table. */
const firstVisited = tableOrders.length;

/** Longest order that a match of this length covers; −1: none. */
const jointLevels = levelsOf(orders, 0);
const documentLevels = levelsOf(documentOrders, jointOrders);
/** Weight of an occurrence in the ranking of candidates, by its level. */
const weights = Float64Array.from({ length: jointOrders }, (_, level) => 3 ** level);
/** Occurrences in tables weigh less: they may be far away. */
const tableWeight = 1 / 64;

export interface Sources {
  readonly workspace: WorkspaceTexts;
  readonly document: OpenText;
  /** The document below the cursor. */
  readonly below: BelowText;
  /** Removed lately, in any document. */
  readonly removed: RemovedTexts;
  /** Extent of the open document in the workspace, as it was saved. */
  readonly ownText: { readonly from: number; readonly to: number } | undefined;
}

export class Evidence {
  /** Best first. */
  readonly candidates = new Uint8Array(256);
  candidateCount = 0;
  /** Occurrences of each symbol and kind: [symbol · countKinds + kind]. */
  readonly counts = new Uint32Array(256 * countKinds);
  /** Occurrences of all symbols, by kind. */
  readonly totals = new Uint32Array(countKinds);
  /** The latest symbol and the one before it, by kind; −1: none. */
  readonly last = new Int16Array(countKinds);
  readonly secondLast = new Int16Array(countKinds);
  /** Length of the longest match (0: none), and the symbol that followed it. */
  longest = 0;
  longestSymbol = -1;
  /** The same in the open document alone. */
  longestInDocument = 0;
  longestSymbolInDocument = -1;
  readonly #scores = new Float64Array(256);
  readonly #isCandidate = new Uint8Array(256);

  /** Looks everywhere, and stores in `context` where long matches go on. */
  gather(context: CacheContext, { workspace, document, below, removed, ownText }: Sources): void {
    this.#clear();
    this.#visitDocument(context, document);
    this.#visitBelow(context, below);
    this.#visitRemoved(context, removed);
    this.longest = this.longestInDocument;
    this.longestSymbol = this.longestSymbolInDocument;
    this.#visitWorkspace(context, workspace.chain, ownText);
    // The longest contexts first: they name the candidates.
    for (let kind = firstVisited - 1; kind >= 0; kind--) this.#lookUp(kind, workspace.tables[kind], context.symbols);
    this.#rank();
  }

  #clear(): void {
    for (let index = 0; index < this.candidateCount; index++) this.#isCandidate[this.candidates[index]] = 0;
    this.candidateCount = 0;
    this.totals.fill(0);
    this.last.fill(-1);
    this.secondLast.fill(-1);
    this.longest = 0;
    this.longestSymbol = -1;
    this.longestInDocument = 0;
    this.longestSymbolInDocument = -1;
  }

  #visitDocument(context: CacheContext, document: OpenText): void {
    const { chain } = document;
    let place = chain.latest(context.symbols, longestMatch);
    for (let visit = 0; place >= 0 && visit < documentVisits; visit++, place = chain.before(place)) {
      if (document.isHidden(place)) continue;
      this.#seeInDocument(chain.symbols[place], matchLength(chain.symbols, place, context.symbols, longestMatch));
    }
  }

  #visitBelow(context: CacheContext, below: BelowText): void {
    const { symbols } = below;
    let place = below.nearest(context.symbols);
    for (let visit = 0; place >= 0 && visit < belowVisits; visit++, place = below.farther(place)) {
      if (below.isHidden(place)) continue;
      const length = matchLength(symbols, place, context.symbols, longestMatch);
      // All of the text since the cursor was typed once more: what follows stands right of the cursor already.
      if (length < place - 1) this.#seeInDocument(symbols[place], length);
    }
  }

  #visitRemoved(context: CacheContext, removed: RemovedTexts): void {
    const { chain } = removed;
    let place = chain.latest(context.symbols, longestMatch);
    for (let visit = 0; place >= 0 && visit < removedVisits; visit++, place = chain.before(place)) {
      if (!removed.isRemoved(place)) continue;
      this.#seeInDocument(chain.symbols[place], matchLength(chain.symbols, place, context.symbols, longestMatch));
    }
  }

  /** Counts a symbol of the open document that followed a match of this length. */
  #seeInDocument(symbol: number, length: number): void {
    const level = documentLevels[length];
    if (level < 0 || !this.#admit(symbol)) return;
    const jointLevel = jointLevels[length];
    this.#see(symbol, 0, jointLevel);
    this.#see(symbol, jointOrders, level);
    this.#scores[symbol] += 2 * weights[jointLevel];
    if (length <= this.longestInDocument) return;
    this.longestInDocument = length;
    this.longestSymbolInDocument = symbol;
  }

  #visitWorkspace(context: CacheContext, chain: SymbolChain, own: Sources['ownText']): void {
    const [ownFrom, ownTo] = [own?.from ?? -1, own?.to ?? -1];
    const { symbols } = chain;
    const deep: number[] = [];
    const deepLengths: number[] = [];
    const visit = (place: number, leastLength: number): void => {
      const length = matchLength(symbols, place, context.symbols, longestMatch);
      if (length < leastLength) return;
      if (length >= ownPlaceMatch && place >= ownFrom && place < ownTo) return;
      if (length >= deepMatch) keepLongest(deep, deepLengths, place, length);
      const symbol = symbols[place];
      if (!this.#admit(symbol)) return;
      const level = jointLevels[length];
      this.#see(symbol, firstVisited, level);
      this.#scores[symbol] += weights[level];
      if (length <= this.longest) return;
      this.longest = length;
      this.longestSymbol = symbol;
    };
    let oldest = chain.length;
    let place = chain.latest(context.symbols, longestMatch);
    for (let count = 0; place >= 0 && count < workspaceVisits; count++, place = chain.before(place)) {
      oldest = place;
      visit(place, chain.order);
    }
    for (const known of context.deepPlaces) if (known < oldest) visit(known, deepMatch);
    context.deepPlaces = deep;
  }

  #lookUp(kind: number, table: FollowerTable, context: Uint8Array): void {
    const row = table.row(context, longestMatch);
    const weight = tableWeight * weights[kind];
    for (let slot = row; slot < row + slots; slot++) {
      const count = table.countAt(slot);
      if (count === 0) return;
      const symbol = table.symbolAt(slot);
      this.totals[kind] += count;
      this.#seeLast(symbol, kind);
      // The shortest contexts only count candidates. They would name too many.
      if (kind === 0 && this.#isCandidate[symbol] === 0) continue;
      if (!this.#admit(symbol)) continue;
      const cell = symbol * countKinds + kind;
      this.counts[cell] += count;
      this.#scores[symbol] += weight * count;
    }
  }

  /** Makes a symbol a candidate. False when it stands for no token. */
  #admit(symbol: number): boolean {
    if (this.#isCandidate[symbol] === 1) return true;
    if (tokenOf(symbol) < 0) return false;
    this.#isCandidate[symbol] = 1;
    this.candidates[this.candidateCount++] = symbol;
    this.#scores[symbol] = 0;
    this.counts.fill(0, symbol * countKinds, (symbol + 1) * countKinds);
    return true;
  }

  /** Counts an occurrence in the kinds from `from` to `to`. */
  #see(symbol: number, from: number, to: number): void {
    const { counts, totals } = this;
    const cell = symbol * countKinds;
    for (let kind = from; kind <= to; kind++) {
      counts[cell + kind] += 1;
      totals[kind] += 1;
      this.#seeLast(symbol, kind);
    }
  }

  #seeLast(symbol: number, kind: number): void {
    if (this.last[kind] === -1) this.last[kind] = symbol;
    else if (this.secondLast[kind] === -1) this.secondLast[kind] = symbol;
  }

  /** Sorts the candidates and keeps the best. */
  #rank(): void {
    const { candidates } = this;
    const scores = this.#scores;
    for (let index = 1; index < this.candidateCount; index++) {
      const symbol = candidates[index];
      const score = scores[symbol];
      let at = index;
      for (; at > 0 && scores[candidates[at - 1]] < score; at--) candidates[at] = candidates[at - 1];
      candidates[at] = symbol;
    }
    while (this.candidateCount > mostCandidates) this.#isCandidate[candidates[--this.candidateCount]] = 0;
  }
}

function levelsOf(ascending: readonly number[], first: number): Int8Array {
  return Int8Array.from({ length: longestMatch + 1 }, (_, length) => {
    const covered = ascending.filter((order) => order <= length).length;
    return covered === 0 ? -1 : first + covered - 1;
  });
}

/** Adds a place to the `deepMatches` longest matches. Among equals, the one seen earlier stays. */
function keepLongest(places: number[], lengths: number[], place: number, length: number): void {
  let at = lengths.length;
  while (at > 0 && lengths[at - 1] < length) at--;
  if (at >= deepMatches) return;
  places.splice(at, 0, place);
  lengths.splice(at, 0, length);
  if (places.length <= deepMatches) return;
  places.pop();
  lengths.pop();
}
