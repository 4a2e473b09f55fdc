/**
 * The alphabet as numbers. The first 256 tokens are bytes of UTF-8, so that every text can be written; the rest are signs the
 * text does not hold: where a document begins, what it is, and how a line is indented relative to the lines above it.
 * Trained weights depend on these numbers: changing one means a new vocabulary version in checkpoint.ts.
 */

/** First token of every document. */
export const DOCUMENT_START = 256;
/** The bytes of a path stand between these two, in the header. */
export const PATH_START = 257;
export const PATH_END = 258;

/** The line's leading whitespace is that of the innermost open indentation. */
export const INDENT_SAME = 259;
/** DEDENT_1 … DEDENT_8: that of the k-th indentation below the innermost one. */
export const DEDENT_1 = 260;
/** Levels a single token can close. */
export const MAXIMUM_DEDENT = 8;
/** One tab more. */
export const INDENT_TAB = 268;
/** INDENT_1 … INDENT_8: k spaces more. */
export const INDENT_1 = 269;
/** Spaces a single token can add. */
export const MAXIMUM_INDENT = 8;
/** Anything else: the whitespace follows as bytes. */
export const INDENT_LITERAL = 277;

/** Tag of a language the vocabulary does not know; the known ones follow in the order of the vocabulary's list. */
export const UNKNOWN_LANGUAGE = 278;
export const FIRST_LANGUAGE = 279;

/** Number of tokens V. */
export const VOCABULARY_SIZE = 320;
/** Languages for which there is a tag. */
export const MAXIMUM_LANGUAGES = VOCABULARY_SIZE - FIRST_LANGUAGE;

export const LINE_FEED = 10;
export const CARRIAGE_RETURN = 13;
export const TAB = 9;
export const SPACE = 32;

/** Whether the token states a line's leading whitespace. */
export function isIndentationToken(token: number): boolean {
  return token >= INDENT_SAME && token <= INDENT_LITERAL;
}
