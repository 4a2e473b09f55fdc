/**
 * The open workspace: which folders may be read, what the user's settings leave out, which files were opened lately,
 * and where the result is kept. It says why when nothing may be read.
 */
import { availableParallelism } from 'node:os';
import * as vscode from 'vscode';
import type { Scheduler } from '../../base/scheduler.ts';
import { UserError } from '../../base/userError.ts';
import type { StartTrainer } from '../../processes/trainerClient.ts';
import type { PathInFolder, SurveyRequest, WorkspaceFileSystem } from '../../processes/contracts.ts';
import { exclusionsIn } from '../exclusions.ts';
import { type FineTunePlan, planOf, threadsOf } from '../fineTuning/fineTunePlan.ts';
import type { LearnableWorkspace } from '../fineTuning/fineTuningState.ts';
import { removeSavedTraining, workspaceStorage } from '../model/workspaceStorage.ts';
import type { Settings } from '../settings.ts';
import { commitMessages } from './commitMessages.ts';
import { HostFileSystem, placeIn } from './hostFileSystem.ts';
import type { RecentFiles } from './recentFiles.ts';
import { localized } from '../localized.ts';

/** The folders at the time of the call. */
export interface ReadableWorkspace {
  readonly request: SurveyRequest;
  readonly fileSystem: WorkspaceFileSystem;
  placeOf(uri: vscode.Uri): PathInFolder | undefined;
}

export class OpenWorkspace {
  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly settings: Settings,
    private readonly recent: RecentFiles,
    private readonly startTrainer: StartTrainer,
    private readonly scheduler: Scheduler,
  ) {}

  /** Cores of this machine. */
  get cores(): number {
    return availableParallelism();
  }

  /** Whether there is a workspace that may be learnt. */
  get isLearnable(): boolean {
    return vscode.workspace.isTrusted && this.#folders.length > 0 && this.#storage !== undefined;
  }

  /** What the user chose for this workspace, else the settings. */
  get plan(): FineTunePlan {
    return planOf(this.context.workspaceState, (name) => this.settings.fineTune[name]);
  }

  /** The workspace as fine-tuning learns it. @throws UserError when nothing may be read */
  learnable(): LearnableWorkspace {
    const folders = this.#folders;
    const storage = this.#storage;
    if (folders.length === 0 || storage === undefined)
      throw new UserError(localized`No folder is open.`, localized`Open the folder of your project first.`);
    if (!vscode.workspace.isTrusted)
      throw new UserError(
        localized`This workspace is not trusted, so nothing in it is read.`,
        localized`Trust it first, if you do.`,
      );
    return {
      baseFolder: this.context.asAbsolutePath('models/base'),
      storageFolder: storage.fsPath,
      threads: (plan) => threadsOf(plan, this.cores),
      request: (plan) => this.#request(folders, plan),
      removeSaved: () => removeSavedTraining(storage),
      startTrainer: () => this.startTrainer(new HostFileSystem(folders.map(({ uri }) => uri))),
    };
  }

  /** The workspace as the text cache reads it; `undefined` when nothing may be read. */
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
      folders: folders.map((folder) => ({ name: folder.name, exclude: [...excludedIn(folder), ...plan.exclude] })),
      recent: this.recent.within(folders.map(({ uri }) => uri)),
      commitMessages: [],
    };
  }
}

/** Globs of the settings that leave files of a folder out, in all scopes together. */
function excludedIn(folder: vscode.WorkspaceFolder): readonly string[] {
  const names = ['files.exclude', 'search.exclude', 'undercurrent.exclude', 'undercurrent.fineTune.exclude'];
  const configuration = vscode.workspace.getConfiguration(undefined, folder.uri);
  return names.flatMap((name) => exclusionsIn(configuration, name));
}
