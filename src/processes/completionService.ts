/**
 * The server's half of the protocol: turns requests on a connection into calls of a completion engine. It knows neither the
 * process it runs in nor where models come from, so tests run it over an in-memory connection with a fake engine.
 */
import type { MessageConnection } from 'vscode-jsonrpc';
import { ErrorCodes, ResponseError } from 'vscode-jsonrpc';
import { abortSignalOf } from '../base/cancellation.ts';
import { UserError } from '../base/userError.ts';
import type {
  CompleteParameters,
  CompleteResult,
  DetectLanguageParameters,
  DetectLanguageResult,
  DocumentPosition,
  ExplainParameters,
  Explanation,
  Exploration,
  ExploreParameters,
  InitializeFailure,
  InitializeParameters,
  InitializeResult,
  PathInFolder,
  SurpriseParameters,
  SurpriseResult,
  TextCacheParameters,
  WorkspaceFileSystem,
} from './protocol.ts';
import {
  completeRequest,
  detectLanguageRequest,
  documentClosedNotification,
  explainRequest,
  exploreHiddenNotification,
  exploreRequest,
  filesChangedNotification,
  initializeRequest,
  liveLearningNotification,
  offerReadyNotification,
  readAheadNotification,
  surpriseHiddenNotification,
  surpriseRequest,
  textCacheNotification,
} from './protocol.ts';
import { remoteFileSystem } from './remoteFileSystem.ts';

/** What the service asks of `CompletionEngine` and of what shares a model with it. */
export interface CompletionSource {
  complete(parameters: CompleteParameters, signal: AbortSignal): Promise<CompleteResult>;
  readAhead(position: DocumentPosition, signal: AbortSignal): Promise<void>;
  closeDocument(documentId: string): void;
  detectLanguage(parameters: DetectLanguageParameters, signal: AbortSignal): Promise<DetectLanguageResult>;
  score(parameters: SurpriseParameters, signal: AbortSignal): Promise<SurpriseResult>;
  explain(parameters: ExplainParameters, signal: AbortSignal): Promise<Explanation | undefined>;
  hideSurprise(): void;
  explore(parameters: ExploreParameters, signal: AbortSignal): Promise<Exploration | undefined>;
  hideExploration(): void;
  /** From now on with a text cache or without, over this workspace, which is read through `fileSystem`. */
  useTextCache(parameters: TextCacheParameters, fileSystem: WorkspaceFileSystem): void;
  /** From now on documents are learnt from while they are open, or not. */
  useLiveLearning(enabled: boolean): void;
  filesChanged(files: readonly PathInFolder[]): void;
}

export interface LoadedSource {
  readonly source: CompletionSource;
  readonly description: InitializeResult;
}

/** Loads a model. `offerReady` is called with the document for which something was decoded too late. */
export type LoadSource = (
  folders: InitializeParameters,
  offerReady: (documentId: string) => void,
) => Promise<LoadedSource>;

function initializeFailure(error: unknown): ResponseError<InitializeFailure> {
  if (error instanceof UserError)
    return new ResponseError(ErrorCodes.InternalError, error.message, { action: error.action });
  const reason = error instanceof Error ? error.message : String(error);
  return new ResponseError(ErrorCodes.InternalError, `The model could not be loaded: ${reason}`, {
    action: 'Reinstall Undercurrent, or see its log.',
  });
}

/** Answers on `connection` until it is closed. */
export function serveCompletions(connection: MessageConnection, load: LoadSource): void {
  let source: CompletionSource | undefined;
  let reading = new AbortController();

  connection.onRequest(initializeRequest, async (folders) => {
    try {
      const loaded = await load(folders, (documentId) => {
        void connection.sendNotification(offerReadyNotification, { documentId });
      });
      source = loaded.source;
      return loaded.description;
    } catch (error) {
      return initializeFailure(error);
    }
  });
  connection.onRequest(completeRequest, async (parameters, token) => {
    if (source === undefined) return { offers: [] };
    return source.complete(parameters, abortSignalOf(token));
  });
  connection.onRequest(detectLanguageRequest, async (parameters, token) => {
    if (source === undefined) return { languages: [] };
    return source.detectLanguage(parameters, abortSignalOf(token));
  });
  connection.onRequest(surpriseRequest, async (parameters, token) => {
    if (source === undefined) return { places: [], lines: [], isComplete: false, scored: 0 };
    return source.score(parameters, abortSignalOf(token));
  });
  connection.onRequest(explainRequest, async (parameters, token) => {
    return (await source?.explain(parameters, abortSignalOf(token))) ?? null;
  });
  connection.onRequest(exploreRequest, async (parameters, token) => {
    return (await source?.explore(parameters, abortSignalOf(token))) ?? null;
  });
  connection.onNotification(exploreHiddenNotification, () => {
    source?.hideExploration();
  });
  connection.onNotification(textCacheNotification, (parameters) => {
    source?.useTextCache(parameters, remoteFileSystem(connection));
  });
  connection.onNotification(liveLearningNotification, ({ enabled }) => {
    source?.useLiveLearning(enabled);
  });
  connection.onNotification(filesChangedNotification, ({ files }) => {
    source?.filesChanged(files);
  });
  connection.onNotification(surpriseHiddenNotification, () => {
    source?.hideSurprise();
  });
  connection.onNotification(readAheadNotification, async (position) => {
    // Only the document looked at last is worth reading; that requests go first is the engine's own rule.
    reading.abort();
    reading = new AbortController();
    try {
      await source?.readAhead(position, reading.signal);
    } catch (error) {
      // Nobody waits for an answer; the log of the server's output is where a defect shows.
      console.error('Reading ahead failed.', error);
    }
  });
  connection.onNotification(documentClosedNotification, ({ documentId }) => {
    source?.closeDocument(documentId);
  });
  connection.listen();
}
