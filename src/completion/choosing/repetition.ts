/**
 * Small recurrent networks fall into loops. A loop is easy to see in the text, so it is cut off here, whatever its
 * probability.
 */

import { columnOf, declaredAround, declaredBy } from './declarations.ts';

/** Longest repeated unit, in UTF-16 code units. */
const longestUnit = 24;
/** Text before the cursor that is looked at, in UTF-16 code units. */
const longestTail = 8_000;
/** Characters that people repeat: rulers in comments, tables, headings. */
const ruler = /^[-=*#~_./+|: \t]+$/;

function isLoop(unit: string, repetitions: number): boolean {
  if (/^\s*$/.test(unit)) return false;
  if (ruler.test(unit)) return unit.length * repetitions > 80;
  return repetitions >= 4 && unit.length * repetitions >= 6;
}

/**
 * Where the first loop of `text` repeats its first unit; the length of `text` without a loop. Only loops that go on
 * behind the first `typed` characters count.
 */
export function loopStart(text: string, typed = 0): number {
  let first = text.length;
  for (let size = 1; size <= longestUnit; size++) {
    // n characters that equal the one `size` further on make n + size characters of period `size`.
    let start = 0;
    for (let at = 0; at + size <= text.length && start + size < first; at++) {
      if (text.charCodeAt(at) === text.charCodeAt(at + size)) continue;
      const repetitions = Math.floor((at - start + size) / size);
      if (repetitions > 1 && at + size > typed && isLoop(text.slice(start, start + size), repetitions))
        first = Math.min(first, start + size);
      start = at + 1;
    }
  }
  return first;
}

/** The same for a text that goes on with what was typed: repetitions in both count together. */
function loopAcross(typed: string, text: string): number {
  const line = typed.slice(Math.max(typed.lastIndexOf('\n') + 1, typed.length - longestUnit * 4));
  return Math.max(0, loopStart(line + text, line.length) - line.length);
}

/** Lines that are compared in each direction. */
const furthest = 200;

/**
 * Length of `text` between `prefix` and `suffix` without repetition: up to a loop, to a line that comes a third time in
 * a row (blank lines aside), or to one with a key, import or declaration that stands there.
 */
export function repetitionLimit(prefix: string, text: string, suffix = '', languageId = 'plaintext'): number {
  const tail = prefix.slice(-longestTail);
  const above = tail.split('\n');
  const typed = above.pop() ?? '';
  const below = suffix.split('\n', furthest + 1).slice(1);
  const counted = above
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(-2);
  const limit = Math.min(loopStart(text), loopAcross(tail, text));
  let offset = 0;
  for (const [index, line] of text.split('\n').entries()) {
    if (offset > limit) break;
    const known = index === 0 ? typed : '';
    const whole = (known + line).trim();
    const isThird = isWorthCounting(whole) && counted.length === 2 && counted.every((other) => other === whole);
    if (isThird || declaresAgain(known, known + line, above, below, languageId))
      return Math.min(limit, Math.max(0, offset - 1));
    if (whole !== '') counted.push(whole);
    if (counted.length > 2) counted.shift();
    above.push(known + line);
    offset += line.length + 1;
  }
  return limit;
}

/** Whether a line declares what another line of its block does, and not already as far as it is typed. */
function declaresAgain(
  typed: string,
  line: string,
  above: readonly string[],
  below: readonly string[],
  languageId: string,
): boolean {
  const declared = declaredBy(line, languageId);
  if (declared === undefined || declared === declaredBy(typed, languageId)) return false;
  if (line.trimStart().startsWith('- ')) return false;
  // Definitions with decorators come in groups of one name: a property and its setter.
  if (above.at(-1)?.trimStart().startsWith('@') === true) return false;
  return declaredAround(above, below, columnOf(line), languageId).has(declared);
}

/** Lines of brackets and punctuation do come in a row: `}`, `]`, `);`. */
function isWorthCounting(line: string): boolean {
  return /[\p{L}\p{N}]/u.test(line);
}
