/**
 * The model sees only the text before the cursor, so it may write what stands behind it already: a closing bracket, the
 * next line. An offer is cut so that it duplicates nothing, and ends only where the text is in balance and no two words
 * become one.
 */
import { Balance, type NestingMemory } from './balance.ts';
import { isNaturalStop, isWordCharacter, codePointAt, codePointBefore, unmatchedBrackets } from './naturalStops.ts';

/** A text with a cursor; line feeds only. */
export interface Place {
  readonly prefix: string;
  readonly suffix: string;
  readonly languageId: string;
  /** Of the document; without one the text above is read for each place. */
  readonly nestings?: NestingMemory | undefined;
}

/** What may be inserted at a place. */
export class Fitting {
  readonly #rest: string;
  readonly #below: readonly string[];
  readonly #atLineStart: boolean;
  #balance: Balance | undefined;

  constructor(private readonly place: Place) {
    const [lineRest = '', ...following] = place.suffix.split('\n');
    this.#rest = lineRest.trimEnd();
    this.#below = following.map((line) => line.trimEnd()).filter((line) => line !== '');
    this.#atLineStart = place.prefix.slice(place.prefix.lastIndexOf('\n') + 1).trim() === '';
  }

  /** Whether an offer may end at an offset of `text`: at a natural stop, or behind a space where a word follows. */
  mayEnd(text: string, offset: number): boolean {
    if (isNaturalStop(text, offset)) return true;
    const isBehindSpace = text.charAt(offset - 1) === ' ' && /\S/.test(text.charAt(offset - 2));
    return isBehindSpace && isWordCharacter(codePointAt(this.#rest, 0));
  }

  /** The part of an offer that stands nowhere yet; '' for none. */
  trim(offer: string): string {
    const trimmed =
      this.#rest === '' ? trimFollowingLines(offer, this.#below, this.#atLineStart) : trimLine(offer, this.#rest);
    return trimmed.trim() === '' ? '' : trimmed;
  }

  /** Whether the text is sound with a trimmed offer: no word, operator or bracket is doubled or left half. */
  keeps(offer: string): boolean {
    if (this.#rest !== '' && (isInsideWord(offer + this.#rest, offer.length) || isDoubled(offer, this.#rest)))
      return false;
    return this.#balanced.keeps(offer);
  }

  get #balanced(): Balance {
    this.#balance ??= new Balance(this.place.prefix, this.place.suffix, this.place.languageId, this.place.nestings);
    return this.#balance;
  }

  /**
   * Length of the rest of the line that an offer takes in: closing characters that it goes on behind. 0 where it cannot.
   * VS Code shows an offer in place of text that is a subsequence of it.
   */
  takenIn(offer: string): number {
    const rest = this.#rest;
    if (rest === '' || rest.length > longestTakenIn || !closing.test(rest)) return 0;
    if (offer.includes('\n') || offer.endsWith(rest)) return 0;
    return isSubsequence(rest, offer) && this.#balanced.keeps(offer, rest.length) ? rest.length : 0;
  }

  /** The same of an offer that is chosen: 0 where it stands before the rest of the line. */
  replacedBy(offer: string): number {
    return closing.test(this.#rest) && !this.keeps(offer) ? this.takenIn(offer) : 0;
  }

  /** As much of an offer as may be inserted; '' for none. */
  longest(offer: string): string {
    const whole = this.trim(offer);
    for (let end = whole.length; end > 0; end--) {
      if (end < whole.length && !this.mayEnd(offer, end)) continue;
      const candidate = whole.slice(0, end);
      if (candidate.trim() !== '' && this.trim(candidate) === candidate && this.keeps(candidate)) return candidate;
    }
    return '';
  }
}

/** Closing characters that an offer may take in, and how many. */
const closing = /^[)\]}>'"`;]+$/;
const longestTakenIn = 12;

function isSubsequence(part: string, whole: string): boolean {
  let at = -1;
  return Array.from(part).every((character) => (at = whole.indexOf(character, at + 1)) >= 0);
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end);
}

/**
 * Cuts an offer where it comes to the text below the cursor: to the next line, even to its beginning, or to several
 * lines further below. Blank lines do not count.
 */
