/**
 * Leading whitespace relative to the lines above: "the same", "one deeper", "two out". Open indentations form a stack.
 * Each entry is a prefix of the next one; the bottom is the empty string. Levels are immutable links, so a snapshot of
 * the stack is free, and all hypotheses of a beam can share one stack.
 */
import {
  DEDENT_1,
  INDENT_1,
  INDENT_LITERAL,
  INDENT_SAME,
  INDENT_TAB,
  MAXIMUM_DEDENT,
  MAXIMUM_INDENT,
  SPACE,
  TAB,
} from './tokens.ts';

/** One open indentation. `parent` is the one around it. */
export interface IndentationLevel {
  /** All leading whitespace of a line at this level: tabs and spaces only. */
  readonly whitespace: string;
  /** `undefined` at the bottom, whose whitespace is empty. */
  readonly parent: IndentationLevel | undefined;
}

/** The token for a line's leading whitespace, and the stack after it. */
export interface IndentationStep {
  /** An indentation token; after INDENT_LITERAL the whitespace itself follows as bytes. */
  readonly token: number;
  readonly level: IndentationLevel;
}

/** One way to begin a line. */
export interface IndentationChoice {
  /** First of `tokens`. */
  readonly token: number;
  /** The line's whole leading whitespace with this choice. After a literal, more can follow. */
  readonly whitespace: string;
  /** The tokens that the model reads for this choice: one, or INDENT_LITERAL and its bytes. */
  readonly tokens: readonly number[];
}

/** The stack at the start of a document. */
export const noIndentation: IndentationLevel = { whitespace: '', parent: undefined };

/** The unique encoding of a line's leading whitespace after the given lines. */
export function stepFor(level: IndentationLevel, whitespace: string): IndentationStep {
  if (whitespace === level.whitespace) return { token: INDENT_SAME, level };
  const added = tokenForAdded(level.whitespace, whitespace);
  if (added !== undefined) return { token: added, level: afterToken(level, added) };
  let below = level.parent;
  for (let k = 0; k < MAXIMUM_DEDENT && below !== undefined; k++, below = below.parent) {
    if (below.whitespace === whitespace) return { token: DEDENT_1 + k, level: below };
  }
  return { token: INDENT_LITERAL, level: afterLiteral(level, whitespace) };
}

/** The stack after a token other than INDENT_LITERAL. A token that closes more levels than are open closes all. */
export function afterToken(level: IndentationLevel, token: number): IndentationLevel {
  if (token === INDENT_TAB) return { whitespace: level.whitespace + '\t', parent: level };
  if (token >= INDENT_1 && token < INDENT_1 + MAXIMUM_INDENT) {
    return { whitespace: level.whitespace + ' '.repeat(token - INDENT_1 + 1), parent: level };
  }
  let result = level;
  if (token >= DEDENT_1 && token < DEDENT_1 + MAXIMUM_DEDENT) {
    for (let k = token - DEDENT_1; k >= 0 && result.parent !== undefined; k--) result = result.parent;
  }
  return result;
}

/** The stack after INDENT_LITERAL and this whitespace. It closes levels that are not a prefix of the whitespace. */
export function afterLiteral(level: IndentationLevel, whitespace: string): IndentationLevel {
  let parent = level;
  while (parent.parent !== undefined && !whitespace.startsWith(parent.whitespace)) parent = parent.parent;
  return parent.whitespace === whitespace ? parent : { whitespace, parent };
}

/**
 * All ways to start a line whose first typed characters are `typed` (tabs and spaces), for a cursor inside leading
 * whitespace. If no single token fits, the only choice is the literal. So there is always one.
 */
export function indentationChoices(
  at: { readonly indentation: IndentationLevel },
  typed: string,
): readonly IndentationChoice[] {
  const level = at.indentation;
  const choices: IndentationChoice[] = [];
  const consider = (token: number, whitespace: string): void => {
    if (whitespace.startsWith(typed)) choices.push({ token, whitespace, tokens: [token] });
  };
  consider(INDENT_SAME, level.whitespace);
  let below = level.parent;
  for (let k = 0; k < MAXIMUM_DEDENT && below !== undefined; k++, below = below.parent) {
    consider(DEDENT_1 + k, below.whitespace);
  }
  consider(INDENT_TAB, level.whitespace + '\t');
  for (let k = 1; k <= MAXIMUM_INDENT; k++) consider(INDENT_1 + k - 1, level.whitespace + ' '.repeat(k));
  if (choices.length === 0) {
    const bytes = Array.from(typed, (character) => (character === '\t' ? TAB : SPACE));
    choices.push({ token: INDENT_LITERAL, whitespace: typed, tokens: [INDENT_LITERAL, ...bytes] });
  }
  return choices;
}

/** INDENT_TAB or INDENT_k if `whitespace` is `above` plus that; `undefined` otherwise. */
function tokenForAdded(above: string, whitespace: string): number | undefined {
  const added = whitespace.length - above.length;
  if (added < 1 || added > MAXIMUM_INDENT || !whitespace.startsWith(above)) return undefined;
  if (added === 1 && whitespace.endsWith('\t')) return INDENT_TAB;
  return whitespace.endsWith(' '.repeat(added)) ? INDENT_1 + added - 1 : undefined;
}
