/**
 * What the completion engine is asked, and its answers. They cross the process boundary as they are
 * (`processes/contracts.ts`).
 */

/**
 * How readily something is offered: a row of the table in `showRule.ts`, behind it the cost c of a wrong offer, in
 * keystrokes.
 */
export type Eagerness = 'quiet' | 'balanced' | 'eager';

/** The text before a cursor, and where it belongs. */
export interface DocumentPosition {
  /** Stable while the document is open: its URI. */
  readonly documentId: string;
  /** VS Code language id. */
  readonly languageId: string;
  /** Workspace-relative path with forward slashes, empty when there is none. */
  readonly path: string;
  /** Text before the cursor, from `prefixStart` on. The editor sends CRLF documents without their `\r`. */
  readonly prefix: string;
  /**
   * Offset of `prefix` in its document, in UTF-16 code units: 0 for documents of ordinary length. It stays the same
   * from one request to the next wherever possible, since a text that starts elsewhere is another text to a recurrent
   * model.
   */
  readonly prefixStart: number;
}

export interface CompletionRequest extends DocumentPosition {
  /** Text after the cursor, some lines of it. */
  readonly suffix: string;
  readonly eagerness: Eagerness;
  /** Longest offer, in UTF-16 code units. */
  readonly maximumLength: number;
  /** Asked for by a command: look harder, return alternatives, show even what is unlikely. */
  readonly explicit: boolean;
  /** With `explicit`: several lines, as far as the model knows how to go on, longer than `maximumLength` if need be. */
  readonly draft?: boolean;
  /** Every offer has to begin with this (the entry selected in the suggest widget). */
  readonly requiredStart?: string;
  /** Milliseconds after which whatever is decoded is answered. `Infinity`: take all the time it takes. */
  readonly budgetMilliseconds: number;
}

export interface CompletionOffer {
  /** To be inserted at the cursor; line feeds only. */
  readonly text: string;
  /** Probability that all of `text` is what the user goes on to write. */
  readonly probability: number;
}

export interface CompletionResult {
  /** Best first; empty when silence is better. */
  readonly offers: readonly CompletionOffer[];
}
