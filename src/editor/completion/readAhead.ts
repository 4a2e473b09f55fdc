/**
 * Has the server read a document before the first keystroke: when it is shown, and when the cursor jumps. A recurrent
 * model reads slowly; a keystroke in a text it has read costs one step.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import type { CompletionClient } from '../../processes/completionClient.ts';
import type { DocumentAccess } from '../access.ts';
import type { DetectedLanguages } from '../language/detectedLanguages.ts';
import { type DocumentPositions, suffixAt } from './documentPositions.ts';

/** Milliseconds without another such event before reading starts: switching tabs and scrolling come in bursts. */
const quietMilliseconds = 120;

export class ReadAhead implements Disposable {
  readonly #subscriptions: vscode.Disposable;
  #pending: Disposable | undefined;
  /** Version of the document at the last move of the cursor, to tell a jump from typing. */
  #seenVersion: number | undefined;

  constructor(
    private readonly client: CompletionClient,
    private readonly access: DocumentAccess,
    private readonly positions: DocumentPositions,
    languages: DetectedLanguages,
    private readonly scheduler: Scheduler,
  ) {
    this.#subscriptions = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        this.#seenVersion = editor?.document.version;
        this.#schedule();
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        const { version } = textEditor.document;
        // Typing moves the cursor too, but then a request for a completion comes anyway.
        if (version === this.#seenVersion) this.#schedule();
        this.#seenVersion = version;
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        client.notify.closeDocument(document.uri.toString());
      }),
      client.onStateChange((state) => {
        if (state.kind === 'ready') this.#schedule();
      }),
      // In another language the whole text is read anew.
      languages.onDidChange(() => {
        this.#schedule();
      }),
    );
  }

  dispose(): void {
    this.#pending?.dispose();
    this.#subscriptions.dispose();
  }

  #schedule(): void {
    this.#pending?.dispose();
    this.#pending = this.scheduler.after(quietMilliseconds, () => {
      const editor = vscode.window.activeTextEditor;
      if (editor === undefined || this.access.readRefusal(editor.document) !== undefined) return;
      const { document } = editor;
      const position = readTo(editor);
      this.client.notify.readAhead({ ...this.positions.at(document, position), suffix: suffixAt(document, position) });
    });
  }
}

/** The end of the visible part, since the next click is likely there; the cursor when it is out of sight. */
function readTo(editor: vscode.TextEditor): vscode.Position {
  const cursor = editor.selection.active;
  return editor.visibleRanges.find((range) => range.contains(cursor))?.end ?? cursor;
}
