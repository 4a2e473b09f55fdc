/**
 * How much of a decoded text to show, or nothing. Accepting L characters that are right saves L − 1 keystrokes; an offer that
 * is wrong costs c of them (a glance, and the IntelliSense it hides). So an offer is worth P·(L − 1) − (1 − P)·c keystrokes,
 * the prefix worth most is shown, and silence when none is worth anything.
 */
import { calibrated, type Calibration, modelProbability } from './calibration.ts';
import type { Eagerness } from './request.ts';
import { isNaturalStop } from './naturalStops.ts';
import { repetitionLimit } from './repetition.ts';
import { trimmerFor } from './trimSuffix.ts';

export interface ShowRule {
  /** Cost c of a wrong offer, in keystrokes. */
  readonly cost: number;
  /** Further lines are shown only as long as everything up to there is at least this likely. */
  readonly multiLineProbability: number;
  /** An offer has to be worth more than this, in keystrokes. */
  readonly leastValue: number;
  /** Asked for by the user: offered in the middle of a line as well, without leading up to what follows. */
  readonly mayGuess: boolean;
}

/** Costs chosen on held-out packages of the corpus, never on the projects that replay reports on. */
export const showRules: Readonly<Record<Eagerness, ShowRule>> = {
  quiet: { cost: 4, multiLineProbability: 0.7, leastValue: 0, mayGuess: false },
  balanced: { cost: 1.5, multiLineProbability: 0.5, leastValue: 0, mayGuess: false },
  eager: { cost: 0.5, multiLineProbability: 0.35, leastValue: 0, mayGuess: false },
};

/** For requests made by a command: the best there is, even when it is unlikely. */
export const explicitRule: ShowRule = { cost: 0.5, multiLineProbability: 0.35, leastValue: -Infinity, mayGuess: true };

/** What a model wrote: one entry of `ends` and `probabilities` a token. */
export interface DecodedText {
  readonly text: string;
  /** Length of the text after each token, in UTF-16 code units; tokens inside a code point leave it as it was. */
  readonly ends: readonly number[];
  /** Probability of each token given everything before it. */
  readonly probabilities: readonly number[];
  /** Whether nothing can follow the last token. */
  readonly closed: boolean;
}

/** Where an offer is to stand, and how long it may be. */
export interface Surroundings {
  /** Text before the cursor, line feeds only. */
  readonly prefix: string;
  /** Text after the cursor, line feeds only. */
  readonly suffix: string;
  /** What every offer begins with; the decoded text goes on behind it. */
  readonly requiredStart: string;
  /** In UTF-16 code units, the required start included. */
  readonly maximumLength: number;
  /** From the model's probabilities to those of being right. */
  readonly calibration: Calibration;
}

export interface ChosenText {
  readonly text: string;
  readonly probability: number;
  /** Expected saving, in keystrokes. */
  readonly value: number;
  /** Probability that everything up to an offset of the text is right. */
  readonly probabilityUpTo: (offset: number) => number;
}

/** Expected saving of showing `length` typed characters that are right with this probability, in keystrokes. */
export function expectedSaving(probability: number, length: number, cost: number): number {
  return probability * (length - 1) - (1 - probability) * cost;
}

/** Keystrokes that typing `text` takes: the whitespace after a line break counts as one, since editors indent. */
export function typedLength(text: string, inIndentation: boolean): number {
  const withoutIndentation = text.replace(/(\n)[ \t]+/g, '$1 ');
  const units = inIndentation ? withoutIndentation.replace(/^[ \t]+/, ' ') : withoutIndentation;
  return Array.from(units).length;
}

/** The model's probability below which even the longest offer would be worth nothing. */
export function leastUsefulProbability(rule: ShowRule, maximumLength: number, calibration: Calibration): number {
  const length = Math.max(2, maximumLength);
  return modelProbability(calibration, rule.cost / (length - 1 + rule.cost), length);
}

/**
 * How many tokens of a decoded text are worth looking at, and whether that is settled or more has to be decoded. Depends on the
 * tokens alone, never on how many of them happen to be decoded already, so that a cache changes no answer.
 */
