/** How far the text cache looks, and how much it holds: the numbers in one place. */

/** Contexts of the workspace of so many symbols are counted in tables, all of them; ascending. */
export const tableOrders = [2, 3, 4] as const;
/**
 * Contexts of at least so many symbols, of which the latest places are visited; the first is the order of the chain.
 */
export const chainOrders = [5, 6, 8, 11, 16, 24] as const;
/** The same for the open document alone, whose word weighs more; the first is the order of its chain. */
export const documentOrders = [2, 3, 4, 6, 10] as const;

/** Symbols compared: a longer match is as good as this. */
export const longestMatch = 32;
/** Places visited at most. */
export const workspaceVisits = 48;
export const documentVisits = 80;
/**
 * Matches this long are remembered and followed from symbol to symbol, so that younger and shorter ones cannot hide
 * them.
 */
export const deepMatch = 12;
export const deepMatches = 16;
/**
 * The open document, as it was saved, is a text of the workspace as well. A match this long is the very place at which
 * somebody is writing, and what follows there is what stands right of the cursor.
 */
export const ownPlaceMatch = 16;

/** Symbols that are weighed one by one; what else may follow is the model's business. */
export const mostCandidates = 12;

/** Symbols of the workspace, at most: 5 bytes each, some 60 MB with the tables. */
export const largestWorkspace = 10_000_000;
/** Symbols of the workspace for which there is room from the beginning. */
export const smallestWorkspace = 1 << 18;
/** Contexts of each table, as a power of two. */
export const tableBits: Readonly<Record<(typeof tableOrders)[number], number>> = { 2: 14, 3: 16, 4: 18 };
