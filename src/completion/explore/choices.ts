/**
 * What a token stands for, without words for it: a character, indentation relative to the lines above, the first byte
 * of a longer character, or a sign that no text shows.
 */
import { afterToken, type IndentationLevel } from '../../model/text/indentation.ts';
import {
  DEDENT_1,
  DOCUMENT_START,
  INDENT_1,
  INDENT_LITERAL,
  INDENT_SAME,
  INDENT_TAB,
  isIndentationToken,
} from '../../model/text/tokens.ts';
import type { Choice } from './request.ts';

/** `indentation`: the open levels at the place. `typed`: whitespace before it. */
export function choiceOf(token: number, indentation: IndentationLevel, typed: string): Choice {
  if (token < 0x80) return { kind: 'character', text: String.fromCharCode(token) };
  if (token < 0x100) return { kind: 'byte', byte: token, range: codePointsOf(token), likeliest: undefined };
  if (isIndentationToken(token)) return indentationChoice(token, indentation, typed);
  return { kind: token === DOCUMENT_START ? 'end' : 'sign' };
}

/** The code points whose UTF-8 begins with this byte; `undefined` for none. */
export function codePointsOf(byte: number): readonly [first: number, last: number] | undefined {
  if (byte >= 0xc2 && byte < 0xe0) return [(byte & 0x1f) << 6, ((byte & 0x1f) << 6) | 0x3f];
  // Surrogates follow U+D7FF.
  if (byte === 0xed) return [0xd000, 0xd7ff];
  if (byte >= 0xe0 && byte < 0xf0) return [Math.max(0x800, (byte & 0xf) << 12), ((byte & 0xf) << 12) | 0xfff];
  if (byte >= 0xf0 && byte < 0xf5)
    return [Math.max(0x10000, (byte & 7) << 18), Math.min(0x10ffff, ((byte & 7) << 18) | 0x3ffff)];
  return undefined;
}

function indentationChoice(token: number, level: IndentationLevel, typed: string): Choice {
  const kind = 'indentation';
  if (token === INDENT_LITERAL) return { kind, change: 'literal', count: 0, unit: 'space', whitespace: typed };
  const { whitespace } = afterToken(level, token);
  if (token === INDENT_SAME) return { kind, change: 'same', count: 0, unit: 'level', whitespace };
  if (token === INDENT_TAB) return { kind, change: 'deeper', count: 1, unit: 'tab', whitespace };
  if (token >= INDENT_1) return { kind, change: 'deeper', count: token - INDENT_1 + 1, unit: 'space', whitespace };
  return { kind, change: 'out', count: token - DEDENT_1 + 1, unit: 'level', whitespace };
}

/** Tokens with the largest probability in either distribution (V), sorted by the second one. */
export function likeliestTokens(alone: Float32Array, offered: Float32Array, count: number): number[] {
  const best = (token: number): number => Math.max(alone[token], offered[token]);
  return [...alone.keys()]
    .filter((token) => best(token) > 0)
    .sort((a, b) => best(b) - best(a))
    .slice(0, count)
    .sort((a, b) => offered[b] - offered[a]);
}

/** In bits. */
export function entropyOf(probabilities: Float32Array): number {
  return probabilities.reduce((sum, p) => (p > 0 ? sum - p * Math.log2(p) : sum), 0);
}
