/**
 * The tokens. The first 256 are the bytes of UTF-8, so every text has an encoding. The others mark a document's start,
 * its language and path, and a line's indentation relative to the lines above. Trained weights depend on these numbers:
 * a change needs a new VOCABULARY_VERSION.
 */

/** First token of every document. */
export const DOCUMENT_START = 256;
/** In the header, the bytes of the path are between these two. */
export const PATH_START = 257;
export const PATH_END = 258;

/** The line's leading whitespace is that of the innermost open indentation. */
export const INDENT_SAME = 259;
/** DEDENT_1 … DEDENT_8: the line's leading whitespace is that of the k-th indentation around the innermost one. */
export const DEDENT_1 = 260;
/** Largest number of levels that one token closes. */
export const MAXIMUM_DEDENT = 8;
/** One tab more. */
export const INDENT_TAB = 268;
/** INDENT_1 … INDENT_8: k spaces more. */
export const INDENT_1 = 269;
/** Largest number of spaces that one token adds. */
export const MAXIMUM_INDENT = 8;
/** Longest leading whitespace that is one indentation; what follows is text. It bounds what one character can encode. */
export const LONGEST_INDENTATION = 128;
/** All other cases: the whitespace follows as bytes. */
export const INDENT_LITERAL = 277;

/** Tag of an unknown language. The tags of known ones follow in the order of the vocabulary's list. */
export const UNKNOWN_LANGUAGE = 278;
export const FIRST_LANGUAGE = 279;

/** Number of tokens V of a model with up to 41 languages, such as the one that ships. */
export const VOCABULARY_SIZE = 320;
/** Number of tokens V of a model with more languages. */
export const LARGE_VOCABULARY_SIZE = 352;
/** Largest number of languages with a tag. */
export const MAXIMUM_LANGUAGES = LARGE_VOCABULARY_SIZE - FIRST_LANGUAGE;

/** Number of tokens V of a model that has tags for so many languages. */
export function vocabularySizeFor(languages: number): number {
  return languages <= VOCABULARY_SIZE - FIRST_LANGUAGE ? VOCABULARY_SIZE : LARGE_VOCABULARY_SIZE;
}

export const LINE_FEED = 10;
export const CARRIAGE_RETURN = 13;
export const TAB = 9;
export const SPACE = 32;

/** Whether the token encodes a line's leading whitespace. */
export function isIndentationToken(token: number): boolean {
  return token >= INDENT_SAME && token <= INDENT_LITERAL;
}
