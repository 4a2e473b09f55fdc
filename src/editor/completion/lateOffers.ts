/**
 * Offers that were decoded after their request had been answered with nothing. VS Code's stable API cannot push ghost
 * text, so the editor is triggered to ask again: once, and only while document, version and cursor are the same.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import type { Logger } from '../../base/logger.ts';
import type { CompletionClient } from '../../processes/completionClient.ts';

interface RequestPosition {
  readonly documentId: string;
  readonly version: number;
  readonly position: vscode.Position;
}

function requestPosition(document: vscode.TextDocument, position: vscode.Position): RequestPosition {
  return { documentId: document.uri.toString(), version: document.version, position };
}

function isSame(a: RequestPosition | undefined, b: RequestPosition): boolean {
  return a?.documentId === b.documentId && a.version === b.version && a.position.isEqual(b.position);
}

export class LateOffers implements Disposable {
  readonly #subscription: Disposable;
  /** Where the last request was answered with nothing. */
  #expected: RequestPosition | undefined;
  /** Where VS Code was triggered to ask again. */
  #triggered: RequestPosition | undefined;

  constructor(
    client: CompletionClient,
    private readonly logger: Logger,
  ) {
    this.#subscription = client.onLateOffer(({ documentId }) => {
      this.#offerReady(documentId);
    });
  }

  /** A request was answered with nothing; an offer may come later. */
  expect(document: vscode.TextDocument, position: vscode.Position): void {
    this.#expected = requestPosition(document, position);
  }

  /** Whether this request was triggered here. Forgets the trigger: the next request at this position is the user's. */
  takeTrigger(document: vscode.TextDocument, position: vscode.Position): boolean {
    const triggered = this.#triggered;
    this.#triggered = undefined;
    // An earlier request no longer waits for its offer.
    this.#expected = undefined;
    return isSame(triggered, requestPosition(document, position));
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #offerReady(documentId: string): void {
    const expected = this.#expected;
    const editor = vscode.window.activeTextEditor;
    if (expected?.documentId !== documentId || editor === undefined || editor.selections.length > 1) return;
    this.#expected = undefined;
    if (!isSame(expected, requestPosition(editor.document, editor.selection.active))) return;
    this.#triggered = expected;
    vscode.commands.executeCommand('editor.action.inlineSuggest.trigger').then(undefined, (error: unknown) => {
      this.logger.debug('A late offer could not be shown.', error);
    });
  }
}
