/**
 * Files of the workspace that were opened or edited lately: they are learnt first. Kept with the workspace as a list of
 * URIs.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import type { SurveyRequest } from '../../processes/contracts.ts';
import { placeIn } from './hostFileSystem.ts';

const mostFiles = 100;
const memoryKey = 'recentFiles';
/** Milliseconds before a change is saved: users switch files in bursts. */
const saveAfter = 5_000;

export class RecentFiles implements Disposable {
  readonly #subscriptions: vscode.Disposable;
  #uris: readonly string[];
  #pending: Disposable | undefined;

  constructor(
    private readonly memory: vscode.Memento,
    private readonly scheduler: Scheduler,
  ) {
    const saved = memory.get<unknown>(memoryKey);
    this.#uris = Array.isArray(saved) ? saved.filter((uri) => typeof uri === 'string') : [];
    for (const { document } of vscode.window.visibleTextEditors) this.#see(document.uri);
    this.#subscriptions = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor !== undefined) this.#see(editor.document.uri);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#see(document.uri);
      }),
    );
  }

  /** The files that lie in one of the folders. */
  within(folders: readonly vscode.Uri[]): SurveyRequest['recent'] {
    return this.#uris.flatMap((text) => placeIn(folders, vscode.Uri.parse(text)) ?? []);
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#pending?.dispose();
  }

  #see(uri: vscode.Uri): void {
    const text = uri.toString();
    // Every keystroke comes here, so the common case needs no look-up.
    if (this.#uris[0] === text || vscode.workspace.getWorkspaceFolder(uri) === undefined) return;
    this.#uris = withLatest(this.#uris, text, mostFiles);
    this.#pending ??= this.scheduler.after(saveAfter, () => {
      this.#pending = undefined;
      void this.memory.update(memoryKey, this.#uris);
    });
  }
}

/** The list with `latest` in front, each item once. @returns the same list when nothing changes */
export function withLatest(list: readonly string[], latest: string, most: number): readonly string[] {
  if (list[0] === latest) return list;
  return [latest, ...list.filter((item) => item !== latest)].slice(0, most);
}
