/**
 * What crosses the boundary between the extension host and the trainer, the process that reads a workspace and fine-tunes the model on it.
 *
 * The trainer opens no file of the workspace itself: it asks the host, whose file system reaches remote and virtual folders
 * as well. It writes into one folder, the workspace's storage. Every progress message is a whole picture, so that a view which
 * comes late or comes back has to know nothing of the earlier ones.
 */
import { NotificationType, RequestType } from 'vscode-jsonrpc';
import type { FineTuneParameters, FineTuneProgress, FineTuneReport } from '../fineTuning/fineTuneReport.ts';
import type { InspectParameters, StorageState } from '../fineTuning/inspectStorage.ts';
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
  InspectParameters,
  RepositoryAbove,
  StorageState,
  SurveyRequest,
  SurveySummary,
  WorkspaceFileSystem,
};

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
/** Learns what `surveyRequest` found: the survey comes first, in the same process. */
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
