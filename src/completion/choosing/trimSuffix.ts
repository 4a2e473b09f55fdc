/**
 * The model sees only the text before the cursor, so it may write what stands behind it already: a closing bracket, the
 * next line. An offer is cut so that it duplicates nothing. VS Code inserts and replaces nothing, so an offer must fit
 * before the rest of the line.
 */
import { isWordCharacter, codePointAt, codePointBefore, unmatchedBrackets } from './naturalStops.ts';

/** What editors insert behind the cursor, and what may end a line after it. */
const closingOnly = /^[)\]}>'"`;,:\s]*$/;

/** Returns the part of an offer that may be inserted; '' for none. */
export type Trimmer = (offer: string) => string;

/**
 * Trims offers in front of `suffix`; line feeds only. `mayGuess`: keeps an offer that does not lead up to the rest of
 * the line. `atLineStart`: only whitespace is left of the cursor.
 */
export function trimmerFor(suffix: string, mayGuess: boolean, atLineStart = false): Trimmer {
  const [lineRest = '', ...following] = suffix.split('\n');
  const rest = lineRest.trimEnd();
  const below = following.map((line) => line.trimEnd()).filter((line) => line !== '');
  const trim: Trimmer =
    rest === ''
      ? (offer) => trimFollowingLines(offer, below, atLineStart)
      : closingOnly.test(rest)
        ? (offer) => trimClosing(firstLine(offer), rest)
        : (offer) => trimMiddle(firstLine(offer), rest, mayGuess);
  return (offer) => {
    const trimmed = trim(offer);
    return trimmed.trim() === '' ? '' : trimmed;
  };
}

export function trimSuffix(offer: string, suffix: string, mayGuess = false, atLineStart = false): string {
  return trimmerFor(suffix, mayGuess, atLineStart)(offer);
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

/** Only closing characters follow: the offer must not close what they close. */
function trimClosing(offer: string, rest: string): string {
  const overlap = overlapLength(offer.trimEnd(), rest);
  const without = overlap > 0 ? offer.trimEnd().slice(0, -overlap) : offer;
  if (leavesBalanced(without, rest)) return without;
  return offer.slice(0, firstUnmatchedCloser(offer, rest.trimStart())).trimEnd();
}

/** Whether the offer adds no unmatched bracket or quote to `rest`. */
function leavesBalanced(offer: string, rest: string): boolean {
  const together = unmatchedBrackets(offer + rest);
  const alone = unmatchedBrackets(rest);
  if (together.closers !== alone.closers || together.openers !== alone.openers) return false;
  const quote = rest.trimStart().charAt(0);
  return !isQuote(quote) || countUnescaped(offer, quote) % 2 === 0;
}

function isQuote(character: string): boolean {
  return character === '"' || character === "'" || character === '`';
}

function countUnescaped(text: string, character: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === character) count++;
  }
  return count;
}

/** Offset of the first character that closes what the start of `rest` closes. */
function firstUnmatchedCloser(offer: string, rest: string): number {
  const quote = rest.charAt(0);
  let depth = 0;
  for (let index = 0; index < offer.length; index++) {
    const character = offer.charAt(index);
    if (character === '\\') index++;
    else if (isQuote(quote) && character === quote) return index;
    else if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character) && --depth < 0) return index;
  }
  return offer.length;
}

/** More of the line follows: only what leads up to it is offered. */
function trimMiddle(offer: string, rest: string, mayGuess: boolean): string {
  const overlap = overlapLength(offer, rest);
  const whole = offer.length - overlap;
  if (overlap > 0 && !isInsideWord(offer, whole)) return offer.slice(0, whole);
  const head = /^\s*(?:[\p{L}\p{N}_$]+|[^\p{L}\p{N}_$\s]+)/u.exec(rest)?.[0] ?? rest;
  for (let meeting = offer.indexOf(head); meeting >= 0; meeting = offer.indexOf(head, meeting + 1)) {
    if (!isInsideWord(offer, meeting) && !isInsideWord(offer, meeting + head.length)) return offer.slice(0, meeting);
  }
  return mayGuess && overlap === 0 && !isInsideWord(offer + rest, offer.length) ? offer : '';
}

function isInsideWord(text: string, offset: number): boolean {
  return isWordCharacter(codePointBefore(text, offset)) && isWordCharacter(codePointAt(text, offset));
}
