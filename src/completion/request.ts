/**
 * Requests to the completion engine and its answers. They cross the process boundary as they are
 * (`processes/contracts.ts`).
 */

/** How readily something is offered: a row of the table in `showRule.ts`. */
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
   * Offset of `prefix` in its document, in UTF-16 code units. Requests keep it where possible: a recurrent model has to
   * read a text with another start anew.
   */
  readonly prefixStart: number;
  /** Text after the cursor: to the end of the document, or some pages of it. */
  readonly suffix?: string;
}

export interface CompletionRequest extends DocumentPosition {
  readonly suffix: string;
  readonly eagerness: Eagerness;
  /** Longest offer, in UTF-16 code units. */
  readonly maximumLength: number;
  /** Shortest offer that nobody asked for, in characters; 1 by default. */
  readonly minimumLength?: number;
  /** Asked for by a command: return alternatives, and show even what is unlikely. */
  readonly explicit: boolean;
  /** With `explicit`: several lines, as far as the model goes on, longer than `maximumLength` if need be. */
  readonly draft?: boolean;
  /** Start of every offer: the selected entry of the suggest widget. */
  readonly requiredStart?: string;
  /** Milliseconds until the answer. `Infinity`: no limit. */
  readonly budgetMilliseconds: number;
}

export interface CompletionOffer {
  /** To be inserted at the cursor; line feeds only. */
  readonly text: string;
  /** Characters behind the cursor, on its line, that `text` takes the place of and has in it; 0 by default. */
  readonly replaced?: number;
  /** Probability that the user goes on to write all of `text`. */
  readonly probability: number;
}

/**
 * What the model had read: the whole text; the whole text, some of it as it was before an edit; only a stretch before
 * the cursor.
 */
export type AnswerContext = 'whole' | 'older' | 'short';

export interface CompletionResult {
  /** Best first. */
  readonly offers: readonly CompletionOffer[];
  /** Absent when the model was not asked, or had no time to read anything. */
  readonly context?: AnswerContext;
}

/** One change of a document, as the editor reports it. Texts are as the document holds them, with CRLF where it has it. */
export interface DocumentChange {
  /** Where it begins, in UTF-16 code units of the document. */
  readonly offset: number;
  readonly removed: string;
  readonly inserted: string;
  /** Text before and after the change, about `changeContext` code units each. */
  readonly left: string;
  readonly right: string;
}

/** Code units on each side of a change: enough to tell where it happened, and whether the line holds a secret. */
export const changeContext = 120;

export interface DocumentEdit {
  readonly documentId: string;
  /** Absent for what no user repeats: undo, formatting, changes of several places, very long ones. */
  readonly change?: DocumentChange;
}
