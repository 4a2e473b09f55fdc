/** What idle fine-tuning asks VS Code: whether the user is active, and what the operating system says about power. */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import { Emitter, type Event } from '../../base/emitter.ts';
import { isSupported } from '../documents.ts';
import type { ReadableFiles } from './idleTuning.ts';

/** Fires when the user types, moves the cursor, changes editors, or focuses or leaves the window. */
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
        // Logs and other output change without the user.
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

/** Read through VS Code's file system. */
export const systemFiles: ReadableFiles = {
  list: async (path) => {
    try {
      const entries = await vscode.workspace.fs.readDirectory(vscode.Uri.file(path));
      return entries.map(([name]) => name);
    } catch {
      return undefined;
    }
  },
  read: async (path) => {
    try {
      return new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.file(path)));
    } catch {
      return undefined;
    }
  },
};
