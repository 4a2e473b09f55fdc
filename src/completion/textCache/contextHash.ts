/** A hash of the few symbols before a place. */

/**
 * Of the `order` symbols (2 to 5) of `symbols` that end before `end`; 32 bits, of which the low ones are mixed best.
 */
export function hashOf(symbols: Uint8Array, end: number, order: number): number {
  let word = (symbols[end - 1] ?? 0) | ((symbols[end - 2] ?? 0) << 8);
  if (order > 2) word |= (symbols[end - 3] ?? 0) << 16;
  if (order > 3) word |= (symbols[end - 4] ?? 0) << 24;
  if (order > 4) word = (word + Math.imul((symbols[end - 5] ?? 0) + 1, 0x2f0b4c47)) | 0;
  const hash = Math.imul(word ^ (word >>> 15), 0x9e3779b1);
  return hash ^ (hash >>> 15);
}
