/** What is to be seen of a fine-tuning from outside, and what it needs to be done. */
import type { Logger } from '../../base/logger.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import type { TrainerClient } from '../../processes/trainerClient.ts';
import type { FineTuneProgress, FineTuneReport, SurveyRequest } from '../../processes/trainerProtocol.ts';
import type { FineTunePlan } from './fineTunePlan.ts';
import type { Note } from './runRecord.ts';

export type FineTuningState =
  | { readonly kind: 'idle' }
  /** `files`: read so far. */
  | { readonly kind: 'surveying'; readonly files: number }
  /** `restarted`: the trainer was lost and there is no news from the new one yet. */
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

/** What a fine-tuning needs of the editor. */
export interface FineTuningSurroundings {
  /** The workspace as it is now. @throws UserError when there is none to be learnt */
  readonly workspace: () => WorkspaceAtHand;
  /** Takes the new model up. */
  readonly onKept: () => Promise<void>;
  /** Where it is noted that one has begun. */
  readonly note: Note;
  readonly logger: Logger;
  readonly scheduler: Scheduler;
}

export interface WorkspaceAtHand {
  readonly baseFolder: string;
  readonly storageFolder: string;
  /** Cores of this machine. */
  readonly threads: (plan: FineTunePlan) => number;
  readonly request: (plan: FineTunePlan) => Promise<SurveyRequest>;
  /** Starts a process that reads this workspace. */
  readonly startTrainer: () => Promise<TrainerClient>;
  /** Deletes the saved training. Not while a trainer is at work. */
  readonly removeSaved: () => Promise<void>;
}

export interface StartOptions {
  readonly plan: FineTunePlan;
  /** Go on with what was saved. */
  readonly resume: boolean;
  /** And not by itself, while the machine was idle. */
  readonly byUser: boolean;
}

/** Before the trainer has said anything. */
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

/** Something may have been saved. */
export function hasTrained({ phase, training }: FineTuneProgress): boolean {
  return training.length > 0 || (phase !== 'preparing' && phase !== 'measuringBase');
}
