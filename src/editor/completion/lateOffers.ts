/**
 * An offer that was decoded after its request had been answered with nothing. VS Code's stable API has no way to push it, so
 * the editor is asked to ask again: once, and only while document, version and cursor are what they were.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import type { Logger } from '../../base/logger.ts';
import type { CompletionClient } from '../../processes/completionClient.ts';

interface Place {
  readonly documentId: string;
  readonly version: number;
  readonly position: vscode.Position;
}

function placeOf(document: vscode.TextDocument, position: vscode.Position): Place {
  return { documentId: document.uri.toString(), version: document.version, position };
}

function isSamePlace(a: Place | undefined, b: Place): boolean {
  return a?.documentId === b.documentId && a.version === b.version && a.position.isEqual(b.position);
}

export class LateOffers implements Disposable {
  readonly #subscription: Disposable;
  /** Where the last request was answered with nothing. */
  #expected: Place | undefined;
  /** Where VS Code was asked to ask again. */
  #triggered: Place | undefined;

  constructor(
    client: CompletionClient,
    private readonly logger: Logger,
  ) {
    this.#subscription = client.onLateOffer(({ documentId }) => {
      this.#offerReady(documentId);
    });
  }

  /** A request was answered with nothing; something may come later. */
  expect(document: vscode.TextDocument, position: vscode.Position): void {
    this.#expected = placeOf(document, position);
  }

  /** Whether this request is the one asked for here; forgets it, so that the next at the same place is the user's. */
  takeTrigger(document: vscode.TextDocument, position: vscode.Position): boolean {
    const triggered = this.#triggered;
    this.#triggered = undefined;
    // Any request supersedes what an earlier one was waiting for.
    this.#expected = undefined;
    return isSamePlace(triggered, placeOf(document, position));
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #offerReady(documentId: string): void {
    const expected = this.#expected;
    const editor = vscode.window.activeTextEditor;
    if (expected?.documentId !== documentId || editor === undefined || editor.selections.length > 1) return;
    this.#expected = undefined;
    if (!isSamePlace(expected, placeOf(editor.document, editor.selection.active))) return;
    this.#triggered = expected;
    vscode.commands.executeCommand('editor.action.inlineSuggest.trigger').then(undefined, (error: unknown) => {
      this.logger.debug('A late offer could not be shown.', error);
    });
  }
}
