/**
 * Which words and lines to mark. The threshold is relative, a share of the document's own words, since the model knows
 * some languages better than others. It is absolute as well: nothing is marked in a text that goes as expected.
 */
import type { SurprisingWord } from './words.ts';

/** 1 surprising, 2 very, 3 extremely. */
export type SurpriseLevel = 1 | 2 | 3;

/**
 * Share of the words that reach a level, and their least excess in bits. Of words with a planted typo, half exceed 17
 * bits and nine in ten 7; of all words, half exceed 0.4 and one in ten 7.
 */
const levels: readonly { readonly level: SurpriseLevel; readonly share: number; readonly least: number }[] = [
  { level: 3, share: 0.02, least: 12 },
  { level: 2, share: 0.05, least: 8 },
  { level: 1, share: 0.1, least: 5 },
];

/** Share of the lines that are marked, and their least bits per character and length. */
const lineShare = 0.03;
const leastLineBits = 3.5;
const leastLineLength = 4;

export interface RankedWord extends SurprisingWord {
  readonly level: SurpriseLevel;
}

/** The words that reach a level, in their order. */
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
  /** From 0. */
  readonly line: number;
  readonly bitsPerCharacter: number;
}

/** The lines that are most surprising for their length, with the line break and without indentation. */
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

/** Least of the largest values that make up this share, at least one value. */
function exceededBy(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length - Math.max(1, Math.floor(share * sorted.length))] ?? Infinity;
}
