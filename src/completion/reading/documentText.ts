/**
 * The text of a document that the model reads: what stands before the cursor, with line feeds only. Its start stays
 * where it is: a recurrent model has to read a text with another start anew.
 */
import { isHighSurrogate, isLowSurrogate } from '../../base/wtf8.ts';

export function withLineFeeds(text: string): string {
  return text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text;
}

/** Length of the common start of two texts in UTF-16 code units, at most `limit`. Compares blocks first. */
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

/** Whether `offset` is inside a surrogate pair. */
export function isInsidePair(text: string, offset: number): boolean {
  return isHighSurrogate(text.charCodeAt(offset - 1)) && isLowSurrogate(text.charCodeAt(offset));
}

/** Whether the text ends with half of a code point. */
export function endsInsideCodePoint(text: string): boolean {
  return isHighSurrogate(text.charCodeAt(text.length - 1));
}

/** The first line start in the last `length` code units; on a very long line, an offset inside it. */
export function startOfLast(prefix: string, length: number): number {
  const earliest = prefix.length - length;
  if (earliest <= 0) return 0;
  const lineStart = prefix.indexOf('\n', earliest - 1) + 1;
  if (lineStart > 0 && prefix.length - lineStart >= length / 2) return lineStart;
  return isInsidePair(prefix, earliest) ? earliest + 1 : earliest;
}

/**
 * Where in a new prefix the text `known` may start, best guess first: at the same offset of the prefix, of the
 * document, or where its beginning is found, after an insertion before it.
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
