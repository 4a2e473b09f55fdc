/**
 * Requests for the surprise of a text and their answers. They cross the process boundary as they are
 * (`processes/contracts.ts`). Places are lines and characters from 0 in the sent text.
 */
import type { SurpriseLevel } from './ranking.ts';

/** A document, or a stretch of a very long one. */
export interface SurpriseDocument {
  /** Stable while the document is open: its URI. */
  readonly documentId: string;
  /** VS Code language id. */
  readonly languageId: string;
  /** Workspace-relative path with forward slashes, empty when there is none. */
  readonly path: string;
  /** Line feeds only. */
  readonly text: string;
}

export interface SurpriseRequest extends SurpriseDocument {
  /** Milliseconds until the answer; the next request continues. */
  readonly budgetMilliseconds: number;
}

/** Inside one line. */
export interface Stretch {
  readonly line: number;
  readonly character: number;
  /** UTF-16 code units. */
  readonly length: number;
}

export interface SurprisingPlace extends Stretch {
  readonly level: SurpriseLevel;
  /** Bits more than expected there. */
  readonly excess: number;
}

interface SurprisingLine {
  readonly line: number;
  readonly bitsPerCharacter: number;
}

export interface SurpriseResult {
  /** In the order of the text. */
  readonly places: readonly SurprisingPlace[];
  readonly lines: readonly SurprisingLine[];
  /** False while something is not scored. Places behind an edit may then be those from before it. */
  readonly isComplete: boolean;
  /** Scored share of the text, 0 to 1. */
  readonly scored: number;
}

export interface ExplainRequest extends SurpriseDocument {
  readonly line: number;
  readonly character: number;
}

/** What the model expected. */
export interface Expectation {
  /** From the start of the word on, as far as there is one way to go on that is likely. */
  readonly text: string;
  /** False when the word would go on in several unlikely ways. */
  readonly isWhole: boolean;
  /** Given everything before the unexpected character. */
  readonly probability: number;
}

export interface Explanation {
  readonly word: Stretch;
  /** Bits of the word and of its end: its probability is 2 to the power of minus this. */
  readonly wordBits: number;
  /** The least expected character of the word, or the one behind it when the word should have gone on. */
  readonly characterText: string;
  readonly character: Stretch;
  /** Of the character, or of the end of the word. */
  readonly characterBits: number;
  /** Likeliest first. Empty when nothing was likely. */
  readonly expected: readonly Expectation[];
}
