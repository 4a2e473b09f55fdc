/**
 * Encodes a text in pieces, in the order it is typed, and returns the tokens that are certain after each piece. It
 * holds back the leading whitespace of a line until another character follows, and a high surrogate at the end. A whole
 * text is one piece.
 */
import { noIndentation, stepFor, type IndentationLevel } from './indentation.ts';
import { CARRIAGE_RETURN, INDENT_LITERAL, LINE_FEED, LONGEST_INDENTATION, SPACE, TAB } from './tokens.ts';
import { codePointOfPair, isHighSurrogate, isLowSurrogate, writeCodePoint } from '../../base/wtf8.ts';

/** Characters encoded between two checks for room. */
const CHUNK = 8192;

/** A growing Int32Array. Encoders write into `tokens` directly after `reserve`, which saves a call for each token. */
export class TokenSink {
  tokens: Int32Array;
  length = 0;

  constructor(capacity: number) {
    this.tokens = new Int32Array(Math.max(capacity, 16));
  }

  /** Makes room for `count` more tokens. Replaces `tokens` where it has to. */
  reserve(count: number): void {
    const wanted = this.length + count;
    if (wanted <= this.tokens.length) return;
    const larger = new Int32Array(Math.max(wanted, Math.ceil(this.tokens.length * 1.5)));
    larger.set(this.tokens.subarray(0, this.length));
    this.tokens = larger;
  }

  push(token: number): void {
    this.reserve(1);
    this.tokens[this.length++] = token;
  }

  /** A copy of exactly what was written. */
  toArray(): Int32Array {
    return this.tokens.slice(0, this.length);
  }
}

export class IncrementalEncoder {
  #indentation: IndentationLevel = noIndentation;
  /** Leading whitespace of the line so far; `undefined` once the line has another character. */
  #pendingIndentation: string | undefined = '';
  #pendingHighSurrogate: number | undefined;

  /** An independent copy of the current state. O(1). */
  clone(): IncrementalEncoder {
    const copy = new IncrementalEncoder();
    copy.#indentation = this.#indentation;
    copy.#pendingIndentation = this.#pendingIndentation;
    copy.#pendingHighSurrogate = this.#pendingHighSurrogate;
    return copy;
  }

  /** The stack of open indentations, without `pendingIndentation`. */
  get indentation(): IndentationLevel {
    return this.#indentation;
  }

  /**
   * Leading whitespace of the present line that has no token yet; `undefined` after the line's first other character.
   */
  get pendingIndentation(): string | undefined {
    return this.#pendingIndentation;
  }

  /** Whether a high surrogate is held back. */
  get hasPendingSurrogate(): boolean {
    return this.#pendingHighSurrogate !== undefined;
  }

  /** The tokens that became certain. */
  push(text: string): number[] {
    const sink = new TokenSink(text.length + 8);
    this.pushInto(text, sink);
    return Array.from(sink.tokens.subarray(0, sink.length));
  }

  /** Ends the text: the tokens that were held back. */
  flush(): number[] {
    const sink = new TokenSink(8);
    this.flushInto(sink);
    return Array.from(sink.tokens.subarray(0, sink.length));
  }

  /** `push` for large texts. */
  pushInto(text: string, sink: TokenSink): void {
    let i = 0;
    if (this.#pendingHighSurrogate !== undefined && text.length > 0) {
      const low = text.charCodeAt(0);
      if (isLowSurrogate(low)) {
        this.#writeCodePoint(codePointOfPair(this.#pendingHighSurrogate, low), sink);
        i = 1;
      } else {
        this.#writeCodePoint(this.#pendingHighSurrogate, sink);
      }
      this.#pendingHighSurrogate = undefined;
    }
    while (i < text.length) {
      i = this.#pendingIndentation === undefined ? this.#readLine(text, i, sink) : this.#readIndentation(text, i, sink);
    }
  }

  /** `flush` for large texts. */
  flushInto(sink: TokenSink): void {
    if (this.#pendingHighSurrogate !== undefined) this.#writeCodePoint(this.#pendingHighSurrogate, sink);
    this.#pendingHighSurrogate = undefined;
    // A line without any character has no token.
    if (this.#pendingIndentation !== undefined && this.#pendingIndentation !== '') {
      this.#writeIndentation(this.#pendingIndentation, sink);
    }
  }

  #writeCodePoint(codePoint: number, sink: TokenSink): void {
    sink.reserve(4);
    sink.length = writeCodePoint(codePoint, sink.tokens, sink.length);
  }

  #writeIndentation(whitespace: string, sink: TokenSink): void {
    const { token, level } = stepFor(this.#indentation, whitespace);
    this.#indentation = level;
    this.#pendingIndentation = undefined;
    sink.push(token);
    if (token !== INDENT_LITERAL) return;
    sink.reserve(whitespace.length);
    for (let i = 0; i < whitespace.length; i++) sink.tokens[sink.length++] = whitespace.charCodeAt(i);
  }

  /** Reads leading whitespace from `start`; returns the index of the first other character. */
  #readIndentation(text: string, start: number, sink: TokenSink): number {
    const held = this.#pendingIndentation ?? '';
    const end = Math.min(text.length, start + LONGEST_INDENTATION - held.length);
    let i = start;
    let unit = text.charCodeAt(i);
    while (i < end && (unit === SPACE || unit === TAB)) unit = text.charCodeAt(++i);
    const whitespace = held + text.slice(start, i);
    if (i === text.length) this.#pendingIndentation = whitespace;
    else if (whitespace === '' && unit === LINE_FEED) sink.push(text.charCodeAt(i++));
    else if (whitespace === '' && unit === CARRIAGE_RETURN) this.#pendingIndentation = undefined;
    else this.#writeIndentation(whitespace, sink);
    return i;
  }

  /** Reads up to and including the next line feed, at most one chunk; returns the index after that. */
  #readLine(text: string, start: number, sink: TokenSink): number {
    const end = Math.min(text.length, start + CHUNK);
    // A UTF-16 code unit has at most three bytes; a pair has four.
    sink.reserve(3 * (end - start) + 1);
    const tokens = sink.tokens;
    let n = sink.length;
    let i = start;
    while (i < end) {
      const unit = text.charCodeAt(i++);
      if (unit < 0x80) {
        tokens[n++] = unit;
        if (unit !== LINE_FEED) continue;
        this.#pendingIndentation = '';
        break;
      }
      if (!isHighSurrogate(unit)) {
        n = writeCodePoint(unit, tokens, n);
      } else if (i === text.length) {
        this.#pendingHighSurrogate = unit;
      } else if (isLowSurrogate(text.charCodeAt(i))) {
        n = writeCodePoint(codePointOfPair(unit, text.charCodeAt(i++)), tokens, n);
      } else {
        n = writeCodePoint(unit, tokens, n);
      }
    }
    sink.length = n;
    return i;
  }
}
