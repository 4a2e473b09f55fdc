/**
 * What a fine-tuning is told to do, and what it reports while it runs and at its end. Plain data: it crosses the
 * process boundary, the report is kept as `report.json` in the workspace's storage, and the panel shows it.
 */
import type { LanguageCount } from '../workspace/workspaceSurvey.ts';

/** A point of a curve: characters of training read, bits per character. */
export type CurvePoint = readonly [characters: number, bits: number];

export interface FineTuneParameters {
  /** Folder of the model that ships: it is trained further, and compared with the result. */
  readonly baseFolder: string;
  /** The workspace's storage: checkpoint, report, saved training and lock. Created when absent. */
  readonly storageFolder: string;
  /** The time budget for everything: measuring, training, measuring again. */
  readonly minutes: number;
  /** Training ends after so many updates, whatever time they take, so a test learns the same on any machine. */
  readonly updates?: number | undefined;
  /** Threads of the native library. */
  readonly threads: number;
  readonly seed: number;
  /** Go on with the saved training if there is one that fits; else begin anew. */
  readonly resume: boolean;
}

export type FineTunePhase = 'preparing' | 'measuringBase' | 'training' | 'measuringResult' | 'comparing' | 'saving';

export interface FineTuneProgress {
  readonly phase: FineTunePhase;
  /** Share of the time budget that is spent, 0 to 1. */
  readonly fraction: number;
  readonly paused: boolean;
  /** Tokens per second over the last seconds of training; 0 in other phases. */
  readonly charactersPerSecond: number;
  readonly remainingSeconds: number;
  /** Training loss in bits per token; each point is a mean over some updates. */
  readonly training: readonly CurvePoint[];
  /** Bits per character of held-out files; the first point is the base model. */
  readonly heldOut: readonly CurvePoint[];
  /** A sentence about a problem that stops nothing, such as a full disk. */
  readonly warning: string | undefined;
}

export interface BeforeAfter {
  readonly before: number;
  readonly after: number;
}

/** A line of a held-out file as both models would have completed it. */
export interface ComparedLine {
  readonly path: string;
  /** The line up to the cursor. */
  readonly typed: string;
  /** The rest of the line in the file. */
  readonly truth: string;
  /** The offer of the base model; empty for none. */
  readonly before: string;
  /** The offer of the fine-tuned model; empty for none. */
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
    /** Number of left-out files by reason. */
    readonly leftOut: Readonly<Record<string, number>>;
  };
  readonly training: {
    /** Active time, without pauses. */
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
  /** Bits per character of text from elsewhere. */
  readonly baseProbe: BeforeAfter;
  /** Share of keystrokes saved in a sample of held-out files, 0 to 1. Absent when there was no time to type. */
  readonly keystrokesSaved: BeforeAfter | undefined;
  readonly curve: { readonly training: readonly CurvePoint[]; readonly heldOut: readonly CurvePoint[] };
  readonly lines: readonly ComparedLine[];
}
