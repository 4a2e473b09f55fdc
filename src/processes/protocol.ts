/**
 * What crosses the boundary between the extension host and the completion server: JSON-RPC requests and notifications,
 * spoken by `vscode-jsonrpc` over Node's IPC channel. Types only; both sides import this file and nothing of each other.
 */
import { NotificationType, RequestType } from 'vscode-jsonrpc';

/** How readily something is offered. The number behind it is the cost c of a wrong offer, in keystrokes (completion/showRule). */
export type Eagerness = 'quiet' | 'balanced' | 'eager';

export interface InitializeParameters {
  /** Folder that holds `model.json` and its weights. */
  readonly modelFolder: string;
}

export interface InitializeResult {
  readonly modelName: string;
  readonly parameterCount: number;
  readonly bitsPerCharacter: number;
}

export interface DocumentPosition {
  /** Stable while the document is open: its URI. */
  readonly documentId: string;
  /** VS Code language id. */
  readonly languageId: string;
  /** Workspace-relative path with forward slashes, empty for untitled documents. */
  readonly path: string;
  /** Text before the cursor, from `prefixStart` on. Line feeds only: the editor sends CRLF documents without their `\r`. */
  readonly prefix: string;
  /**
   * Offset of `prefix` in its document, in UTF-16 code units: 0 for documents of ordinary length. It stays the same from one
   * request to the next wherever possible, since a text that starts elsewhere is another text to a recurrent model.
   */
  readonly prefixStart: number;
}

export interface CompleteParameters extends DocumentPosition {
  /** Text after the cursor, some lines of it; line feeds only. */
  readonly suffix: string;
  readonly eagerness: Eagerness;
  /** Longest completion, in characters. */
  readonly maximumLength: number;
  /** Asked for by a command: look harder, return alternatives, show even what is unlikely. */
  readonly explicit: boolean;
  /** The entry selected in the open suggest widget, as it would stand after the prefix: offers must begin with it. */
  readonly requiredStart?: string;
  /** Milliseconds after which whatever is decoded is answered; decoding goes on behind it. */
  readonly budgetMilliseconds: number;
}

export interface CompletionOffer {
  /** To be inserted at the cursor; line feeds only. */
  readonly text: string;
  /** Probability that all of `text` is what the user goes on to write. */
  readonly probability: number;
}

export interface CompleteResult {
  /** Best first; empty when silence is better. */
  readonly offers: readonly CompletionOffer[];
}

/** The model could not be loaded; the error's message is a sentence for the user and this tells what to do about it. */
export interface InitializeFailure {
  readonly action: string;
}

/** Sent when the answer in the budget was empty and something worth showing was decoded afterwards. */
export interface OfferReadyParameters {
  readonly documentId: string;
}

export const initializeRequest = new RequestType<InitializeParameters, InitializeResult, InitializeFailure>(
  'initialize',
);
export const completeRequest = new RequestType<CompleteParameters, CompleteResult, undefined>('complete');
/** Reads ahead, so that the first keystroke in a document finds its states in the cache. */
export const readAheadNotification = new NotificationType<DocumentPosition>('readAhead');
export const documentClosedNotification = new NotificationType<{ readonly documentId: string }>('documentClosed');
export const offerReadyNotification = new NotificationType<OfferReadyParameters>('offerReady');
