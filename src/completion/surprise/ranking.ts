/**
 * From how surprising everything is to what is worth looking at. What stands out is relative: the model knows some
 * languages better than others, so a level is a share of the document's own words. And it is absolute as well: in a
 * text that goes as expected throughout, nothing is marked.
 */
import type { SurprisingWord } from './words.ts';

/** 1 surprising, 2 very, 3 extremely. */
export type SurpriseLevel = 1 | 2 | 3;

/**
 * Share of the words that reach a level, and the excess they need at least, in bits. Of words with a letter planted
 * wrong, half exceed 17 bits and nine in ten 7; of all words, half exceed 0.4, and one in ten 7.
 */
const levels: readonly { readonly level: SurpriseLevel; readonly share: number; readonly least: number }[] = [
  { level: 3, share: 0.02, least: 12 },
  { level: 2, share: 0.05, least: 8 },
  { level: 1, share: 0.1, least: 5 },
];

/** Share of the lines that are marked as a whole, the bits per character they need, and the characters. */
const lineShare = 0.03;
const leastLineBits = 3.5;
const leastLineLength = 4;

export interface RankedWord extends SurprisingWord {
  readonly level: SurpriseLevel;
}

/** The words that reach a level, in the order they were given. */
export function rankWords(words: readonly SurprisingWord[]): RankedWord[] {
  const values = words.map(({ excess }) => excess);
  const thresholds = levels.map(({ level, share, least }) => ({
    level,
    least: Math.max(least, exceededBy(values, share)),
  }));
  return words.flatMap((word) => {
    const reached = thresholds.find(({ least }) => word.excess >= least);
    return reached === undefined ? [] : [{ ...word, level: reached.level }];
  });
}

export interface RankedLine {
  /** Counted from 0. */
  readonly line: number;
  readonly bitsPerCharacter: number;
}

/** The lines that are most surprising for their length, with the line break and without the whitespace around them. */
export function rankLines(text: string, bits: Float32Array): RankedLine[] {
  const lines: RankedLine[] = [];
  let offset = 0;
  for (const [line, content] of text.split('\n').entries()) {
    const end = Math.min(text.length, offset + content.length + 1);
    const length = content.trim().length;
    if (length >= leastLineLength) {
      const sum = bits.subarray(offset, end).reduce((total, value) => total + value, 0);
      lines.push({ line, bitsPerCharacter: sum / (length + 1) });
    }
    offset = end;
  }
  const values = lines.map(({ bitsPerCharacter }) => bitsPerCharacter);
  const least = Math.max(leastLineBits, exceededBy(values, lineShare));
  return lines.filter(({ bitsPerCharacter }) => bitsPerCharacter >= least);
}

/** The smallest of the largest values, a share of all; one value at least. */
function exceededBy(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length - Math.max(1, Math.floor(share * sorted.length))] ?? Infinity;
}
