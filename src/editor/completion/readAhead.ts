/**
 * Has the server read a document before anything is typed into it: when it is shown, and when the cursor jumps. Reading is
 * what a recurrent model does slowly, a keystroke in a text it has read costs one step.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import type { CompletionClient } from '../../processes/completionClient.ts';
import type { DetectedLanguages } from '../language/detectedLanguages.ts';
import { isSupported, pathOf } from '../documents.ts';
import type { DocumentWindows } from './documentWindows.ts';
import { isExcludedByGlobs, isSecretDocument } from '../exclusions.ts';
import type { Settings } from '../settings.ts';

/** Milliseconds for which nothing else may happen before reading starts: switching tabs and scrolling come in bursts. */
const quietMilliseconds = 120;

export class ReadAhead implements Disposable {
  readonly #subscriptions: vscode.Disposable;
  #pending: Disposable | undefined;
  /** Version of the document at the last move of the cursor, to tell a jump from typing. */
  #seenVersion: number | undefined;

  constructor(
    private readonly client: CompletionClient,
    private readonly settings: Settings,
    private readonly windows: DocumentWindows,
    private readonly languages: DetectedLanguages,
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
        client.documentClosed(document.uri.toString());
      }),
      client.onStateChange((state) => {
        if (state.kind === 'ready') this.#schedule();
      }),
      // As another language it is another text.
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
      if (editor !== undefined && this.#mayRead(editor.document)) this.#read(editor);
    });
  }

  #mayRead(document: vscode.TextDocument): boolean {
    if (!this.settings.enabled || !isSupported(document) || isSecretDocument(document)) return false;
    const { languageEnabled, exclude } = this.settings.of(document);
    return languageEnabled && !isExcludedByGlobs(document, exclude);
  }

  #read(editor: vscode.TextEditor): void {
    const { document } = editor;
    const prefix = this.windows.prefixAt(document, readTo(editor));
    this.client.readAhead({
      documentId: document.uri.toString(),
      languageId: this.languages.modelLanguageOf(document),
      path: pathOf(document),
      prefix: prefix.text,
      prefixStart: prefix.start,
    });
  }
}

/** The end of what is visible, since the next click is likely there; the cursor where it is out of sight. */
function readTo(editor: vscode.TextEditor): vscode.Position {
  const cursor = editor.selection.active;
  return editor.visibleRanges.find((range) => range.contains(cursor))?.end ?? cursor;
}
