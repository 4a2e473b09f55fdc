/**
 * Where a text may be cut: between tokens, never inside a word, an operator or a grapheme. Works on text and not on a
 * grammar, so it holds for every language and for prose.
 */
import { isHighSurrogate, isLowSurrogate } from '../../base/wtf8.ts';

/** Scripts without spaces, where every character may end an offer. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const identifier = /[\p{L}\p{N}_$]/u;
const mark = /[\p{M}\u200D\uFE0E\uFE0F]|[\u{1F3FB}-\u{1F3FF}]/u;
const operator = /[=<>!&|+\-*/%^~?:#@]/;
const zeroWidthJoiner = '\u200D';

/** The code point that ends at `offset`, '' at the start. */
export function codePointBefore(text: string, offset: number): string {
  const isPair = isLowSurrogate(text.charCodeAt(offset - 1)) && isHighSurrogate(text.charCodeAt(offset - 2));
  return isPair ? text.slice(offset - 2, offset) : text.charAt(offset - 1);
}

/** The code point that starts at `offset`, '' at the end. */
export function codePointAt(text: string, offset: number): string {
  const point = text.codePointAt(offset);
  return point === undefined ? '' : String.fromCodePoint(point);
}

/** Letters, digits, `_` and `$` of scripts with spaces. */
export function isWordCharacter(codePoint: string): boolean {
  return codePoint !== '' && identifier.test(codePoint) && !unspaced.test(codePoint);
}

/**
 * Whether an offer may end at `offset`. The rest of `text` matters: `foo` ends in `foo(`, not in `fooBar`. At the end
 * of the text the next character is unknown, so a word is not over.
 */
export function isNaturalStop(text: string, offset: number): boolean {
  const before = codePointBefore(text, offset);
  if (before === '' || /\s/.test(before) || before === '\\' || before === zeroWidthJoiner) return false;
  if (isHighSurrogate(text.charCodeAt(offset - 1)) && isLowSurrogate(text.charCodeAt(offset))) return false;
  const after = codePointAt(text, offset);
  if (after === '') return !isWordCharacter(before) && !operator.test(before);
  if (mark.test(after)) return false;
  if (isWordCharacter(before) && isWordCharacter(after)) return false;
  return !(operator.test(before) && operator.test(after));
}

const closerOf: Readonly<Record<string, string | undefined>> = { '(': ')', '[': ']', '{': '}' };

/** Brackets of `text` without a partner in it. */
export function unmatchedBrackets(text: string): { readonly closers: string; readonly openers: string } {
  const awaited: string[] = [];
  let openers = '';
  let closers = '';
  for (const character of text) {
    const closer = closerOf[character];
    if (closer !== undefined) {
      awaited.push(closer);
      openers += character;
    } else if (character === ')' || character === ']' || character === '}') {
      if (awaited.at(-1) === character) {
        awaited.pop();
        openers = openers.slice(0, -1);
      } else {
        closers += character;
      }
    }
  }
  return { closers, openers };
}
