/**
 * Which model is loaded: this workspace's, else the one that ships. All windows of a workspace share its storage: when
 * one of them learns or forgets, the others notice the changed file and load the model again.
 */
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposables.ts';
import type { Logger } from '../../base/logger.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import { storageNames } from '../../base/storageNames.ts';
import type { CompletionClient } from '../../processes/completionClient.ts';

/** Milliseconds without a further change of the file. */
const quietMilliseconds = 500;

export class AdaptedModel implements Disposable {
  readonly #store = new DisposableStore();
  #pending: Disposable | undefined;
  /** Time and size of `model.json` when the model was loaded; `undefined` when there was none. */
  #seen: string | undefined;

  constructor(
    private readonly storage: vscode.Uri | undefined,
    private readonly baseFolder: string,
    private readonly scheduler: Scheduler,
    private readonly logger: Logger,
  ) {}

  /** Folder of this workspace's model, which may be empty; `undefined` without a workspace. */
  get folder(): string | undefined {
    return this.storage?.fsPath;
  }

  /** Folders to load a model from, in the order of preference. */
  async folders(): Promise<readonly string[]> {
    this.#seen = await this.#look();
    return this.storage === undefined || this.#seen === undefined
      ? [this.baseFolder]
      : [this.storage.fsPath, this.baseFolder];
  }

  /** Watches once the first model is loaded, so that activation is quick. */
  follow(client: CompletionClient): void {
    const storage = this.storage;
    if (storage === undefined) return;
    const first = this.#store.add(
      client.onStateChange((state) => {
        if (state.kind !== 'ready') return;
        first.dispose();
        void this.#watch(storage, client);
      }),
    );
  }

  dispose(): void {
    this.#store.dispose();
    this.#pending?.dispose();
  }

  async #watch(storage: vscode.Uri, client: CompletionClient): Promise<void> {
    try {
      // A missing folder cannot be watched.
      await vscode.workspace.fs.createDirectory(storage);
      if (this.#store.isDisposed) return;
      const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(storage, '*.json'));
      const changed = () => {
        this.#pending?.dispose();
        this.#pending = this.scheduler.after(quietMilliseconds, () => {
          void this.#takeUp(client);
        });
      };
      this.#store.add(
        vscode.Disposable.from(
          watcher,
          watcher.onDidCreate(changed),
          watcher.onDidChange(changed),
          watcher.onDidDelete(changed),
        ),
      );
    } catch (error) {
      this.logger.warn('The storage of this workspace is not watched.', error);
    }
  }

  async #takeUp(client: CompletionClient): Promise<void> {
    if (this.#store.isDisposed || (await this.#look()) === this.#seen) return;
    try {
      await client.reloadModel();
    } catch (error) {
      this.logger.warn('Another window has changed the model of this workspace; it could not be taken up.', error);
    }
  }

  async #look(): Promise<string | undefined> {
    if (this.storage === undefined) return undefined;
    try {
      const { mtime, size } = await vscode.workspace.fs.stat(vscode.Uri.joinPath(this.storage, storageNames.manifest));
      return `${mtime} ${size}`;
    } catch {
      return undefined;
    }
  }
}