export function horizon(
  decoded: DecodedText,
  rule: ShowRule,
  surroundings: Pick<Surroundings, 'maximumLength' | 'requiredStart' | 'calibration'>,
): { readonly tokens: number; readonly settled: boolean } {
  const room = surroundings.maximumLength - surroundings.requiredStart.length;
  const least = leastUsefulProbability(rule, room, surroundings.calibration);
  let probability = 1;
  let lines = 1;
  for (const [index, end] of decoded.ends.entries()) {
    probability *= decoded.probabilities[index] ?? 0;
    if (end > room || probability < least) return { tokens: index, settled: true };
    const start = index === 0 ? 0 : (decoded.ends[index - 1] ?? 0);
    // Who asks at the end of a line asks for the next one.
    const isFree = rule.mayGuess && start === 0;
    if (end > start && !isFree && decoded.text.charAt(start) === '\n') lines++;
    const believed = (): number => believedProbability(surroundings.calibration, probability, decoded.text, end, false);
    if (lines > 1 && believed() < rule.multiLineProbability) return { tokens: index, settled: true };
  }
  return { tokens: decoded.ends.length, settled: decoded.closed };
}

/**
 * The prefix of a decoded text that is worth most, trimmed against what stands right of the cursor; undefined for silence.
 * `atLeast`: text that is on show already; only it and its extensions are looked at.
 */
export function chooseOffer(
  decoded: DecodedText,
  tokens: number,
  rule: ShowRule,
  surroundings: Surroundings,
  atLeast = '',
): ChosenText | undefined {
  const { prefix, suffix, requiredStart, calibration } = surroundings;
  const length = tokens === 0 ? 0 : (decoded.ends[tokens - 1] ?? 0);
  // One token beyond the horizon tells whether a word ends there; more may be decoded, but must not matter.
  const known = decoded.text.slice(0, decoded.ends[tokens] ?? decoded.text.length);
  const limit = Math.min(length, repetitionLimit(prefix + requiredStart, known));
  const probabilities = probabilityByOffset(decoded, tokens);
  const inIndentation = isInIndentation(prefix + requiredStart);
  const probabilityUpTo = (offset: number): number => {
    const within = Math.max(0, offset - requiredStart.length);
    return believedProbability(calibration, probabilities[within] ?? 0, known, within, inIndentation);
  };
  const trim = trimmerFor(suffix, rule.mayGuess);
  let best: ChosenText | undefined;
  let previous = '';
  for (let offset = 1; offset <= limit; offset++) {
    if (!isNaturalStop(known, offset)) continue;
    const candidate = known.slice(0, offset);
    if (candidate.includes('\n', 1) && !isEndOfLine(known, offset)) continue;
    const text = trim(requiredStart + candidate);
    if (text === previous || text.length <= requiredStart.length || !text.startsWith(atLeast)) continue;
    previous = text;
    const probability = probabilityUpTo(text.length);
    const saved = text.slice(requiredStart.length);
    const value = expectedSaving(probability, typedLength(saved, inIndentation), rule.cost);
    if (value > Math.max(rule.leastValue, best?.value ?? -Infinity))
      best = { text, probability, value, probabilityUpTo };
  }
  return best;
}

/** Probability that the first `end` code units of a text are right, which the model gives `probability`. */
function believedProbability(
  calibration: Calibration,
  probability: number,
  text: string,
  end: number,
  inIndentation: boolean,
): number {
  return calibrated(calibration, probability, Math.max(1, typedLength(text.slice(0, end), inIndentation)));
}

/** Whether the text ends at the start of a line or in its leading whitespace. */
export function isInIndentation(text: string): boolean {
  return text.slice(text.lastIndexOf('\n') + 1).trimStart() === '';
}

/** Offers that go beyond a line end where a line does. */
function isEndOfLine(text: string, offset: number): boolean {
  return offset === text.length || text.charAt(offset) === '\n';
}

/** Probability that everything up to an offset is right, for each offset of the text that the first `tokens` tokens make. */
function probabilityByOffset(decoded: DecodedText, tokens: number): number[] {
  const result = [1];
  let product = 1;
  for (let index = 0; index < tokens; index++) {
    product *= decoded.probabilities[index] ?? 0;
    const end = decoded.ends[index] ?? 0;
    while (result.length <= end) result.push(product);
  }
  return result;
}
