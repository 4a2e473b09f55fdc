/**
 * A line as the model reads it: its tokens, and the characters they stand for. Leading whitespace is one token and one
 * column. A character of several bytes is one column, with the state behind its last byte.
 */
import type { IncrementalEncoder } from '../../model/text/incrementalEncoder.ts';
import { isInsidePair } from '../reading/documentText.ts';
import { alignTokens } from '../surprise/alignment.ts';
import type { Column } from './request.ts';

/** Most UTF-16 code units of a line that are shown, and the least of them behind the cursor. */
const longestStretch = 200;
const leastBehind = 60;

/** A line, or the shown part of it. */
export interface Stretch {
  /** Offset in the text. */
  readonly start: number;
  /** Before the cursor. */
  readonly before: string;
  /** Behind the cursor, with the line feed. */
  readonly behind: string;
}

/** The last line of `text` and what follows it, as far as both are near enough. */
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
  /** Number of tokens up to the end of each column. */
  readonly ends: readonly number[];
  /** Tokens that are certain at the cursor. */
  readonly tokensBefore: number;
  readonly columnsBefore: number;
  /** At the cursor. */
  readonly encoder: IncrementalEncoder;
}

/** `encoder`: at the start of the stretch, where it holds nothing back. Not changed. */
export function lineTokens(encoder: IncrementalEncoder, { before, behind }: Stretch): LineTokens {
  const running = encoder.clone();
  const certain = running.push(before);
  const atCursor = running.clone();
  const tokens = Int32Array.from([...certain, ...running.push(behind)]);
  // Text that the encoder holds back at the end has no token yet.
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
