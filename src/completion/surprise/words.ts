/**
 * The pieces of a text that are found surprising as a whole: words and numbers, runs of signs, and the indentation of a line. How
 * surprising such a piece is: the largest excess of any stretch of it. A typo is a stretch of a few letters; the rest of the word,
 * before and behind it, is as expected and takes nothing away. Behind a word the next character counts too, for where a letter is
 * missing at the end, that is where it shows. `npm run surprise` compares this with the plain sum and the like.
 */

/** Offsets and lengths in UTF-16 code units of the text. */
export interface SurprisingWord {
  readonly offset: number;
  readonly length: number;
  /** Bits more than was to be expected; see `ScoredText.excess`. */
  readonly excess: number;
  /** Offset of the character that was least expected; it may be the one behind a word. */
  readonly peak: number;
}

const pieces =
  /(?<word>[\p{L}\p{M}\p{N}_$]+)|(?<signs>[^\s\p{L}\p{M}\p{N}_$]+)|(?<=^|\n)(?<indentation>[ \t]+)(?=[^\s])/gu;

/** Longer pieces (a text without spaces, a key in Base64) are shown by their stretch alone. */
const longestWord = 40;

/** All pieces of a text in their order, each with its excess, be it as small as it may. */
export function wordsOf(text: string, excess: Float32Array): SurprisingWord[] {
  return Array.from(text.matchAll(pieces), ({ index, 0: piece, groups }) => {
    const end = index + piece.length;
    const isWord = groups?.['word'] !== undefined;
    const stretch = steepestStretch(excess, index, isWord ? Math.min(end + 1, text.length) : end);
    const { sum, peak } = stretch;
    if (piece.length <= longestWord) return { offset: index, length: piece.length, excess: sum, peak };
    const stop = Math.min(stretch.end, end);
    return { offset: stretch.start, length: Math.max(1, stop - stretch.start), excess: sum, peak };
  });
}

interface SteepStretch {
  readonly start: number;
  readonly end: number;
  readonly sum: number;
  /** Where the largest value is. */
  readonly peak: number;
}

/** The stretch between two offsets whose sum is largest; it has one character at least. */
function steepestStretch(values: Float32Array, from: number, to: number): SteepStretch {
  let best: SteepStretch = { start: from, end: from + 1, sum: -Infinity, peak: from };
  let start = from;
  let sum = 0;
  let peak = from;
  for (let at = from; at < to; at++) {
    const value = values[at] ?? 0;
    if (sum <= 0) {
      sum = 0;
      start = at;
      peak = at;
    }
    sum += value;
    if (value > (values[peak] ?? 0)) peak = at;
    if (sum > best.sum) best = { start, end: at + 1, sum, peak };
  }
  return best;
}
