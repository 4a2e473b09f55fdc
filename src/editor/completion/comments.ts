/**
 * Whether a position lies in a comment, by a scan of the text before it. A heuristic: it knows comment marks and string
 * delimiters, but no grammar. It is only asked when the user wants no completions in comments.
 */
import type { Language } from '../../base/languages.ts';

type CommentSyntax = Pick<Language, 'lineComment' | 'blockComment' | 'stringDelimiters'>;

/** @param text ends at the position and begins with a line, some hundred lines above */
export function endsInComment(text: string, syntax: CommentSyntax): boolean {
  const { lineComment, blockComment, stringDelimiters } = syntax;
  let at = 0;
  while (at < text.length) {
    // Blocks come first, since `--[[` and `#=` begin like comments that end with the line.
    if (blockComment !== undefined && text.startsWith(blockComment[0], at)) {
      const end = text.indexOf(blockComment[1], at + blockComment[0].length);
      if (end < 0) return true;
      at = end + blockComment[1].length;
    } else if (lineComment !== undefined && text.startsWith(lineComment, at)) {
      const end = text.indexOf('\n', at);
      if (end < 0) return true;
      at = end + 1;
    } else {
      const delimiter = stringDelimiters.find((candidate) => text.startsWith(candidate, at));
      at = delimiter === undefined ? at + 1 : stringEnd(text, at + delimiter.length, delimiter);
    }
  }
  return false;
}

/**
 * Offset behind the string that began before `from`. With a one-character delimiter other than ` it ends with the line.
 */
function stringEnd(text: string, from: number, delimiter: string): number {
  const spansLines = delimiter.length > 1 || delimiter === '`';
  let at = from;
  while (at < text.length) {
    if (text.startsWith(delimiter, at)) return at + delimiter.length;
    if (text[at] === '\n' && !spansLines) return at;
    at += text[at] === '\\' ? 2 : 1;
  }
  return text.length;
}
