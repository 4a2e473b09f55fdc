/**
 * How much of a decoded text to show, or nothing. A right offer of L characters saves L − 1 keystrokes; a wrong one
 * costs c (a glance, and the hidden IntelliSense). So an offer is worth P·(L − 1) − (1 − P)·c, and what follows it as
 * well. The engine shows what is worth most, unless waiting is worth more.
 */
import type { NestingMemory } from './balance.ts';
import { calibrated, type Calibration, modelProbability } from './calibration.ts';
import { charactersByOffset } from './naturalStops.ts';
import { type Choice, expectedSaving, mostValuable, planned, type Prospect } from './offerPlan.ts';
import { repetitionLimit } from './repetition.ts';
import type { Eagerness } from '../request.ts';
import { Fitting } from './trimSuffix.ts';

export interface ShowRule {
  /** Keystrokes that a wrong offer costs. */
  readonly cost: number;
  /** Least probability of an offer of several lines. */
  readonly multiLineProbability: number;
  /** An offer has to be worth more keystrokes than this. */
  readonly leastValue: number;
  /** Keystrokes that any offer costs: it has to be read. */
  readonly price: number;
  /** Explicit request: the best offer comes at once, however unlikely and short. */
  readonly mayGuess: boolean;
}

/** Chosen on held-out packages of the corpus, never on the projects of the replay. */
export const showRules: Readonly<Record<Eagerness, ShowRule>> = {
  quiet: { cost: 7, multiLineProbability: 0.7, leastValue: 0, price: 0.8, mayGuess: false },
  balanced: { cost: 2.75, multiLineProbability: 0.5, leastValue: 0, price: 0.6, mayGuess: false },
  eager: { cost: 1.25, multiLineProbability: 0.35, leastValue: 0, price: 0.3, mayGuess: false },
};

/** The best there is, even when it is unlikely. */
export const explicitRule: ShowRule = {
  cost: 0.5,
  multiLineProbability: 0.35,
  leastValue: -Infinity,
  price: 0,
  mayGuess: true,
};

/** What a model wrote; one entry of `ends` and `probabilities` for each token. */
export interface DecodedText {
  readonly text: string;
  /** Length of the text after each token, in UTF-16 code units. */
  readonly ends: readonly number[];
  /** Probability of each token given everything before it. */
  readonly probabilities: readonly number[];
  /** Whether no token can follow. */
  readonly closed: boolean;
}

/** Where an offer stands, and how long it may be. Line feeds only. */
export interface Surroundings {
  /** Text before the cursor. */
  readonly prefix: string;
  /** Text after the cursor. */
  readonly suffix: string;
  /** Start of every offer; the decoded text follows it. */
  readonly requiredStart: string;
  /** In UTF-16 code units, with the required start. */
  readonly maximumLength: number;
  /** Of an offer that nobody asked for, in characters. */
  readonly minimumLength: number;
  /** VS Code language id. */
  readonly languageId: string;
  /** Of the document, so that the lines above are not read again. */
  readonly nestings?: NestingMemory | undefined;
  readonly calibration: Calibration;
}

export interface ChosenText {
  readonly text: string;
  /** Characters behind the cursor that the text takes in. */
  readonly replaced: number;
  readonly probability: number;
  /** Expected saving in keystrokes. */
  readonly value: number;
  /** Probability that the text is right up to an offset. */
  readonly probabilityUpTo: (offset: number) => number;
}

/** Keystrokes to type `text`. Whitespace after a line break counts as one, since editors indent. */
export function typedLength(text: string, inIndentation: boolean): number {
  return keystrokesByOffset(text, inIndentation).at(-1) ?? 0;
}

/** The same for the first n code units of a text, from n = 0 on. */
function keystrokesByOffset(text: string, inIndentation: boolean): number[] {
  const result = [0];
  let count = 0;
  let indents = inIndentation;
  let counted = false;
  const characters = charactersByOffset(text);
  for (let offset = 0; offset < text.length; offset++) {
    const character = text.charAt(offset);
    if (indents && (character === ' ' || character === '\t')) {
      if (!counted) count++;
      counted = true;
    } else {
      count += characters[offset + 1] - characters[offset];
      indents = character === '\n';
      counted = false;
    }
    result.push(count);
  }
  return result;
}

/** The model's probability below which even the longest offer is worth nothing. */
export function leastUsefulProbability(rule: ShowRule, maximumLength: number, calibration: Calibration): number {
  const length = Math.max(2, maximumLength);
  return modelProbability(calibration, Math.min(1, (rule.cost + rule.price) / (length - 1 + rule.cost)), length);
}

