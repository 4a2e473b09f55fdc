/**
 * What is asked about one place of a text and what is answered: what may come next, and what goes on inside the network
 * over the line. It crosses the process boundary as it is (processes/contracts.ts). Nothing is in words yet; what is
 * said of it is the editor's affair.
 */
import type { DocumentPosition } from '../request.ts';

export interface ExploreRequest extends DocumentPosition {
  /** From the cursor to the end of its line, the line feed included where there is one. */
  readonly restOfLine: string;
}

/** What the next token may be. */
export type Choice =
  /** One character. */
  | { readonly kind: 'character'; readonly text: string }
  /** The leading whitespace of a line, all of it in one token. */
  | {
      readonly kind: 'indentation';
      /** Compared with the lines above; `literal`: written out, since no token says it. */
      readonly change: 'same' | 'deeper' | 'out' | 'literal';
      /** Spaces, tabs or levels. */
      readonly count: number;
      readonly unit: 'space' | 'tab' | 'level';
      /** The whole of it; what has been typed of it, where it is written out. */
      readonly whitespace: string;
    }
  /** First of the several bytes of a character. */
  | {
      readonly kind: 'byte';
      readonly byte: number;
      /** Code points that begin with it; `undefined` where none does. */
      readonly range: readonly [first: number, last: number] | undefined;
      /** The likeliest of these characters, by what the model writes on; `undefined` when it writes none. */
      readonly likeliest: string | undefined;
    }
  /** The text is over. */
  | { readonly kind: 'end' }
  /** A sign of the header, which no text goes on with. */
  | { readonly kind: 'sign' };

export interface Alternative {
  readonly choice: Choice;
  /** Probability by the model alone. */
  readonly alone: number;
  /** With the text cache; absent where there is none. */
  readonly cached?: number;
}

/**
 * One thing the model reads as one, and what stands for it in the line: a character, or all of its leading whitespace.
 */
export interface Column {
  readonly text: string;
  /** Tokens it takes: the bytes of a character, and the indentation said before it where a line has none. */
  readonly tokens: number;
}

export interface Exploration {
  /** The line, or the stretch of a long one around the cursor. */
  readonly columns: readonly Column[];
  /** Columns before the cursor. */
  readonly cursor: number;
  readonly layers: number;
  /** Per layer, H. */
  readonly units: number;
  /**
   * Hidden state after each column, (columns, layers, H) signed bytes as base64: −127 to 127 for −`largest` to
   * `largest`. A cell that carries more than what its layer gives on (LSTM) is shown without that.
   */
  readonly states: string;
  readonly largest: number;
  /**
   * The likeliest by the model, with the text cache where there is one; what was learnt live of the document is left
   * out. Best first.
   */
  readonly alternatives: readonly Alternative[];
  /** What really stands behind the cursor; absent at the end of the text. */
  readonly actual?: Alternative;
  /** How open the question is, in bits. */
  readonly entropy: { readonly alone: number; readonly cached?: number };
}
