/** The windows of all open documents: kept from the first request until the document is closed, moved along by edits. */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import { DocumentWindow } from './documentWindow.ts';
import { textOf } from '../documents.ts';

export interface Prefix {
  readonly text: string;
  /** Offset of `text` in the document. */
  readonly start: number;
}

export class DocumentWindows implements Disposable {
  readonly #windows = new Map<string, DocumentWindow>();
  readonly #subscriptions: vscode.Disposable;

  constructor() {
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        this.#windows.get(document.uri.toString())?.edited(
          contentChanges.map((change) => ({
            offset: change.rangeOffset,
            removed: change.rangeLength,
            inserted: change.text.length,
          })),
        );
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.#windows.delete(document.uri.toString());
      }),
    );
  }

  /** The text before `position` that the model is to read. */
  prefixAt(document: vscode.TextDocument, position: vscode.Position): Prefix {
    const id = document.uri.toString();
    let window = this.#windows.get(id);
    if (window === undefined) {
      window = new DocumentWindow();
      this.#windows.set(id, window);
    }
    const start = window.startFor(document.offsetAt(position), (offset) => {
      const at = document.positionAt(offset);
      if (at.character === 0) return offset;
      return at.line < position.line ? document.offsetAt(new vscode.Position(at.line + 1, 0)) : undefined;
    });
    return { text: textOf(document, new vscode.Range(document.positionAt(start), position)), start };
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#windows.clear();
  }
}
