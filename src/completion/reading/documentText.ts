/**
 * The text a model reads of a document: what stands before the cursor, from a start that stays where it is, with line
 * feeds only. To a recurrent model a text that starts elsewhere is another text, so moving the start means reading all
 * of it again.
 */
import { isHighSurrogate, isLowSurrogate } from '../../base/wtf8.ts';

/** CRLF becomes LF. A text without CRLF is returned as it is. */
export function withLineFeeds(text: string): string {
  return text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text;
}

/**
 * Number of UTF-16 code units two texts have in common at their start, `limit` at most. Compares blocks, then
 * characters.
 */
export function commonPrefixLength(a: string, b: string, limit = Infinity): number {
  const end = Math.min(a.length, b.length, limit);
  let offset = 0;
  for (let block = 65_536; block >= 16; block >>= 2) {
    while (offset + block <= end && a.slice(offset, offset + block) === b.slice(offset, offset + block))
      offset += block;
  }
  while (offset < end && a.charCodeAt(offset) === b.charCodeAt(offset)) offset++;
  return offset;
}

/** Whether cutting `text` at `offset` would tear a surrogate pair apart. */
export function isInsidePair(text: string, offset: number): boolean {
  return isHighSurrogate(text.charCodeAt(offset - 1)) && isLowSurrogate(text.charCodeAt(offset));
}

/** Whether the text ends in half of a code point. */
export function endsInsideCodePoint(text: string): boolean {
  return isHighSurrogate(text.charCodeAt(text.length - 1));
}

/**
 * The first start of a line among the last `length` code units; on a line longer than half of that, a place inside it.
 */
export function startOfLast(prefix: string, length: number): number {
  const earliest = prefix.length - length;
  if (earliest <= 0) return 0;
  const lineStart = prefix.indexOf('\n', earliest - 1) + 1;
  if (lineStart > 0 && prefix.length - lineStart >= length / 2) return lineStart;
  return isInsidePair(prefix, earliest) ? earliest + 1 : earliest;
}

/**
 * Where in a new prefix the text `known` (read before, from the old start on) may start now, best guess first: at the
 * same place of the prefix, at the same place of the document, or wherever its beginning is found, for text may have
 * been inserted before it.
 */
export function possibleStarts(
  prefix: string,
  prefixStart: number,
  old: { readonly prefixStart: number; readonly start: number },
  known: string,
): readonly number[] {
  const starts = [old.start - old.prefixStart, old.start - prefixStart];
  const head = known.slice(0, 200);
  if (head.length === 200 && old.start > 0) {
    const from = Math.max(0, old.start - prefixStart - 4096);
    const found = prefix.slice(from, from + 8192 + head.length).indexOf(head);
    if (found >= 0) starts.push(from + found);
  }
  return starts.filter((start) => start >= 0 && start <= prefix.length);
}

/** The end of `text` from `start` on; copied when it would keep a much larger text in memory. */
export function tailFrom(text: string, start: number): string {
  const tail = text.slice(start);
  return start > 4 * tail.length && start > 65_536 ? Buffer.from(tail, 'utf16le').toString('utf16le') : tail;
}
