/**
 * Text to tokens and back, for every JavaScript string: `decode(encode(text)) === text`. A document is a header
 * (language and path) and the text. Characters are UTF-8 bytes; leading whitespace is encoded relative to the lines
 * above. Models only differ in the list of languages that have a tag.
 */
import { languages as knownLanguages } from '../../base/languages.ts';
import { UserError } from '../../base/userError.ts';
import { IncrementalDecoder } from './incrementalDecoder.ts';
import { IncrementalEncoder, TokenSink } from './incrementalEncoder.ts';
import {
  DOCUMENT_START,
  FIRST_LANGUAGE,
  MAXIMUM_LANGUAGES,
  PATH_END,
  PATH_START,
  UNKNOWN_LANGUAGE,
  VOCABULARY_SIZE,
  vocabularySizeFor,
} from './tokens.ts';
import { isHighSurrogate, isLowSurrogate, codePointOfPair, writeCodePoint } from '../../base/wtf8.ts';

/** Version of the meaning of the tokens, stored in checkpoints. */
export const VOCABULARY_VERSION = 1;

/** Languages with a tag in the model that ships, and in small models. */
const firstLanguages = knownLanguages.slice(0, VOCABULARY_SIZE - FIRST_LANGUAGE).map(({ id }) => id);

/** Of the last segments of a path, in UTF-16 code units. */
const longestPath = 256;

export class Vocabulary {
  /** A vocabulary with a tag for every known language: that of a new base model. */
  static ofAllLanguages(): Vocabulary {
    return new Vocabulary(knownLanguages.map(({ id }) => id));
  }

  /** Number of tokens V. */
  readonly size: number;
  readonly #tags: ReadonlyMap<string, number>;

  /** @throws UserError for more languages than there are tags */
  constructor(
    /** VS Code language ids that have a tag, in the order of their tags. */
    readonly languages: readonly string[] = firstLanguages,
  ) {
    if (languages.length > MAXIMUM_LANGUAGES) {
      throw new UserError(
        `A model knows at most ${MAXIMUM_LANGUAGES} languages; this one lists ${languages.length}.`,
        'Use the model that comes with this version of Undercurrent.',
      );
    }
    this.size = vocabularySizeFor(languages.length);
    this.#tags = new Map(languages.map((id, index) => [id, FIRST_LANGUAGE + index]));
  }

  /** The tag of a language. Languages without a tag share one. */
  languageTag(languageId: string): number {
    return this.#tags.get(languageId) ?? UNKNOWN_LANGUAGE;
  }

  /** The tokens before the text: language, and the last two segments of the path (forward slashes). */
  encodeHeader(languageId: string, path?: string): Int32Array {
    const sink = new TokenSink(64);
    sink.push(DOCUMENT_START);
    sink.push(this.languageTag(languageId));
    const segments = (path ?? '').split('/').filter((segment) => segment !== '');
    if (segments.length > 0) {
      sink.push(PATH_START);
      writeBytes(segments.slice(-2).join('/').slice(-longestPath), sink);
      sink.push(PATH_END);
    }
    return sink.toArray();
  }

  /** The text's tokens, without a header. */
  encode(text: string): Int32Array {
    const sink = new TokenSink(text.length + (text.length >> 4));
    const encoder = new IncrementalEncoder();
    encoder.pushInto(text, sink);
    encoder.flushInto(sink);
    return sink.toArray();
  }

  /** The text of tokens. Skips a header. Broken UTF-8, which only a model writes, becomes U+FFFD. */
  decode(tokens: Iterable<number>): string {
    const decoder = new IncrementalDecoder(4096);
    for (const token of tokens) decoder.accept(token);
    return decoder.end();
  }

  /** An encoder at the start of a document's text. */
  encoder(): IncrementalEncoder {
    return new IncrementalEncoder();
  }

  /** A decoder at the start of a document's text, or after the text that an encoder has read. */
  decoder(after?: IncrementalEncoder): IncrementalDecoder {
    return after === undefined ? new IncrementalDecoder() : IncrementalDecoder.after(after);
  }
}

function writeBytes(text: string, sink: TokenSink): void {
  sink.reserve(3 * text.length + 1);
  for (let i = 0; i < text.length; i++) {
    let codePoint = text.charCodeAt(i);
    if (isHighSurrogate(codePoint) && isLowSurrogate(text.charCodeAt(i + 1))) {
      codePoint = codePointOfPair(codePoint, text.charCodeAt(++i));
    }
    if (codePoint < 0x80) sink.tokens[sink.length++] = codePoint;
    else sink.length = writeCodePoint(codePoint, sink.tokens, sink.length);
  }
}
