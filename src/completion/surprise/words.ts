/**
 * The pieces of a text that are found surprising as a whole: words and numbers, runs of signs, and the indentation of a
 * line. How surprising such a piece is: the largest excess of any stretch of it. A typo is a stretch of a few letters;
 * the rest of the word, before and behind it, is as expected and takes nothing away. Where a word ends too early the
 * surprise is behind it: that it ends there, whatever it is that follows. `npm run surprise` compares this with the
 * plain sum and the like.
 */
import type { ScoredText } from './scoredText.ts';

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

const wordCharacter = /[\p{L}\p{M}\p{N}_$]/u;

/** Longer pieces (a text without spaces, a key in Base64) are shown by their stretch alone. */
const longestWord = 40;

/** What is needed of a scored text. */
export type TextScores = Pick<ScoredText, 'text' | 'excess' | 'kindExcess'>;

/** All pieces of a text in their order, each with its excess, be it as small as it may. */
export function wordsOf({ text, excess, kindExcess }: TextScores): SurprisingWord[] {
  return Array.from(text.matchAll(pieces), ({ index, 0: piece, groups }) => {
    const end = index + piece.length;
    const isWord = groups?.['word'] !== undefined;
    const behind = isWord && end < text.length ? [kindExcess[end]] : [];
    const stretch = steepestStretch([...excess.subarray(index, end), ...behind], index);
    const { sum, peak } = stretch;
    if (piece.length <= longestWord) return { offset: index, length: piece.length, excess: sum, peak };
    const stop = Math.min(stretch.end, end);
    return { offset: stretch.start, length: Math.max(1, stop - stretch.start), excess: sum, peak };
  });
}

/** Bits of a piece: of all its characters and, where it is a word, of its end. */
export function bitsOf({ text, bits, kindBits }: ScoredText, { offset, length }: SurprisingWord): number {
  const end = offset + length;
  const ownBits = bits.subarray(offset, end).reduce((sum, value) => sum + value, 0);
  return wordCharacter.test(text.charAt(end - 1)) ? ownBits + (kindBits[end] ?? 0) : ownBits;
}

interface SteepStretch {
  readonly start: number;
  readonly end: number;
  readonly sum: number;
  /** Where the largest value is. */
  readonly peak: number;
}

/**
 * The stretch of values whose sum is largest; it has one character at least. The first value is that of the character
 * at `offset`.
 */
function steepestStretch(values: readonly number[], offset: number): SteepStretch {
  let best: SteepStretch = { start: offset, end: offset + 1, sum: -Infinity, peak: offset };
  let run = { start: 0, sum: 0, peak: 0 };
  for (const [at, value] of values.entries()) {
    if (run.sum <= 0) run = { start: at, sum: 0, peak: at };
    run.sum += value;
    if (value > values[run.peak]) run.peak = at;
    if (run.sum > best.sum)
      best = { start: offset + run.start, end: offset + at + 1, sum: run.sum, peak: offset + run.peak };
  }
  return best;
}
