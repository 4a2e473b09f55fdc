/**
 * Tells the completion server what the user edits, with the text that was removed. Only of documents that may be read,
 * in a trusted workspace, while the text cache is on; nothing of any other document is kept here either.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import type { CompletionClient } from '../../processes/completionClient.ts';
import type { DocumentAccess } from '../access.ts';
import type { Settings } from '../settings.ts';
import { DocumentShadow } from './documentShadow.ts';

/** Text sent on each side of a change: enough to tell where it happened, and whether its line holds a secret. */
const changeContext = 120;

/** Longest inserted text that is passed on, in UTF-16 code units. */
const longestInserted = 4_000;

export class DocumentEdits implements Disposable {
  readonly #subscriptions: vscode.Disposable;
  /** Of the document in which the user works. */
  #shadow: { readonly document: vscode.TextDocument; readonly text: DocumentShadow } | undefined;

  constructor(
    private readonly client: CompletionClient,
    private readonly settings: Settings,
    private readonly access: DocumentAccess,
  ) {
    this.#subscriptions = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor !== undefined) this.#look(editor.document, editor.selection.active);
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor: { document, selection } }) => {
        if (this.#shadow?.document !== document || !this.#shadow.text.covers(document.offsetAt(selection.active)))
          this.#look(document, selection.active);
      }),
      vscode.workspace.onDidChangeTextDocument((event) => {
        this.#changed(event);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (this.#shadow?.document === document) this.#shadow = undefined;
      }),
      // What may be remembered has changed, perhaps for documents that are closed by now.
      settings.onDidChange(() => {
        this.#shadow = undefined;
        client.notify.forgetEdits();
      }),
    );
    const editor = vscode.window.activeTextEditor;
    if (editor !== undefined) this.#look(editor.document, editor.selection.active);
  }

  dispose(): void {
    this.#shadow = undefined;
    this.#subscriptions.dispose();
  }

  #mayRemember(document: vscode.TextDocument): boolean {
    if (!this.settings.textCache || !vscode.workspace.isTrusted) return false;
    return this.access.readRefusal(document) === undefined;
  }

  #look(document: vscode.TextDocument, at: vscode.Position): void {
    this.#shadow = this.#mayRemember(document) ? { document, text: new DocumentShadow() } : undefined;
    this.#move(document.offsetAt(at));
  }

  #move(offset: number): void {
    if (this.#shadow === undefined) return;
    const { document, text } = this.#shadow;
    text.move(offset, (from, to) =>
      document.getText(new vscode.Range(document.positionAt(from), document.positionAt(to))),
    );
  }

  #changed({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent): void {
    const [first, ...others] = contentChanges;
    if (first === undefined) return;
    if (!this.#mayRemember(document)) {
      if (this.#shadow?.document === document) this.#shadow = undefined;
      return;
    }
    const { rangeOffset: offset, rangeLength, text: inserted } = first;
    const known = this.#shadow?.document === document ? this.#shadow.text : undefined;
    const removed = rangeLength === 0 ? '' : known?.slice(offset, offset + rangeLength);
    const text = known ?? new DocumentShadow();
    this.#shadow = { document, text };
    this.#move(offset + inserted.length);
    const documentId = document.uri.toString();
    const isOrdinary = others.length === 0 && reason === undefined && inserted.length <= longestInserted;
    // A document that is reverted or cleared is thrown away: nobody wants its text again.
    const isEmptied = removed !== '' && document.lineCount === 1 && document.lineAt(0).text === '';
    if (!isOrdinary || isEmptied || removed === undefined) {
      this.client.notify.edited({ documentId });
      return;
    }
    const { left } = text.around(offset, changeContext);
    const { right } = text.around(offset + inserted.length, changeContext);
    this.client.notify.edited({ documentId, change: { offset, removed, inserted, left, right } });
  }
}
