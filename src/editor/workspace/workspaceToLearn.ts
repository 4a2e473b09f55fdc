/**
 * The open workspace as something to be learnt: which folders, what in them is left out by the user's settings, what was worked on lately, and
 * where the result is kept. Where nothing may be read, it says why.
 */
import { availableParallelism } from 'node:os';
import * as vscode from 'vscode';
import type { Scheduler } from '../../base/scheduler.ts';
import { UserError } from '../../base/userError.ts';
import type { StartTrainer } from '../../processes/trainerClient.ts';
import type { PathInFolder, SurveyRequest, WorkspaceFileSystem } from '../../processes/trainerProtocol.ts';
import { commitMessages } from './commitMessages.ts';
import { excludedBy } from './excludedFiles.ts';
import type { FineTunePlan } from '../fineTuning/fineTunePlan.ts';
import { planOf, threadsOf } from '../fineTuning/fineTunePlan.ts';
import type { WorkspaceAtHand } from '../fineTuning/fineTuningState.ts';
import { placeIn } from './folderPlaces.ts';
import { HostFileSystem } from './hostFileSystem.ts';
import type { RecentFiles } from './recentFiles.ts';
import type { Settings } from '../settings.ts';
import { removeSavedTraining } from '../model/storageFiles.ts';
import { workspaceStorage } from '../model/workspaceStorage.ts';

/** The folders as they were when it was asked for. */
export interface ReadableWorkspace {
  readonly request: SurveyRequest;
  readonly fileSystem: WorkspaceFileSystem;
  placeOf(uri: vscode.Uri): PathInFolder | undefined;
}

export class WorkspaceToLearn {
  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly settings: Settings,
    private readonly recent: RecentFiles,
    private readonly startTrainer: StartTrainer,
    private readonly scheduler: Scheduler,
  ) {}

  /** Cores of the machine this runs on. */
  get cores(): number {
    return availableParallelism();
  }

  /** Whether there is anything that may be read. */
  get isThere(): boolean {
    return vscode.workspace.isTrusted && this.#folders.length > 0 && this.#storage !== undefined;
  }

  /** What the user chose for this workspace, or else by the settings. */
  get plan(): FineTunePlan {
    return planOf(this.context.workspaceState, (name) => this.settings.fineTune[name]);
  }

  /** The folders as they are now. @throws UserError when there is nothing that may be read */
  atHand(): WorkspaceAtHand {
    const folders = this.#folders;
    const storage = this.#storage;
    if (folders.length === 0 || storage === undefined)
      throw new UserError('No folder is open.', 'Open the folder of your project first.');
    if (!vscode.workspace.isTrusted)
      throw new UserError('This workspace is not trusted, so nothing in it is read.', 'Trust it first, if you do.');
    return {
      baseFolder: this.context.asAbsolutePath('models/base'),
      storageFolder: storage.fsPath,
      threads: (plan) => threadsOf(plan, this.cores),
      request: (plan) => this.#request(folders, plan),
      removeSaved: () => removeSavedTraining(storage),
      startTrainer: () => this.startTrainer(new HostFileSystem(folders.map(({ uri }) => uri))),
    };
  }

  /** What may be read at the moment, without anything being learnt for good; `undefined` where nothing may be. */
  readable(): ReadableWorkspace | undefined {
    const folders = this.#folders;
    if (!vscode.workspace.isTrusted || folders.length === 0) return undefined;
    const uris = folders.map(({ uri }) => uri);
    return {
      request: this.#filesToRead(folders, this.plan),
      fileSystem: new HostFileSystem(uris),
      placeOf: (uri) => placeIn(uris, uri),
    };
  }

  get #folders(): readonly vscode.WorkspaceFolder[] {
    return vscode.workspace.workspaceFolders ?? [];
  }

  get #storage(): vscode.Uri | undefined {
    return workspaceStorage(this.context.storageUri);
  }

  async #request(folders: readonly vscode.WorkspaceFolder[], plan: FineTunePlan): Promise<SurveyRequest> {
    const messages = this.settings.fineTune.commitMessages ? await commitMessages(folders, this.scheduler) : [];
    return { ...this.#filesToRead(folders, plan), commitMessages: messages };
  }

  #filesToRead(folders: readonly vscode.WorkspaceFolder[], plan: FineTunePlan): SurveyRequest {
    return {
      folders: folders.map((folder) => ({ name: folder.name, exclude: [...globsFor(folder), ...plan.exclude] })),
      recent: this.recent.within(folders.map(({ uri }) => uri)),
      commitMessages: [],
    };
  }
}

/** What the settings leave out of one folder. */
function globsFor(folder: vscode.WorkspaceFolder): readonly string[] {
  const read = (name: string) => vscode.workspace.getConfiguration(undefined, folder.uri).get<unknown>(name);
  return [
    ...excludedBy(read('files.exclude')),
    ...excludedBy(read('search.exclude')),
    ...excludedBy(read('undercurrent.exclude')),
    ...excludedBy(read('undercurrent.fineTune.exclude')),
  ];
}
