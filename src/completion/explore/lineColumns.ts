/**
 * A line as the model reads it: its tokens, and the characters that stand for them. Leading whitespace is one token and
 * so one column; a character of several bytes is one column as well, looked at when all of it has been read.
 */
import type { IncrementalEncoder } from '../../model/text/incrementalEncoder.ts';
import { isInsidePair } from '../reading/documentText.ts';
import { alignTokens } from '../surprise/alignment.ts';
import type { Column } from './request.ts';

/**
 * UTF-16 code units of a line that are looked at, at most, and of these behind the cursor, at least where there are so
 * many.
 */
const longestStretch = 200;
const leastBehind = 60;

/** A line, or the part of it that is looked at. */
export interface Stretch {
  /** Of it in the text. */
  readonly start: number;
  /** Before the cursor. */
  readonly before: string;
  /** Behind it, the line feed included. */
  readonly behind: string;
}

/** The end of `text` from the start of its last line on, and what follows it, as far as both are near enough. */
export function stretchAt(text: string, restOfLine: string): Stretch {
  const lineLength = text.length - (text.lastIndexOf('\n') + 1);
  const room = Math.max(leastBehind, longestStretch - lineLength);
  const cut = Math.min(restOfLine.length, room);
  const behind = restOfLine.slice(0, isInsidePair(restOfLine, cut) ? cut - 1 : cut);
  const from = text.length - Math.min(lineLength, longestStretch - behind.length);
  const start = isInsidePair(text, from) ? from + 1 : from;
  return { start, before: text.slice(start), behind };
}

export interface LineTokens {
  readonly tokens: Int32Array;
  readonly columns: readonly Column[];
  /** Tokens up to the end of each column. */
  readonly ends: readonly number[];
  /** Tokens that are certain at the cursor: what comes next is that of this index. */
  readonly tokensBefore: number;
  readonly columnsBefore: number;
  /** At the cursor. */
  readonly encoder: IncrementalEncoder;
}

/** `encoder`: at the start of the stretch, where it holds nothing back. It is not written to. */
export function lineTokens(encoder: IncrementalEncoder, { before, behind }: Stretch): LineTokens {
  const running = encoder.clone();
  const certain = running.push(before);
  const atCursor = running.clone();
  const tokens = Int32Array.from([...certain, ...running.push(behind)]);
  // What is held back at the end has no token, so nothing is known of it.
  const line = before + behind;
  const pending = (running.pendingIndentation ?? '').length + (running.hasPendingSurrogate ? 1 : 0);
  const { offsets } = alignTokens(line, 0, tokens);
  const columns: Column[] = [];
  const ends: number[] = [];
  for (let from = 0; from < tokens.length;) {
    const start = offsets[from];
    let to = from;
    while (to < tokens.length && offsets[to] === start) to++;
    columns.push({ text: line.slice(start, offsets[to] ?? line.length - pending), tokens: to - from });
    ends.push(to);
    from = to;
  }
  const tokensBefore = certain.length;
  const columnsBefore = ends.filter((end) => end <= tokensBefore).length;
  return { tokens, columns, ends, tokensBefore, columnsBefore, encoder: atCursor };
}
