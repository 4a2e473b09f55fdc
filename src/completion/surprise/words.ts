/**
 * The pieces of a text that are marked as a whole: words and numbers, runs of signs, and indentation. Their surprise is
 * the largest excess of any stretch: a typo is a few letters, and the expected rest takes nothing away. A word that
 * ends too early is surprising behind its end. `npm run surprise` compares other measures.
 */
import type { ScoredText } from './scoredText.ts';

/** In UTF-16 code units. */
export interface SurprisingWord {
  readonly offset: number;
  readonly length: number;
  /** Bits more than expected; see `ScoredText.excess`. */
  readonly excess: number;
  /** Offset of the least expected character, which may be the one behind the word. */
  readonly peak: number;
}

const pieces =
  /(?<word>[\p{L}\p{M}\p{N}_$]+)|(?<signs>[^\s\p{L}\p{M}\p{N}_$]+)|(?<=^|\n)(?<indentation>[ \t]+)(?=[^\s])/gu;

const wordCharacter = /[\p{L}\p{M}\p{N}_$]/u;

/** Of longer pieces, as a key in Base64, only the stretch is marked. */
const longestWord = 40;

export type TextScores = Pick<ScoredText, 'text' | 'excess' | 'kindExcess'>;

/** All pieces in their order, with their excess. */
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

/** Bits of all characters of a piece and, for a word, of its end. */
export function bitsOf({ text, bits, kindBits }: ScoredText, { offset, length }: SurprisingWord): number {
  const end = offset + length;
  const ownBits = bits.subarray(offset, end).reduce((sum, value) => sum + value, 0);
  return wordCharacter.test(text.charAt(end - 1)) ? ownBits + (kindBits[end] ?? 0) : ownBits;
}

interface SteepStretch {
  readonly start: number;
  readonly end: number;
  readonly sum: number;
  /** Of the largest value. */
  readonly peak: number;
}

/** The stretch with the largest sum, at least one value. The first value is that of `offset`. */
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
