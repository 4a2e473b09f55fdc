/**
 * The contracts between the extension host, the completion server and the trainer. `jsonRpc.ts` derives both ends from them. A new request
 * is a line here, its implementation and its caller.
 */
import type { ExploreRequest, Exploration } from '../completion/explore/request.ts';
import type { LanguageRequest, LanguageResult } from '../completion/languageDetection.ts';
import type { CompletionRequest, CompletionResult, DocumentPosition } from '../completion/request.ts';
import type { ExplainRequest, Explanation, SurpriseRequest, SurpriseResult } from '../completion/surprise/request.ts';
import type { FineTuneParameters, FineTuneProgress, FineTuneReport } from '../fineTuning/fineTuneReport.ts';
import type { InspectParameters, StorageState } from '../fineTuning/inspectStorage.ts';
import type { SurveyRequest, SurveySummary, WorkspaceFileSystem } from '../workspace/workspaceSurvey.ts';

/** The editor sees the types of requests and answers here. */
export type { Alternative, Choice, Column, Exploration, ExploreRequest } from '../completion/explore/request.ts';
export type { LanguageRequest, LanguageResult } from '../completion/languageDetection.ts';
export type { CompletionRequest, CompletionResult, DocumentPosition, Eagerness } from '../completion/request.ts';
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
  /** Of the model that comes with the extension. The files beside it serve the models that were fine-tuned from it as well. */
  readonly baseFolder: string;
}

export interface ModelDescription {
  readonly modelName: string;
  readonly parameterCount: number;
  readonly bitsPerCharacter: number;
}

export interface TextCacheParameters {
  /** False: the model alone decides. */
  readonly enabled: boolean;
  /** What may be read into the cache; absent where nothing may be. */
  readonly workspace?: SurveyRequest;
}

export interface PathInFolder {
  /** Index into `SurveyRequest.folders`. */
  readonly folder: number;
  /** Relative to the folder, forward slashes; empty for the folder itself. */
  readonly path: string;
}

/** Requests are answered when nothing more urgent is to be done; cancelled ones with what there is. */
export interface CompletionServer {
  /** Before all else. @throws UserError when the model cannot be loaded */
  initialize(folders: ModelFolders): Promise<ModelDescription>;
  complete(request: CompletionRequest, signal: AbortSignal): Promise<CompletionResult>;
  /** The language of a text. */
  detectLanguage(request: LanguageRequest, signal: AbortSignal): Promise<LanguageResult>;
  /** What is surprising in a document, as far as it is known within a budget. */
  surprise(request: SurpriseRequest, signal: AbortSignal): Promise<SurpriseResult>;
  /** Why one place is surprising, and what was expected; `undefined` where nothing is known of it. */
  explain(request: ExplainRequest, signal: AbortSignal): Promise<Explanation | undefined>;
  /** Frees what is kept for `surprise`. */
  hideSurprise(): void;
  /** What may come next at a place, and the states along its line; `undefined` for a place that is no longer asked about. */
  explore(request: ExploreRequest, signal: AbortSignal): Promise<Exploration | undefined>;
  /** Frees what is kept for `explore`. */
  hideExploration(): void;
  /** There is no text cache before this. */
  useTextCache(parameters: TextCacheParameters): void;
  /** Nothing is learnt of open documents before this. */
  useLiveLearning(enabled: boolean): void;
  /** Files of the workspace were created, changed or deleted. */
  filesChanged(files: readonly PathInFolder[]): void;
  /** Reads up to a position, so that the first keystroke there finds its states. The last position counts. */
  readAhead(position: DocumentPosition): void;
  closeDocument(documentId: string): void;
}

/** The server reads the workspace through the host. */
export interface CompletionHost extends WorkspaceFileSystem {
  /** The answer in the budget was empty, and something worth showing was decoded afterwards. */
  offerReady(documentId: string): void;
}

/**
 * The trainer reads the workspace through the host, a `WorkspaceFileSystem`, and writes into the workspace's storage only.
 * All requests reject with a `UserError` for what the user should know.
 */
export interface TrainerServer {
  /** Reads the workspace. `onFiles` hears how many files were read so far. */
  survey(request: SurveyRequest, signal: AbortSignal, onFiles: (files: number) => void): Promise<SurveySummary>;
  /** Learns what `survey` found. Each progress is complete, so a view that comes late needs no earlier one. */
  fineTune(
    parameters: FineTuneParameters,
    signal: AbortSignal,
    onProgress: (progress: FineTuneProgress) => void,
  ): Promise<FineTuneReport>;
  setPaused(paused: boolean): void;
  inspect(parameters: InspectParameters): Promise<StorageState>;
  /** Copies a model after checking all of it, for import and export. Both are folders with `model.json` and weights. */
  transfer(folders: { readonly from: string; readonly to: string }): Promise<{ readonly name: string }>;
}
