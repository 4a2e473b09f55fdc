/** Signs that somebody is at the window: typing, moving the cursor, changing editors, coming and going. */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import type { Event } from '../../base/emitter.ts';
import { Emitter } from '../../base/emitter.ts';
import { isSupported } from '../documents.ts';

export class Activity implements Disposable {
  readonly #signs = new Emitter<void>();
  readonly #subscriptions: vscode.Disposable;

  constructor() {
    const fire = () => {
      this.#signs.fire();
    };
    this.#subscriptions = vscode.Disposable.from(
      vscode.window.onDidChangeWindowState(fire),
      vscode.window.onDidChangeActiveTextEditor(fire),
      vscode.window.onDidChangeTextEditorSelection(fire),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        // Logs and other output are written by nobody.
        if (isSupported(document)) fire();
      }),
    );
  }

  get onSign(): Event<void> {
    return this.#signs.event;
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#signs.dispose();
  }
}
