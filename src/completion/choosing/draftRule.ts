/**
 * How far a draft goes. The user edits it and may take it word by word. So it goes on line by line through what similar
 * files have in common, and ends where it would copy a single other file: there its probability is one in a thousand.
 */
import { calibrated } from './calibration.ts';
import { loopStart } from './repetition.ts';
import { type ChosenText, type DecodedText, type Surroundings, typedLength } from './showRule.ts';
import { Fitting } from './trimSuffix.ts';

/** Lines of a draft. Beyond them only lines that are nearly certain are added, such as the rest of a licence header. */
const draftLines = 10;
const mostLines = 40;
const certainLine = 0.5;
/** Blank lines in a row. */
const mostBlanks = 2;
/** Of the whole draft. Chosen on packages held out of the corpus. */
const leastProbability = 0.001;
/** In UTF-16 code units. Longer lines are not written by hand. */
const longestLine = 200;

export interface DraftEnd {
  /** In UTF-16 code units of the decoded text. */
  readonly end: number;
  /** Whether more text could not move it. */
  readonly settled: boolean;
}

/**
 * The whole lines of a decoded text that are a draft. Depends on the text up to there alone, so decoding in pieces
 * changes nothing.
 */
export function draftEnd(decoded: DecodedText): DraftEnd {
  const { text, closed } = decoded;
  const bits = bitsByOffset(decoded);
  const known = new Set<string>();
  let end = 0;
  let blanks = 0;
  for (let lines = 0, start = 0; lines < mostLines && blanks <= mostBlanks; lines++) {
    const lineFeed = text.indexOf('\n', start);
    const lineEnd = lineFeed < 0 ? text.length : lineFeed;
    const [before, after] = [bits[start] ?? 0, bits[lineEnd] ?? Infinity];
    const isLikely = 2 ** -after >= leastProbability && (lines < draftLines || 2 ** (before - after) >= certainLine);
    const line = text.slice(start, lineEnd).trim();
    if (!isLikely || line.length > longestLine || loopStart(line) < line.length) break;
    if (lineFeed < 0 && !closed) return { end, settled: false };
    if (known.has(line)) break;
    if (line !== '') end = lineEnd;
    if (/[\p{L}\p{N}]/u.test(line)) known.add(line);
    blanks = line === '' ? blanks + 1 : 0;
    if (lineFeed < 0) break;
    start = lineFeed + 1;
  }
  return { end, settled: true };
}

/** The draft, trimmed against the text right of the cursor; undefined when nothing is left. */
export function chooseDraft(decoded: DecodedText, end: number, surroundings: Surroundings): ChosenText | undefined {
  const { requiredStart, calibration } = surroundings;
  const text = new Fitting(surroundings).longest(requiredStart + decoded.text.slice(0, end));
  if (text.length <= requiredStart.length) return undefined;
  const bits = bitsByOffset(decoded);
  const probabilityUpTo = (offset: number): number => {
    const within = Math.max(0, offset - requiredStart.length);
    const length = typedLength(decoded.text.slice(0, within), false);
    return calibrated(calibration, 2 ** -(bits[within] ?? Infinity), Math.max(1, length));
  };
  // Expected number of characters before the first wrong one.
  let value = 0;
  for (let offset = 1; offset <= text.length - requiredStart.length; offset++)
    value += 2 ** -(bits[offset] ?? Infinity);
  return { text, replaced: 0, probability: probabilityUpTo(text.length), value, probabilityUpTo };
}

/** −log₂ of the probability of the text up to each offset. */
function bitsByOffset({ ends, probabilities }: DecodedText): number[] {
  const result = [0];
  let bits = 0;
  for (const [index, end] of ends.entries()) {
    bits -= Math.log2(Math.max(probabilities[index], Number.MIN_VALUE));
    while (result.length <= end) result.push(bits);
  }
  return result;
}
