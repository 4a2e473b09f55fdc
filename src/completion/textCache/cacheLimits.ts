/** Limits of the text cache: how far it looks, and how much it holds. */

/** Lengths of contexts, in symbols, whose followers in the workspace are all counted in tables. Ascending. */
export const tableOrders = [2, 3, 4] as const;
/** Lengths of longer contexts; of these only the latest places are visited. The first is the order of the chain. */
export const chainOrders = [5, 6, 8, 11, 16, 24] as const;
/** The same for the open document alone, which counts more. The first is the order of its chain. */
export const documentOrders = [2, 3, 4, 6, 10] as const;

/** Longest match that is measured, in symbols. */
export const longestMatch = 32;
/** Places visited at most. */
export const workspaceVisits = 48;
export const documentVisits = 80;
/** Matches this long are followed from symbol to symbol, so that younger and shorter ones cannot hide them. */
export const deepMatch = 12;
export const deepMatches = 16;
/**
 * The saved text of the open document is in the workspace as well. A match this long there is the place of the cursor,
 * and what follows it stands right of the cursor already.
 */
export const ownPlaceMatch = 16;

/** Symbols that are weighed one by one; the model predicts the others. */
export const mostCandidates = 12;

/** Most symbols of the workspace: 5 bytes each, some 60 MB with the tables. */
export const largestWorkspace = 10_000_000;
/** Room for symbols at the beginning. */
export const smallestWorkspace = 1 << 18;
/** log₂ of the contexts of each table. */
export const tableBits: Readonly<Record<(typeof tableOrders)[number], number>> = { 2: 14, 3: 16, 4: 18 };

/** Most UTF-16 code units of the text below the cursor, and how many are taken in at a time: about a millisecond. */
export const longestBelow = 16_384;
export const belowSlice = 4_096;
/** Places visited at most below the cursor, and among removed texts. */
export const belowVisits = 48;
export const removedVisits = 24;
/** Room for removed texts, in symbols. */
export const mostRemoved = 16_384;