function trimFollowingLines(offer: string, below: readonly string[], atLineStart: boolean): string {
  if (below.length === 0) return offer;
  const whole = offer.split('\n');
  const lines = whole.map((line) => line.trimEnd());
  for (const [keep, line] of lines.entries()) {
    if (line === '' || (keep === 0 && line.trim() === '')) continue;
    const written = lines.slice(keep).filter((other) => other !== '');
    // The first line may lack its indentation, and unless the cursor is at the line start, it is only the end of a
    // line.
    const existing = keep === 0 ? [below[0]?.trimStart() ?? '', ...below.slice(1)] : below;
    const first = keep === 0 ? line.trimStart() : line;
    const isCut = leadsInto([first, ...written.slice(1)], existing, keep > 0 || atLineStart);
    const closesTwice = first === existing[0] && unmatchedBrackets(whole.slice(0, keep + 1).join('\n')).closers !== '';
    if (isCut || closesTwice || (keep > 0 && isFurtherBelow(written, below)))
      return whole.slice(0, keep).join('\n').trimEnd();
  }
  return offer;
}

/** Whether the lines are those below, as far as they go. `mayBreakOff`: the last one may be a beginning. */
function leadsInto(lines: readonly string[], existing: readonly string[], mayBreakOff: boolean): boolean {
  return lines.slice(0, existing.length).every((line, index) => {
    const isLast = index === lines.length - 1;
    return isLast && mayBreakOff ? existing[index].startsWith(line) : line === existing[index];
  });
}

/** Lines that are compared: repetitions of more distant lines are rarely meant. */
const furthestBelow = 20;
/** A single line may well repeat, and so may two short ones that close something. */
const fewestRepeated = 2;
const shortestRepeated = 12;

function isFurtherBelow(lines: readonly string[], below: readonly string[]): boolean {
  if (lines.length < fewestRepeated || lines.join('').replace(/\s/g, '').length < shortestRepeated) return false;
  return below.slice(1, 1 + furthestBelow).some((_, index) => {
    const existing = below.slice(1 + index);
    return existing.length >= lines.length && leadsInto(lines, existing, true);
  });
}

/** Longest end of `offer` that `rest` begins with; its leading whitespace may be missing. */
function overlapLength(offer: string, rest: string): number {
  for (const right of [rest, rest.trimStart()]) {
    for (let length = Math.min(offer.length, right.length); length > 0; length--) {
      if (right.startsWith(offer.slice(offer.length - length))) return length;
    }
  }
  return 0;
}

/** Whether an offer ends with what the rest of the line begins with. Of brackets and quotes balance decides. */
function isDoubled(offer: string, rest: string): boolean {
  const length = overlapLength(offer, rest);
  return length > 0 && !/^[()[\]{}<>"'`\s]*$/.test(offer.slice(-length));
}

const tokenAhead = /\s*([\p{L}\p{N}_$]+|[^\p{L}\p{N}_$\s])/uy;
/** Signs that come again and again. */
const common = /^[,;.:)\]}[{<>"'`]$/;

/** More of the line follows: an offer ends where it comes to that. */
function trimLine(offer: string, rest: string): string {
  const line = firstLine(offer);
  let depth = 0;
  for (let at = 0; at < line.length; at++) {
    if (meets(line, at, rest, depth > 0)) return line.slice(0, at);
    if ('([{'.includes(line.charAt(at))) depth++;
    if (')]}'.includes(line.charAt(at))) depth--;
  }
  return line;
}

/**
 * Whether `line` goes on from `at` as the rest of the line begins: with one token, at once with two if it is common.
 * In brackets common signs mean nothing.
 */
function meets(line: string, at: number, rest: string, isInBrackets: boolean): boolean {
  if (isInsideWord(line, at)) return false;
  const [ours, ourEnd] = tokenFrom(line, at);
  const [theirs, theirEnd] = tokenFrom(rest, 0);
  if (ours === '' || ours !== theirs || (/\s/.test(line.charAt(at)) && !/^\s/.test(rest))) return false;
  if (!common.test(ours)) return true;
  if (isInBrackets || /[)\]}"'`<>]/.test(ours)) return false;
  const second = tokenFrom(line, ourEnd)[0];
  return at > 0 || second === '' || second === tokenFrom(rest, theirEnd)[0];
}

function tokenFrom(text: string, at: number): readonly [string, number] {
  tokenAhead.lastIndex = at;
  const found = tokenAhead.exec(text)?.[1] ?? '';
  return [found, tokenAhead.lastIndex];
}

function isInsideWord(text: string, offset: number): boolean {
  return isWordCharacter(codePointBefore(text, offset)) && isWordCharacter(codePointAt(text, offset));
}
