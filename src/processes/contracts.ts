/**
 * The contracts between the extension host, the completion server and the trainer. `jsonRpc.ts` derives both ends from
 * them. A new request is a line here, its implementation and its caller.
 */
import type { ExploreRequest, Exploration } from '../completion/explore/request.ts';
import type { LanguageRequest, LanguageResult } from '../completion/languageDetection.ts';
import type { CompletionRequest, CompletionResult, DocumentEdit, DocumentPosition } from '../completion/request.ts';
import type { ExplainRequest, Explanation, SurpriseRequest, SurpriseResult } from '../completion/surprise/request.ts';
import type { FineTuneParameters, FineTuneProgress, FineTuneReport } from '../fineTuning/fineTuneReport.ts';
import type { InspectParameters, StorageState } from '../fineTuning/inspectStorage.ts';
import type { SurveyRequest, SurveySummary, WorkspaceFileSystem } from '../workspace/workspaceSurvey.ts';

/** The editor imports the types of requests and answers from here. */
export type { Alternative, Choice, Column, Exploration, ExploreRequest } from '../completion/explore/request.ts';
export type { LanguageRequest, LanguageResult } from '../completion/languageDetection.ts';
export type {
  CompletionRequest,
  CompletionResult,
  DocumentEdit,
  DocumentPosition,
  Eagerness,
} from '../completion/request.ts';
export type {
  ExplainRequest,
  Explanation,
  Stretch,
  SurpriseDocument,
  SurpriseRequest,
  SurpriseResult,
  SurprisingPlace,
} from '../completion/surprise/request.ts';
export type { FineTuneParameters, FineTuneProgress, FineTuneReport } from '../fineTuning/fineTuneReport.ts';
export type { StorageState } from '../fineTuning/inspectStorage.ts';
export type {
  DirectoryEntry,
  FileText,
  RepositoryAbove,
  SurveyRequest,
  SurveySummary,
  WorkspaceFileSystem,
} from '../workspace/workspaceSurvey.ts';

export interface ModelFolders {
  /** Holds `model.json` and its weights. */
  readonly modelFolder: string;
  /** Of the model that ships. The files beside it also serve the models fine-tuned from it. */
  readonly baseFolder: string;
}

export interface ModelDescription {
  readonly modelName: string;
  readonly parameterCount: number;
  readonly bitsPerCharacter: number;
}

export interface TextCacheParameters {
  /** False: the model predicts alone. */
  readonly enabled: boolean;
  /** What the server may read into the cache; absent when it may read nothing. */
  readonly workspace?: SurveyRequest;
}

export interface PathInFolder {
  /** Index into `SurveyRequest.folders`. */
  readonly folder: number;
  /** Relative to the folder, forward slashes; empty for the folder itself. */
  readonly path: string;
}

/** `detectLanguage`, `surprise` and `explore` wait until the model is idle. */
export interface CompletionServer {
  /** A sign of life, at any time. */
  heartbeat(): Promise<void>;
  /** Comes before all other calls but `heartbeat`. @throws UserError when the model cannot be loaded */
  initialize(folders: ModelFolders): Promise<ModelDescription>;
  complete(request: CompletionRequest, signal: AbortSignal): Promise<CompletionResult>;
  /** Detects the language of a text. */
  detectLanguage(request: LanguageRequest, signal: AbortSignal): Promise<LanguageResult>;
  /** Scores a document within a budget. */
  surprise(request: SurpriseRequest, signal: AbortSignal): Promise<SurpriseResult>;
  /** Explains the surprise at one place; `undefined` where the place has no score. */
  explain(request: ExplainRequest, signal: AbortSignal): Promise<Explanation | undefined>;
  /** Frees what is kept for `surprise`. */
  hideSurprise(): void;
  /** Predicts what comes next at a place, with the states along its line; `undefined` after a later request. */
  explore(request: ExploreRequest, signal: AbortSignal): Promise<Exploration | undefined>;
  /** Frees what is kept for `explore`. */
  hideExploration(): void;
  /** The text cache is off before this. */
  useTextCache(parameters: TextCacheParameters): void;
  /** Learning from open documents is off before this. */
  useLiveLearning(enabled: boolean): void;
  /** Files of the workspace were created, changed or deleted. */
  filesChanged(files: readonly PathInFolder[]): void;
  /** Reads up to a position, so that the first keystroke there is no cache miss. A later call cancels it. */
  readAhead(position: DocumentPosition): void;
  /** A document was changed. Comes for each change of a document that may be remembered, in their order. */
  edited(edit: DocumentEdit): void;
  /** Forgets all edits: what may be remembered has changed. */
  forgetEdits(): void;
  closeDocument(documentId: string): void;
}

/** The server reads the workspace through the host. */
export interface CompletionHost extends WorkspaceFileSystem {
  /** An offer was decoded after an empty answer. */
  offerReady(documentId: string): void;
}

/**
 * The trainer reads the workspace through the host, a `WorkspaceFileSystem`, and writes into the workspace's storage
 * only. All requests reject with a `UserError` for what the user should know.
 */
export interface TrainerServer {
  /** A sign of life, at any time. */
  heartbeat(): Promise<void>;
  /** Reads the workspace. `onFiles` gets the number of files read so far. */
  survey(request: SurveyRequest, signal: AbortSignal, onFiles: (files: number) => void): Promise<SurveySummary>;
  /** Trains on what `survey` found. Each progress is complete, so a new view needs no earlier one. */
  fineTune(
    parameters: FineTuneParameters,
    signal: AbortSignal,
    onProgress: (progress: FineTuneProgress) => void,
  ): Promise<FineTuneReport>;
  setPaused(paused: boolean): void;
  inspect(parameters: InspectParameters): Promise<StorageState>;
  /** Copies a model that was checked, loaded and asked, for import and export. Both are folders with `model.json`. */
  transfer(folders: { readonly from: string; readonly to: string }): Promise<{ readonly name: string }>;
}
