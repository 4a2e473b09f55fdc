/**
 * The tokens of a text in one byte each, as the text cache keeps millions of them. Bytes of UTF-8 stand for themselves;
 * indentation tokens take the places of control characters that no source text holds, and a control character that does
 * stand in a text is written as "something else", which is never offered. Only the cache knows these numbers: they are
 * never written down.
 */
import {
  DEDENT_1,
  INDENT_LITERAL,
  INDENT_SAME,
  UNKNOWN_LANGUAGE,
  LARGE_VOCABULARY_SIZE,
} from '../../model/text/tokens.ts';

/** Stands before the first token of every text, several times, so that beginnings of texts are like each other. */
export const TEXT_START = 0xff;
/** In place of a removed text; equals no symbol that is looked for. */
export const GONE = 0xfe;
const SOMETHING_ELSE = 0xfd;

/** Control characters 1–8 and 14–24: as many as there are indentation tokens. */
const indentationSymbols = [...range(0x01, 0x08), ...range(0x0e, 0x18)];

const symbols = new Uint8Array(LARGE_VOCABULARY_SIZE).fill(SOMETHING_ELSE);
/** −1 for symbols that no text contains. */
const tokens = new Int16Array(256).fill(-1);

for (let byte = 0; byte < 256; byte++) {
  if (byte === 0 || indentationSymbols.includes(byte) || byte >= SOMETHING_ELSE) continue;
  symbols[byte] = byte;
  tokens[byte] = byte;
}
for (const [index, symbol] of indentationSymbols.entries()) {
  symbols[INDENT_SAME + index] = symbol;
  tokens[symbol] = INDENT_SAME + index;
}

/** The symbol of a token that may stand in a text. */
export function symbolOf(token: number): number {
  return symbols[token] ?? SOMETHING_ELSE;
}

/** The token of a symbol; −1 when it stands for none. */
export function tokenOf(symbol: number): number {
  return tokens[symbol] ?? -1;
}

/**
 * What stands before the first token of a text: more symbols than the longest context that is looked up, the language
 * last.
 */
export function textHeader(languageTag: number): readonly number[] {
  return [TEXT_START, TEXT_START, TEXT_START, TEXT_START, TEXT_START, (languageTag - UNKNOWN_LANGUAGE) & 0x7f];
}

/** Kinds of characters that are predicted differently: 0 to `symbolClasses − 1`. */
export const symbolClasses = 10;

const classes = Uint8Array.from({ length: 256 }, (_, symbol) => classOf(symbol));

export function symbolClass(symbol: number): number {
  return classes[symbol] ?? 0;
}

function classOf(symbol: number): number {
  const token = tokenOf(symbol);
  if (token < 0 || token >= INDENT_SAME) return 0;
  const character = String.fromCharCode(token);
  if (character === '\n') return 1;
  if (/[ \t]/.test(character)) return 2;
  if (/[a-z]/.test(character)) return 3;
  if (/[A-Z]/.test(character)) return 4;
  if (/[0-9]/.test(character)) return 5;
  if (/[_$]/.test(character)) return 6;
  if (/[.([{]/.test(character)) return 7;
  return token >= 128 ? 8 : 9;
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

if (indentationSymbols.length !== INDENT_LITERAL - INDENT_SAME + 1 || DEDENT_1 !== INDENT_SAME + 1) {
  throw new Error('indentation tokens and their symbols do not agree');
}