/**
 * How many tokens are worth looking at, and whether that is settled or more has to be decoded. Depends on the tokens
 * alone and not on how many are decoded, so that a cache changes no answer.
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
    probability *= decoded.probabilities[index];
    if (end > room || probability < least) return { tokens: index, settled: true };
    const start = index === 0 ? 0 : decoded.ends[index - 1];
    // At the end of a line, an explicit request is for the next line.
    const isFree = rule.mayGuess && start === 0;
    if (end > start && !isFree && decoded.text.charAt(start) === '\n') lines++;
    if (lines === 1) continue;
    const believed = calibrated(surroundings.calibration, probability, typedLength(decoded.text.slice(0, end), false));
    if (believed < rule.multiLineProbability) return { tokens: index, settled: true };
  }
  return { tokens: decoded.ends.length, settled: decoded.closed };
}

/** The part of a decoded text to show; undefined for none. `atLeast`: the shown text, start of the offer. */
export function chooseOffer(
  decoded: DecodedText,
  tokens: number,
  rule: ShowRule,
  surroundings: Surroundings,
  atLeast = '',
): ChosenText | undefined {
  const { prefix, requiredStart, calibration } = surroundings;
  const whole = requiredStart + decoded.text;
  const stops = stopsOf(decoded, tokens, surroundings).filter((stop) =>
    whole.slice(0, requiredStart.length + stop).startsWith(atLeast),
  );
  const inIndentation = isInIndentation(prefix + requiredStart);
  const prospect = prospectOf(decoded, tokens, calibration, inIndentation);
  // An explicit request, or one with a shown offer, does not wait.
  const chosen =
    rule.mayGuess || atLeast !== ''
      ? worthMost(prospect, stops, rule)
      : planned(prospect, stops, rule, surroundings.minimumLength);
  if (chosen === undefined) return undefined;
  const probabilityUpTo = (offset: number): number => {
    const within = Math.max(0, offset - requiredStart.length);
    return prospect.right[within] ?? 0;
  };
  const text = whole.slice(0, requiredStart.length + chosen.stop);
  const replaced = new Fitting(surroundings).replacedBy(text);
  return { text, replaced, probability: probabilityUpTo(text.length), value: chosen.value, probabilityUpTo };
}

/** The stop that is worth most, without what could be shown after it. */
function worthMost(
  { right, keystrokes }: Prospect,
  stops: readonly number[],
  { cost, price, leastValue }: ShowRule,
): Choice | undefined {
  const best = mostValuable(stops, 0, (stop) => expectedSaving(right[stop], keystrokes[stop], cost) - price);
  return best !== undefined && best.value > leastValue ? best : undefined;
}

/** Possible ends of an offer, in code units of the first `tokens` tokens, ascending. */
export function stopsOf(
  decoded: DecodedText,
  tokens: number,
  {
    prefix,
    suffix,
    requiredStart,
    languageId,
    nestings,
  }: Omit<Surroundings, 'maximumLength' | 'minimumLength' | 'calibration'>,
): readonly number[] {
  const length = tokens === 0 ? 0 : decoded.ends[tokens - 1];
  // One token beyond the horizon tells whether a word ends there. Later ones must not matter.
  const known = decoded.text.slice(0, decoded.ends[tokens] ?? decoded.text.length);
  const limit = Math.min(length, repetitionLimit(prefix + requiredStart, known, suffix, languageId));
  const fitting = new Fitting({ prefix, suffix, languageId, nestings });
  const before = (prefix + requiredStart).slice(-longestBefore);
  const inWhole = before + known;
  const stops = new Set<number>();
  for (let offset = 1; offset <= limit; offset++) {
    if (!fitting.mayEnd(inWhole, before.length + offset)) continue;
    const candidate = known.slice(0, offset);
    if (candidate.includes('\n', 1) && !isEndOfLine(known, offset)) continue;
    const offer = fitting.trim(requiredStart + candidate);
    const end = offer.length - requiredStart.length;
    if (end > 0 && !stops.has(end) && !closedByEditor.test(offer) && fitting.keeps(offer)) stops.add(end);
    // What goes on behind the closing characters of the line, to its end.
    const isWholeLine = requiredStart === '' && isEndOfLine(known, offset) && (offset < known.length || decoded.closed);
    if (isWholeLine && !stops.has(offset) && fitting.takenIn(candidate) > 0) stops.add(offset);
  }
  return [...stops].sort((a, b) => a - b);
}

/** Text before the cursor that a character can reach into. */
const longestBefore = 400;
/** What editors insert by themselves. */
const closedByEditor = /^\s*(?:[()[\]{}"'`]+\s*)?$/;

/** The calibrated probabilities of the text of the first `tokens` tokens. */
export function prospectOf(
  decoded: DecodedText,
  tokens: number,
  calibration: Calibration,
  inIndentation: boolean,
): Prospect {
  const right = probabilityByOffset(decoded, tokens);
  const keystrokes = keystrokesByOffset(decoded.text.slice(0, right.length - 1), inIndentation);
  for (let offset = 1; offset < right.length; offset++) {
    const believed = calibrated(calibration, right[offset], Math.max(1, keystrokes[offset]));
    // Calibration must not make a longer text likelier.
    right[offset] = Math.min(believed, right[offset - 1]);
  }
  return { right, keystrokes };
}

/** Whether the text ends at the start of a line or in its leading whitespace. */
export function isInIndentation(text: string): boolean {
  return text.slice(text.lastIndexOf('\n') + 1).trimStart() === '';
}

function isEndOfLine(text: string, offset: number): boolean {
  return offset === text.length || text.charAt(offset) === '\n';
}

/** The model's probability that the text of the first `tokens` tokens is right, up to each offset. */
function probabilityByOffset(decoded: DecodedText, tokens: number): number[] {
  const result = [1];
  let product = 1;
  for (let index = 0; index < tokens; index++) {
    product *= decoded.probabilities[index];
    const end = decoded.ends[index];
    while (result.length <= end) result.push(product);
  }
  return result;
}
