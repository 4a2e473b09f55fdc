/**
 * The protocol from the client's side: plain methods and signals outside, JSON-RPC requests and cancellation tokens inside.
 * It and `serverProcess.ts` are all of the extension that needs vscode-jsonrpc, so both are loaded with the first server.
 */
import type { CancellationToken, MessageConnection } from 'vscode-jsonrpc';
import { CancellationTokenSource, ResponseError } from 'vscode-jsonrpc';
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
  OfferReadyParameters,
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
import { serveFileSystem } from './remoteFileSystem.ts';

export interface ServerConnection {
  /** Rejects with a `UserError` when the model cannot be loaded, with another error when the connection breaks. */
  initialize(parameters: InitializeParameters): Promise<InitializeResult>;
  /** Nothing at once when cancelled; rejects when the server fails or is gone. */
  complete(parameters: CompleteParameters, signal: AbortSignal): Promise<CompleteResult>;
  /** As `complete`. */
  detectLanguage(parameters: DetectLanguageParameters, signal: AbortSignal): Promise<DetectLanguageResult>;
  /** `undefined` at once when cancelled; rejects as `complete` does. */
  surprise(parameters: SurpriseParameters, signal: AbortSignal): Promise<SurpriseResult | undefined>;
  /** As `surprise`; `undefined` also where nothing is known of the place. */
  explain(parameters: ExplainParameters, signal: AbortSignal): Promise<Explanation | undefined>;
  surpriseHidden(): void;
  /** As `surprise`. */
  explore(parameters: ExploreParameters, signal: AbortSignal): Promise<Exploration | undefined>;
  exploreHidden(): void;
  /** Whether there is a text cache, and of what; the server reads through `fileSystem`. */
  useTextCache(parameters: TextCacheParameters, fileSystem: WorkspaceFileSystem | undefined): void;
  useLiveLearning(enabled: boolean): void;
  filesChanged(files: readonly PathInFolder[]): void;
  readAhead(position: DocumentPosition): void;
  documentClosed(documentId: string): void;
  onOfferReady(listener: (parameters: OfferReadyParameters) => void): void;
  /** Everything that waits for an answer is rejected. */
  close(): void;
}

/** Speaks to the server at the other end of `connection`, which need not listen yet. */
export function connectServer(connection: MessageConnection): ServerConnection {
  // A notification that does not arrive has met the end of its server, of which the process tells.
  const ignore = () => undefined;
  connection.onError(ignore);
  let readable: WorkspaceFileSystem | undefined;
  serveFileSystem(connection, () => readable);
  connection.listen();
  return {
    initialize: (parameters) => initialize(connection, parameters),
    complete: (parameters, signal) =>
      ask({ offers: [] }, signal, (token) => connection.sendRequest(completeRequest, parameters, token)),
    detectLanguage: (parameters, signal) =>
      ask({ languages: [] }, signal, (token) => connection.sendRequest(detectLanguageRequest, parameters, token)),
    surprise: (parameters, signal) =>
      ask<SurpriseResult | undefined>(undefined, signal, (token) =>
        connection.sendRequest(surpriseRequest, parameters, token),
      ),
    explain: async (parameters, signal) =>
      (await ask(null, signal, (token) => connection.sendRequest(explainRequest, parameters, token))) ?? undefined,
    surpriseHidden() {
      connection.sendNotification(surpriseHiddenNotification).catch(ignore);
    },
    explore: async (parameters, signal) =>
      (await ask(null, signal, (token) => connection.sendRequest(exploreRequest, parameters, token))) ?? undefined,
    exploreHidden() {
      connection.sendNotification(exploreHiddenNotification).catch(ignore);
    },
    useTextCache(parameters, fileSystem) {
      readable = fileSystem;
      connection.sendNotification(textCacheNotification, parameters).catch(ignore);
    },
    useLiveLearning(enabled) {
      connection.sendNotification(liveLearningNotification, { enabled }).catch(ignore);
    },
    filesChanged(files) {
      connection.sendNotification(filesChangedNotification, { files }).catch(ignore);
    },
    readAhead(position) {
      connection.sendNotification(readAheadNotification, position).catch(ignore);
    },
    documentClosed(documentId) {
      connection.sendNotification(documentClosedNotification, { documentId }).catch(ignore);
    },
    onOfferReady(listener) {
      connection.onNotification(offerReadyNotification, listener);
    },
    close() {
      connection.dispose();
    },
  };
}

async function initialize(connection: MessageConnection, parameters: InitializeParameters): Promise<InitializeResult> {
  try {
    return await connection.sendRequest(initializeRequest, parameters);
  } catch (error) {
    if (!(error instanceof ResponseError)) throw error;
    const { message, data } = error as ResponseError<InitializeFailure | undefined>;
    throw data === undefined ? error : new UserError(message, data.action, { cause: error });
  }
}

/** The answer to a request, or `nothing` at once when it is cancelled. */
async function ask<R>(nothing: R, signal: AbortSignal, send: (token: CancellationToken) => Promise<R>): Promise<R> {
  if (signal.aborted) return nothing;
  const source = new CancellationTokenSource();
  let cancel = (): void => undefined;
  // The server hears of the cancellation, but nobody waits for it to agree.
  const cancelled = new Promise<R>((resolve) => {
    cancel = () => {
      source.cancel();
      resolve(nothing);
    };
  });
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await Promise.race([send(source.token), cancelled]);
  } finally {
    signal.removeEventListener('abort', cancel);
    source.dispose();
  }
}
