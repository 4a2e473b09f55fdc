/** What others see of a fine-tuning, and what it needs from the editor. */
import type { Logger } from '../../base/logger.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import type { TrainerClient } from '../../processes/trainerClient.ts';
import type { FineTuneProgress, FineTuneReport, SurveyRequest } from '../../processes/contracts.ts';
import type { FineTunePlan } from './fineTunePlan.ts';
import type { Note } from './runRecord.ts';

export type FineTuningState =
  | { readonly kind: 'idle' }
  /** `files`: read so far. */
  | { readonly kind: 'surveying'; readonly files: number }
  /** `restarted`: the trainer was lost, and the new one has not reported yet. */
  | {
      readonly kind: 'running';
      readonly progress: FineTuneProgress;
      readonly byUser: boolean;
      readonly restarted: boolean;
    }
  | { readonly kind: 'done'; readonly report: FineTuneReport; readonly byUser: boolean }
  | {
      readonly kind: 'stopped';
      readonly wasCancelled: boolean;
      /** What happened; `action` says what follows. Both are whole sentences. */
      readonly message: string;
      readonly action: string;
      readonly last: FineTuneProgress | undefined;
      /** The training was saved and can go on. */
      readonly canGoOn: boolean;
      readonly byUser: boolean;
    };

/** What a fine-tuning needs from the editor. */
export interface FineTuningSurroundings {
  /** The workspace as it is now. @throws UserError when there is none to learn */
  readonly workspace: () => LearnableWorkspace;
  /** Loads the new model. */
  readonly onKept: () => Promise<void>;
  /** Records that a fine-tuning has begun. */
  readonly note: Note;
  readonly logger: Logger;
  readonly scheduler: Scheduler;
}

export interface LearnableWorkspace {
  readonly baseFolder: string;
  readonly storageFolder: string;
  /** Threads for a plan on this machine. */
  readonly threads: (plan: FineTunePlan) => number;
  readonly request: (plan: FineTunePlan) => Promise<SurveyRequest>;
  /** Starts a process that reads this workspace. */
  readonly startTrainer: () => Promise<TrainerClient>;
  /** Deletes the saved training. Not while a trainer is at work. */
  readonly removeSaved: () => Promise<void>;
}

export interface StartOptions {
  readonly plan: FineTunePlan;
  /** Go on with the saved training. */
  readonly resume: boolean;
  /** False when it begins by itself on an idle machine. */
  readonly byUser: boolean;
}

/** Before the trainer reports anything. */
export const nothingYet: FineTuneProgress = {
  phase: 'preparing',
  fraction: 0,
  paused: false,
  charactersPerSecond: 0,
  remainingSeconds: 0,
  training: [],
  heldOut: [],
  warning: undefined,
};

/** Whether the trainer may have saved something. */
export function hasTrained({ phase, training }: FineTuneProgress): boolean {
  return training.length > 0 || (phase !== 'preparing' && phase !== 'measuringBase');
}
