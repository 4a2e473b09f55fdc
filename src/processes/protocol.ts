/**
 * What crosses the boundary between the extension host and the completion server: JSON-RPC requests and notifications,
 * spoken by `vscode-jsonrpc` over Node's IPC channel. Both sides import this file and nothing of each other.
 */
import type { SurveyRequest, WorkspaceFileSystem } from '../workspace/workspaceSurvey.ts';
import type { PathInFolder } from './trainerProtocol.ts';
import { NotificationType, NotificationType0, RequestType } from 'vscode-jsonrpc';
import type { LanguageRequest, LanguageResult } from '../completion/languageDetection.ts';
import type {
  CompletionOffer,
  CompletionRequest,
  CompletionResult,
  DocumentPosition,
  Eagerness,
} from '../completion/request.ts';
import type { Alternative, Choice, Column, Exploration, ExploreRequest } from '../completion/explore/request.ts';
import type {
  Expectation,
  ExplainRequest,
  Explanation,
  Stretch,
  SurpriseDocument,
  SurpriseRequest,
  SurpriseResult,
  SurprisingLine,
  SurprisingPlace,
} from '../completion/surprise/request.ts';

export interface InitializeParameters {
  /** Folder that holds `model.json` and its weights. */
  readonly modelFolder: string;
  /** Folder of the model that comes with the extension. What lies beside it serves the models that were fine-tuned from it as well. */
  readonly baseFolder: string;
}

export interface InitializeResult {
  readonly modelName: string;
  readonly parameterCount: number;
  readonly bitsPerCharacter: number;
}

/** What the engine is asked and answers travels as it is. */
export type { CompletionOffer, DocumentPosition, Eagerness };
export type CompleteParameters = CompletionRequest;
export type CompleteResult = CompletionResult;
export type DetectLanguageParameters = LanguageRequest;
export type DetectLanguageResult = LanguageResult;
export type { Expectation, Explanation, Stretch, SurpriseDocument, SurpriseResult, SurprisingLine, SurprisingPlace };
export type { Alternative, Choice, Column, Exploration };
export type ExploreParameters = ExploreRequest;
export type SurpriseParameters = SurpriseRequest;
export type ExplainParameters = ExplainRequest;

/** The model could not be loaded; the error's message is a sentence for the user and this tells what to do about it. */
export interface InitializeFailure {
  readonly action: string;
}

/** Sent when the answer in the budget was empty and something worth showing was decoded afterwards. */
export interface OfferReadyParameters {
  readonly documentId: string;
}

export interface TextCacheParameters {
  /** False: the model alone has the word. */
  readonly enabled: boolean;
  /** What may be read into it, through the requests that the trainer asks as well; absent where nothing may be. */
  readonly workspace?: SurveyRequest;
}
export type { PathInFolder, SurveyRequest, WorkspaceFileSystem };

export const initializeRequest = new RequestType<InitializeParameters, InitializeResult, InitializeFailure>(
  'initialize',
);
export const completeRequest = new RequestType<CompleteParameters, CompleteResult, undefined>('complete');
/** Which language a text is in. Answered when nothing else is to be done. */
export const detectLanguageRequest = new RequestType<DetectLanguageParameters, DetectLanguageResult, undefined>(
  'detectLanguage',
);
/** What is surprising in a document, as far as it is known within a budget. Computed when nothing else is to be done. */
export const surpriseRequest = new RequestType<SurpriseParameters, SurpriseResult, undefined>('surprise');
/** Why one place is surprising, and what was expected; null where nothing is known of it. */
export const explainRequest = new RequestType<ExplainParameters, Explanation | null, undefined>('explain');
/** Nobody looks at surprise any more: what is kept for it can go. */
export const surpriseHiddenNotification = new NotificationType0('surpriseHidden');
/** What may come next at a place, and the states along its line; null when nobody waits for it any more. Computed when nothing else is to be done. */
export const exploreRequest = new RequestType<ExploreParameters, Exploration | null, undefined>('explore');
/** Nobody explores any more: what is kept for it can go. */
export const exploreHiddenNotification = new NotificationType0('exploreHidden');
/** Whether there is a text cache, and of what. Until it is told, there is none. */
export const textCacheNotification = new NotificationType<TextCacheParameters>('textCache');
/** Whether something is learnt of documents while they are open. Until it is told, nothing is. */
export const liveLearningNotification = new NotificationType<{ readonly enabled: boolean }>('liveLearning');
/** Files of the workspace came, changed or went. */
export const filesChangedNotification = new NotificationType<{ readonly files: readonly PathInFolder[] }>(
  'filesChanged',
);
/** Reads ahead, so that the first keystroke in a document finds its states in the cache. */
export const readAheadNotification = new NotificationType<DocumentPosition>('readAhead');
export const documentClosedNotification = new NotificationType<{ readonly documentId: string }>('documentClosed');
export const offerReadyNotification = new NotificationType<OfferReadyParameters>('offerReady');
