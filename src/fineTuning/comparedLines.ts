/**
 * Lines that show what a model has learnt, at places where both models were asked with the same prefix. Lines that only
 * the new model gets right come first, so they show the kind of difference and not its size; keystrokes saved show the
 * size.
 */
import { endsInsideCodePoint } from '../completion/reading/documentText.ts';
import type { ReplayFile } from '../replay/replaySystem.ts';
import type { ComparedLine } from './fineTuneReport.ts';

/** Offers by UTF-16 offset; empty for no offer. */
type OffersByOffset = ReadonlyMap<number, string>;

export interface TypedSample {
  readonly file: ReplayFile;
  readonly before: OffersByOffset;
  readonly after: OffersByOffset;
}

/** In the order in which lines are shown. */
const ranks = ['onlyAfterIsRight', 'different', 'same'] as const;

interface Candidate {
  readonly line: ComparedLine;
  readonly lineStart: number;
  readonly rank: (typeof ranks)[number];
  /** Right characters of the new model's offer minus those of the old one's. */
  readonly gain: number;
}

/** Typed characters after the indentation before a reader sees what the line is. */
const fewestTyped = 2;
const fewestLeft = 2;

/** At most `maximum` lines, of as many files as possible; none without an offer of either model. */
export function comparedLines(samples: readonly TypedSample[], maximum: number): readonly ComparedLine[] {
  const ofFiles = samples.map((sample) => linesOf(sample).sort(byWorth));
  const known = new Set<string>();
  return ofFiles
    .flatMap((candidates) => candidates.map((candidate, index) => ({ ...candidate, isFirst: index === 0 })))
    .sort((a, b) => sharedLast(a, b) || Number(b.isFirst) - Number(a.isFirst) || byWorth(a, b))
    .filter(({ line }) => {
      const whole = line.typed + line.truth;
      return !known.has(whole) && known.add(whole);
    })
    .slice(0, maximum)
    .map(({ line }) => line);
}

/** A second line of a file comes before a line on which the models agree. */
function sharedLast(a: Candidate, b: Candidate): number {
  return Number(a.rank === 'same') - Number(b.rank === 'same');
}

function byWorth(a: Candidate, b: Candidate): number {
  return compareRanks(a, b) || b.gain - a.gain;
}

function compareRanks(a: Candidate, b: Candidate): number {
  return ranks.indexOf(a.rank) - ranks.indexOf(b.rank);
}

/** One place per line: the first with the best rank. */
function linesOf(sample: TypedSample): Candidate[] {
  const lines = new Map<number, Candidate>();
  const offsets = [...sample.before.keys()].filter((offset) => sample.after.has(offset)).sort((a, b) => a - b);
  for (const offset of offsets) {
    const candidate = candidateAt(sample, offset);
    if (candidate === undefined) continue;
    const best = lines.get(candidate.lineStart);
    if (best === undefined || compareRanks(candidate, best) < 0) lines.set(candidate.lineStart, candidate);
  }
  return [...lines.values()];
}

function candidateAt({ file, ...offers }: TypedSample, offset: number): Candidate | undefined {
  const { path, text } = file;
  const before = offers.before.get(offset) ?? '';
  const after = offers.after.get(offset) ?? '';
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = text.indexOf('\n', offset);
  const typed = text.slice(lineStart, offset);
  const truth = text.slice(offset, lineEnd < 0 ? text.length : lineEnd);
  if ((before === '' && after === '') || endsInsideCodePoint(typed)) return undefined;
  if (typed.trimStart().length < fewestTyped || truth.trim().length < fewestLeft) return undefined;
  const rightLength = (offer: string): number => (text.startsWith(offer, offset) ? offer.length : 0);
  const [beforeRight, afterRight] = [rightLength(before), rightLength(after)];
  const isLearnt = afterRight > 0 && beforeRight === 0;
  return {
    line: { path, typed, truth, before, after },
    lineStart,
    rank: isLearnt ? 'onlyAfterIsRight' : before === after ? 'same' : 'different',
    gain: afterRight - beforeRight,
  };
}
