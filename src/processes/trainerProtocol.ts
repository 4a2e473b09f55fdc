/**
 * What crosses the boundary between the extension host and the trainer, the process that reads a workspace and fine-tunes the model on it.
 *
 * The trainer opens no file of the workspace itself: it asks the host, whose file system reaches remote and virtual folders
 * as well. It writes into one folder, the workspace's storage. Every progress message is a whole picture, so that a view which
 * comes late or comes back has to know nothing of the earlier ones.
 */
import { NotificationType, RequestType } from 'vscode-jsonrpc';
import type { FineTuneParameters, FineTuneProgress, FineTuneReport } from '../fineTuning/fineTuneReport.ts';
import type {
  DirectoryEntry,
  FileText,
  RepositoryAbove,
  SurveyRequest,
  SurveySummary,
  WorkspaceFileSystem,
} from '../workspace/workspaceSurvey.ts';

export type {
  DirectoryEntry,
  FileText,
  FineTuneParameters,
  FineTuneProgress,
  FineTuneReport,
  RepositoryAbove,
  SurveyRequest,
  SurveySummary,
  WorkspaceFileSystem,
};

/** What `surveyRequest` found is what `fineTuneRequest` learns: it comes first, in the same process. */
export interface InspectParameters {
  readonly baseFolder: string;
  readonly storageFolder: string;
}

/** What lies in a workspace's storage. */
export interface StorageState {
  /** The adapted model: absent, usable, or why it is not (a sentence). */
  readonly model:
    | { readonly kind: 'none' }
    | {
        readonly kind: 'usable';
        readonly name: string;
        /** Made from another base model than the one that ships now. */
        readonly isOfOtherBase: boolean;
        /** What `model.json` says of its origin. */
        readonly provenance: Readonly<Record<string, unknown>>;
      }
    | { readonly kind: 'damaged'; readonly message: string };
  /** A training that was interrupted and can go on: how much of it is done, 0 to 1. */
  readonly resumable: { readonly fraction: number; readonly minutes: number } | undefined;
  /** Process id of a trainer that works on this storage now. */
  readonly lockedBy: number | undefined;
}

export interface TransferParameters {
  /** Folder with `model.json` and weights. */
  readonly from: string;
  readonly to: string;
}

/** The error's message is a sentence for the user, this is what to do about it; absent with a defect. */
export interface TrainerFailure {
  readonly action: string;
}

export interface PathInFolder {
  /** Index into `SurveyRequest.folders`. */
  readonly folder: number;
  /** Relative to the folder, forward slashes; empty for the folder itself. */
  readonly path: string;
}

// Host to trainer.
export const surveyRequest = new RequestType<SurveyRequest, SurveySummary, TrainerFailure>('survey');
export const fineTuneRequest = new RequestType<FineTuneParameters, FineTuneReport, TrainerFailure>('fineTune');
export const inspectRequest = new RequestType<InspectParameters, StorageState, TrainerFailure>('inspect');
/** Copies a model after reading and checking all of it: for import and export. */
export const transferRequest = new RequestType<TransferParameters, { readonly name: string }, TrainerFailure>(
  'transfer',
);
export const pauseNotification = new NotificationType<{ readonly paused: boolean }>('pause');

// Trainer to host.
export const listDirectoryRequest = new RequestType<PathInFolder, readonly DirectoryEntry[] | null, void>(
  'listDirectory',
);
/** `folder`: index into `SurveyRequest.folders`. */
export const repositoryAboveRequest = new RequestType<{ readonly folder: number }, RepositoryAbove | null, void>(
  'repositoryAbove',
);
export const readTextRequest = new RequestType<PathInFolder, FileText, void>('readText');
export const surveyProgressNotification = new NotificationType<{ readonly files: number }>('surveyProgress');
export const progressNotification = new NotificationType<FineTuneProgress>('progress');
