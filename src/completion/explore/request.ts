/**
 * Requests about one place of a text and their answers: what may come next, and the states along the line. They cross
 * the process boundary as they are (`processes/contracts.ts`). The editor puts them into words.
 */
import type { DocumentPosition } from '../request.ts';

export interface ExploreRequest extends DocumentPosition {
  /** From the cursor to the end of its line, with the line feed if there is one. */
  readonly restOfLine: string;
}

/** What the next token may be. */
export type Choice =
  | { readonly kind: 'character'; readonly text: string }
  /** The leading whitespace of a line, all of it in one token. */
  | {
      readonly kind: 'indentation';
      /** Compared with the lines above; `literal`: as bytes, since no token stands for it. */
      readonly change: 'same' | 'deeper' | 'out' | 'literal';
      /** Spaces, tabs or levels. */
      readonly count: number;
      readonly unit: 'space' | 'tab' | 'level';
      /** All of it; for `literal` only what was typed. */
      readonly whitespace: string;
    }
  /** First of the several bytes of a character. */
  | {
      readonly kind: 'byte';
      readonly byte: number;
      /** Code points that begin with it; `undefined` for none. */
      readonly range: readonly [first: number, last: number] | undefined;
      /** The likeliest of these characters; `undefined` when the model writes none. */
      readonly likeliest: string | undefined;
    }
  /** The end of the text. */
  | { readonly kind: 'end' }
  /** A sign of the header, which no text contains. */
  | { readonly kind: 'sign' };

export interface Alternative {
  readonly choice: Choice;
  /** Of the model alone. */
  readonly alone: number;
  /** With the text cache; absent without one. */
  readonly cached?: number;
}

/** One step of reading: a character, or the leading whitespace of the line. */
export interface Column {
  readonly text: string;
  /** The bytes of a character, and the indentation token before it in a line without indentation. */
  readonly tokens: number;
}

export interface Exploration {
  /** The line, or a stretch of a long one around the cursor. */
  readonly columns: readonly Column[];
  /** Columns before the cursor. */
  readonly cursor: number;
  readonly layers: number;
  /** H. */
  readonly units: number;
  /**
   * Output of each layer after each column, (columns, layers, H) signed bytes as base64: −127 to 127 stand for
   * −`largest` to `largest`.
   */
  readonly states: string;
  readonly largest: number;
  /** Best first, with the text cache if there is one, without live learning. */
  readonly alternatives: readonly Alternative[];
  /** What follows the cursor; absent at the end of the text. */
  readonly actual?: Alternative;
  /** In bits. */
  readonly entropy: { readonly alone: number; readonly cached?: number };
}
