/**
 * Tells the completion server what it may read into its text cache, and what has changed: the files that fine-tuning
 * may read, in a trusted workspace, while the setting is on. The server reads them through the extension host and opens
 * none itself.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import type { CompletionClient } from '../../processes/completionClient.ts';
import type { Settings } from '../settings.ts';
import { ChangedFiles } from './changedFiles.ts';
import type { OpenWorkspace, ReadableWorkspace } from './openWorkspace.ts';

/** VS Code's settings that say which files may be read. */
const otherSettings = ['files.exclude', 'search.exclude'] as const;

export class CachedWorkspace implements Disposable {
  readonly #changes: ChangedFiles;
  readonly #subscriptions: vscode.Disposable;
  #readable: ReadableWorkspace | undefined;
  /** Which files the server was last told that it may read. */
  #terms: string | undefined;
  #watcher: vscode.Disposable | undefined;

  constructor(
    private readonly client: CompletionClient,
    private readonly settings: Settings,
    private readonly workspace: OpenWorkspace,
    scheduler: Scheduler,
  ) {
    this.#changes = new ChangedFiles(scheduler, {
      onFiles: (files) => {
        client.notify.filesChanged(files);
      },
      onEverything: () => {
        this.#tell();
      },
    });
    const everything = (): void => {
      this.#changes.addEverything();
    };
    this.#subscriptions = vscode.Disposable.from(
      settings.onDidChange(() => {
        if (this.#termsOf(this.#permitted()) !== this.#terms) everything();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(everything),
      vscode.workspace.onDidChangeWorkspaceFolders(everything),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (otherSettings.some((name) => event.affectsConfiguration(name))) everything();
      }),
      // Some file systems report no changes.
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        this.#changed(uri);
      }),
    );
    // After a delay, so that activation is quick.
    everything();
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#watcher?.dispose();
    this.#changes.dispose();
  }

  #tell(): void {
    const enabled = this.settings.textCache;
    const readable = this.#permitted();
    this.#readable = readable;
    this.#terms = this.#termsOf(readable);
    this.#watch(readable !== undefined);
    if (readable === undefined) this.client.useTextCache({ enabled });
    else this.client.useTextCache({ enabled, workspace: readable.request }, readable.fileSystem);
  }

  #permitted(): ReadableWorkspace | undefined {
    return this.settings.textCache ? this.workspace.readable() : undefined;
  }

  /** Only these matter: other settings, and files opened meanwhile, are no reason to read everything again. */
  #termsOf(readable: ReadableWorkspace | undefined): string {
    return JSON.stringify([this.settings.textCache, readable?.request.folders]);
  }

  #watch(wanted: boolean): void {
    this.#watcher?.dispose();
    this.#watcher = undefined;
    if (!wanted) return;
    const watcher = vscode.workspace.createFileSystemWatcher('**/*');
    const changed = (uri: vscode.Uri): void => {
      this.#changed(uri);
    };
    watcher.onDidCreate(changed);
    watcher.onDidChange(changed);
    watcher.onDidDelete(changed);
    this.#watcher = watcher;
  }

  #changed(uri: vscode.Uri): void {
    const place = this.#readable?.placeOf(uri);
    if (place !== undefined) this.#changes.add(place);
  }
}
