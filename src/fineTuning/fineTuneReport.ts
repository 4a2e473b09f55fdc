/**
 * What is told of a fine-tuning while it runs and after it. Plain data: it crosses process boundaries, is kept as `report.json` in the
 * workspace's storage, and is drawn by a panel.
 */
import type { LanguageCount } from '../workspace/workspaceSurvey.ts';

/** A point of a curve: characters of training read, bits per character. */
export type CurvePoint = readonly [characters: number, bits: number];

export interface FineTuneParameters {
  /** Folder of the model that ships: what is trained further, and what the result is compared with. */
  readonly baseFolder: string;
  /** The workspace's storage: checkpoint, report, saved training and lock. Created when absent. */
  readonly storageFolder: string;
  /** Time for everything: measuring, training, measuring again. */
  readonly minutes: number;
  /** Threads of the native library. */
  readonly threads: number;
  readonly seed: number;
  /** Go on with the training saved in the storage, if there is one that fits; else begin anew. */
  readonly resume: boolean;
}

export type FineTunePhase = 'preparing' | 'measuringBase' | 'training' | 'measuringResult' | 'comparing' | 'saving';

export interface FineTuneProgress {
  readonly phase: FineTunePhase;
  /** Of the whole, 0 to 1. */
  readonly fraction: number;
  readonly paused: boolean;
  /** Tokens per second of training, over the last seconds; 0 while nothing is trained. */
  readonly charactersPerSecond: number;
  readonly remainingSeconds: number;
  /** Training loss, bits per token, each point a mean over some updates. */
  readonly training: readonly CurvePoint[];
  /** Held-out files, bits per character; the first point is the base model. */
  readonly heldOut: readonly CurvePoint[];
  /** Something that is the matter but stops nothing, such as a full disk: a sentence. */
  readonly warning: string | undefined;
}

export interface BeforeAfter {
  readonly before: number;
  readonly after: number;
}

/** A line of a held-out file as both models would have completed it. */
export interface ComparedLine {
  readonly path: string;
  /** What stands left of the cursor on its line. */
  readonly typed: string;
  /** What the file goes on with, to the end of the line. */
  readonly truth: string;
  /** What the base model offers; empty for silence. */
  readonly before: string;
  /** What the fine-tuned model offers; empty for silence. */
  readonly after: string;
}

/** Why the new model was not kept. */
export type NotKeptReason = 'heldOutNotBetter' | 'baseForgotten' | 'inUseIsBetter';

export interface FineTuneReport {
  readonly formatVersion: 1;
  readonly kept: boolean;
  readonly notKept: NotKeptReason | undefined;
  /** ISO 8601, UTC. */
  readonly finished: string;
  readonly base: { readonly name: string; readonly sha256: string };
  readonly corpus: {
    readonly languages: readonly LanguageCount[];
    readonly files: number;
    readonly characters: number;
    readonly heldOutFiles: number;
    readonly heldOutCharacters: number;
    /** Files by the reason for which they were left out. */
    readonly leftOut: Readonly<Record<string, number>>;
  };
  readonly training: {
    /** Active time, pauses not counted. */
    readonly seconds: number;
    readonly updates: number;
    /** Tokens read. */
    readonly characters: number;
    /** Tokens scored to measure. */
    readonly measured: number;
    readonly threads: number;
  };
  /** Bits per character of held-out files of the workspace. */
  readonly heldOut: BeforeAfter;
  /** Bits per character of text that has nothing to do with the workspace. */
  readonly baseProbe: BeforeAfter;
  /** Share of keystrokes saved when a sample of held-out files is typed, 0 to 1. Absent when there was no time to type. */
  readonly keystrokesSaved: BeforeAfter | undefined;
  readonly curve: { readonly training: readonly CurvePoint[]; readonly heldOut: readonly CurvePoint[] };
  readonly lines: readonly ComparedLine[];
}
