/**
 * What is asked about the surprise of a text and what is answered. It crosses the process boundary as it is
 * (processes/contracts.ts). Places are lines and characters counted from 0 within the text that was sent, since offsets
 * depend on what ends a line.
 */
import type { SurpriseLevel } from './ranking.ts';

/** A document, or the stretch of a very long one that is looked at. */
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
  /** Milliseconds after which is answered what there is; asking again goes on from there. */
  readonly budgetMilliseconds: number;
}

/** Within one line. */
export interface Stretch {
  readonly line: number;
  readonly character: number;
  /** UTF-16 code units. */
  readonly length: number;
}

export interface SurprisingPlace extends Stretch {
  readonly level: SurpriseLevel;
  /** Bits more than was to be expected there: the measure by which places are ranked. */
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
  /** False while something is still to be scored. Places behind an edit may be those from before it. */
  readonly isComplete: boolean;
  /** Share of the text that is scored, between 0 and 1. */
  readonly scored: number;
}

export interface ExplainRequest extends SurpriseDocument {
  readonly line: number;
  readonly character: number;
}

/** What the model would rather have read. */
export interface Expectation {
  /** From the start of the word on, as far as there is one way to go on that is likely. */
  readonly text: string;
  /** False where the word would have gone on, in ways of which none is likely. */
  readonly isWhole: boolean;
  /** Of exactly this, given everything before the letter that was not expected. */
  readonly probability: number;
}

export interface Explanation {
  readonly word: Stretch;
  /** Bits of all characters of the word and of its end: its probability is 2 to the power of minus this. */
  readonly wordBits: number;
  /**
   * The character that was least expected: one of the word's; or the one behind it, where the word should have gone on.
   */
  readonly characterText: string;
  /** Place of that character. */
  readonly character: Stretch;
  /** Of the character; of the word's end, where it is that. */
  readonly characterBits: number;
  /** The likeliest first. Empty when nothing was likely. */
  readonly expected: readonly Expectation[];
}
