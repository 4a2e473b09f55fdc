/**
 * Decodes tokens to text, one at a time. A model can produce any sequence, so tokens that make no sense at their place
 * write nothing. Bytes wait until their code point is complete, so a piece of text never ends inside a code point.
 */
import { afterLiteral, afterToken, noIndentation, type IndentationLevel } from './indentation.ts';
import type { IncrementalEncoder } from './incrementalEncoder.ts';
import {
  INDENT_LITERAL,
  isIndentationToken,
  LINE_FEED,
  LONGEST_INDENTATION,
  PATH_END,
  PATH_START,
  SPACE,
  TAB,
} from './tokens.ts';
import { ByteDecoder, CodeUnitSink } from '../../base/wtf8.ts';

export class IncrementalDecoder {
  #indentation: IndentationLevel = noIndentation;
  #atLineStart = true;
  #inPath = false;
  /** Whitespace after INDENT_LITERAL, so far. */
  #literal: string | undefined;
  /** Number of leading whitespace characters that are in the document already and must not be written again. */
  #skip = 0;
  #bytes = new ByteDecoder();
  readonly #sink: CodeUnitSink;

  constructor(capacity = 16) {
    this.#sink = new CodeUnitSink(capacity);
  }

  /**
   * A decoder that continues the text that `encoder` has read. If that text ends inside leading whitespace, the first
   * token must be one of `indentationChoices`, and the decoder writes only the missing whitespace.
   */
  static after(encoder: IncrementalEncoder): IncrementalDecoder {
    const decoder = new IncrementalDecoder();
    decoder.#indentation = encoder.indentation;
    decoder.#atLineStart = encoder.pendingIndentation !== undefined;
    decoder.#skip = encoder.pendingIndentation?.length ?? 0;
    return decoder;
  }

  /** An independent copy of the current state. O(1). */
  clone(): IncrementalDecoder {
    const copy = new IncrementalDecoder();
    copy.#indentation = this.#indentation;
    copy.#atLineStart = this.#atLineStart;
    copy.#inPath = this.#inPath;
    copy.#literal = this.#literal;
    copy.#skip = this.#skip;
    copy.#bytes = this.#bytes.clone();
    return copy;
  }

  /** The stack of open indentations. */
  get indentation(): IndentationLevel {
    return this.#indentation;
  }

  /** Whether the next token begins a line. */
  get atLineStart(): boolean {
    return this.#atLineStart;
  }

  /** Whether bytes of an unfinished code point are waiting. */
  get isUnfinished(): boolean {
    return this.#bytes.isUnfinished;
  }

  /** The text that this token completes. Empty for bytes inside a code point and for tokens without text. */
  push(token: number): string {
    this.accept(token);
    return this.#sink.take();
  }

  /** Ends the input: returns the text that `accept` gathered, and U+FFFD for an unfinished code point. */
  end(): string {
    this.#bytes.end(this.#sink);
    return this.#sink.take();
  }

  /** `push` for large texts: `end` returns the text. */
  accept(token: number): void {
    if (this.#inPath) {
      this.#inPath = token !== PATH_END;
    } else if (token < 256) {
      this.#acceptByte(token);
    } else {
      this.#bytes.end(this.#sink);
      if (token === PATH_START) this.#inPath = true;
      else if (isIndentationToken(token) && this.#atLineStart) this.#acceptIndentation(token);
    }
  }

  #acceptByte(byte: number): void {
    if (this.#literal !== undefined) {
      if ((byte === SPACE || byte === TAB) && this.#literal.length < LONGEST_INDENTATION) {
        this.#literal += byte === TAB ? '\t' : ' ';
        if (this.#skip > 0) this.#skip--;
        else this.#sink.push(byte);
        return;
      }
      this.#indentation = afterLiteral(this.#indentation, this.#literal);
      this.#literal = undefined;
    }
    this.#skip = 0;
    this.#bytes.push(byte, this.#sink);
    this.#atLineStart = byte === LINE_FEED;
  }

  #acceptIndentation(token: number): void {
    this.#atLineStart = false;
    if (token === INDENT_LITERAL) {
      this.#literal = '';
      return;
    }
    this.#indentation = afterToken(this.#indentation, token);
    const { whitespace } = this.#indentation;
    for (let i = this.#skip; i < whitespace.length; i++) this.#sink.push(whitespace.charCodeAt(i));
    this.#skip = 0;
  }
}
