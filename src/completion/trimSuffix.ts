/**
 * A model that has seen only the left side writes what stands on the right side already: the closing bracket the editor put
 * there, the next line. Here an offer is cut so that inserting it duplicates nothing; VS Code inserts at the cursor and
 * replaces nothing, so what does not fit in front of the rest of the line is not offered at all.
 */
import { isWordCharacter, codePointAt, codePointBefore, unmatchedBrackets } from './naturalStops.ts';

/** What editors put behind the cursor by themselves, and what may end a line after it. */
const closingOnly = /^[)\]}>'"`;,:\s]*$/;

/** The part of an offer that may be inserted; '' when nothing is left. */
export type Trimmer = (offer: string) => string;

/**
 * Trims offers that are to stand in front of `suffix`; both use line feeds only. `mayGuess`: the user asked, so an offer is kept in
 * the middle of a line even if it does not lead up to what follows.
 */
export function trimmerFor(suffix: string, mayGuess: boolean): Trimmer {
  const [lineRest = '', ...following] = suffix.split('\n');
  const rest = lineRest.trimEnd();
  const below = following.map((line) => line.trimEnd()).filter((line) => line !== '');
  const trim: Trimmer =
    rest === ''
      ? (offer) => trimFollowingLines(offer, below)
      : closingOnly.test(rest)
        ? (offer) => trimClosing(firstLine(offer), rest)
        : (offer) => trimMiddle(firstLine(offer), rest, mayGuess);
  return (offer) => {
    const trimmed = trim(offer);
    return trimmed.trim() === '' ? '' : trimmed;
  };
}

/** One offer trimmed against one suffix: see `trimmerFor`. */
export function trimSuffix(offer: string, suffix: string, mayGuess = false): string {
  return trimmerFor(suffix, mayGuess)(offer);
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end);
}

/** Cuts the offer where it comes to what stands below the cursor already. Blank lines do not count. */
function trimFollowingLines(offer: string, below: readonly string[]): string {
  if (below.length === 0) return offer;
  const lines = offer.split('\n');
  for (const [keep, line] of lines.entries()) {
    // The first line goes on from the cursor, so nothing is known of its indentation.
    const same = keep === 0 ? line.trim() === below[0]?.trim() : line.trimEnd() === below[0];
    if (line.trim() === '' || !same) continue;
    const rest = lines.slice(keep + 1).map((other) => other.trimEnd());
    const written = rest.filter((other) => other !== '');
    const goesOnAlike = written.slice(0, below.length - 1).every((other, index) => other === below[index + 1]);
    const closesTwice = unmatchedBrackets(lines.slice(0, keep + 1).join('\n')).closers !== '';
    if (goesOnAlike || closesTwice) return lines.slice(0, keep).join('\n').trimEnd();
  }
  return offer;
}

/** Longest end of `offer` that `rest` begins with (leading whitespace of `rest` may be missing in the offer). */
function overlapLength(offer: string, rest: string): number {
  for (const right of [rest, rest.trimStart()]) {
    for (let length = Math.min(offer.length, right.length); length > 0; length--) {
      if (right.startsWith(offer.slice(offer.length - length))) return length;
    }
  }
  return 0;
}

/** Right of the cursor stand only closing characters: what they close must not be closed by the offer as well. */
function trimClosing(offer: string, rest: string): string {
  const overlap = overlapLength(offer.trimEnd(), rest);
  const without = overlap > 0 ? offer.trimEnd().slice(0, -overlap) : offer;
  if (leavesBalanced(without, rest)) return without;
  return offer.slice(0, firstUnmatchedCloser(offer, rest.trimStart())).trimEnd();
}

/** Whether the line with the offer in front of `rest` has the same loose ends as with `rest` alone. */
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

/** Offset in `offer` of the first character that closes what the beginning of `rest` is there to close. */
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

/** Right of the cursor stands more of the line: only what leads up to it is offered. */
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
