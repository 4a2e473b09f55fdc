/**
 * Which files of the workspace were opened or edited lately: they are learnt first. Kept with the workspace, as names alone; nothing is
 * looked up on the disk.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import type { SurveyRequest } from '../../processes/trainerProtocol.ts';
import { placeIn } from './folderPlaces.ts';
import { withLatest } from './recentList.ts';

const mostFiles = 100;
const memoryKey = 'recentFiles';
/** Milliseconds after which a change is written down: switching files comes in bursts. */
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

  /** Those that lie in one of the folders. */
  within(folders: readonly vscode.Uri[]): SurveyRequest['recent'] {
    return this.#uris.flatMap((text) => placeIn(folders, vscode.Uri.parse(text)) ?? []);
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#pending?.dispose();
  }

  #see(uri: vscode.Uri): void {
    // With every keystroke: what is the latest already is known without asking for its folder.
    const text = uri.toString();
    if (this.#uris[0] === text || vscode.workspace.getWorkspaceFolder(uri) === undefined) return;
    this.#uris = withLatest(this.#uris, text, mostFiles);
    this.#pending ??= this.scheduler.after(saveAfter, () => {
      this.#pending = undefined;
      void this.memory.update(memoryKey, this.#uris);
    });
  }
}
