/**
 * Where a text may be cut: between tokens, never inside a word, an operator or a grapheme. Works on text and not on a
 * grammar, so it holds for every language and for prose.
 */
import { isHighSurrogate, isLowSurrogate } from '../../base/wtf8.ts';

/** Scripts without spaces, where every character may end an offer. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const identifier = /[\p{L}\p{N}_$]/u;
const operator = /[=<>!&|+\-*/%^~?:#@]/;

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
 * Whether an offer may end at `offset`. The rest of `text` matters: `foo` ends in `foo(`, not in `foobar`, and as a part
 * of a name in `fooBar` and `foo_bar`. At the end of the text the next character is unknown, so a word is not over.
 */
export function isNaturalStop(text: string, offset: number): boolean {
  const before = codePointBefore(text, offset);
  if (before === '' || /\s/.test(before) || before === '\\') return false;
  if (!isBetweenCharacters(text, offset)) return false;
  const after = codePointAt(text, offset);
  if (after === '') return !isWordCharacter(before) && !operator.test(before);
  if (isWordCharacter(before) && isWordCharacter(after)) return isHump(text, offset, before, after);
  // Between two tags there is a stop.
  return !(operator.test(before) && operator.test(after)) || (before === '>' && after === '<');
}

/** Between two parts of a name: `foo·Bar`, `foo_·bar`. */
function isHump(text: string, offset: number, before: string, after: string): boolean {
  if (before === '_') return after !== '_' && /[\p{L}\p{N}]/u.test(codePointBefore(text, offset - 1));
  return /\p{Lu}/u.test(after) && /[\p{Ll}\p{N}]/u.test(before);
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** Characters that never combine, and so begin a stretch that can be looked at alone. */
const plain =
  /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\x20-\x7e\s]/u;
/** Also of a row of flags: which halves belong together is told by where the row begins. */
const longestGrapheme = 400;
/** What a further character may belong to: joiners, a black flag with tags, half a flag. */
const unfinished =
  /(?:\u200D|\u{1F3F4}|\u{1F3F4}[\u{E0020}-\u{E007E}]+|(?:^|[^\u{1F1E6}-\u{1F1FF}])(?:[\u{1F1E6}-\u{1F1FF}]{2})*[\u{1F1E6}-\u{1F1FF}])$/u;

/** Whether `offset` is between two characters as people count them, never in a flag, a family or a surrogate pair. */
function isBetweenCharacters(text: string, offset: number): boolean {
  const after = text.charAt(offset);
  if (plain.test(text.charAt(offset - 1)) && (after === '' || plain.test(after))) return true;
  let start = offset - 1;
  while (start > 0 && offset - start < longestGrapheme && !plain.test(text.charAt(start))) start--;
  const stretch = text.slice(Math.max(0, start), offset + longestGrapheme);
  const at = offset - Math.max(0, start);
  if (isLowSurrogate(text.charCodeAt(offset)) && isHighSurrogate(text.charCodeAt(offset - 1))) return false;
  if (after === '') return !unfinished.test(stretch);
  return graphemes.segment(stretch).containing(at)?.index === at;
}

/** Characters as people count them, for each of the first n code units of a text, from n = 0 on. */
export function charactersByOffset(text: string): number[] {
  const result = [0];
  let count = 0;
  if (/^[\x20-\x7e\s]*$/.test(text)) {
    for (let offset = 0; offset < text.length; offset++) result.push(++count);
    return result;
  }
  for (const { segment } of graphemes.segment(text)) {
    count++;
    for (let unit = 0; unit < segment.length; unit++) result.push(count);
  }
  return result;
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
