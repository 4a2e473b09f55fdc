/**
 * The model in a workspace's storage: inspect, forget, export, import. A trainer reads and writes models and checks
 * every byte; the editor only looks for files and deletes them.
 */
import * as vscode from 'vscode';
import type { Logger } from '../../base/logger.ts';
import { storageNames } from '../../base/storageNames.ts';
import { UserError } from '../../base/userError.ts';
import type { CompletionClient } from '../../processes/completionClient.ts';
import type { StartTrainer, TrainerClient } from '../../processes/trainerClient.ts';
import type { FineTuneReport, StorageState } from '../../processes/contracts.ts';
import type { FineTuning } from '../fineTuning/fineTuning.ts';
import { HostFileSystem } from '../workspace/hostFileSystem.ts';
import { parseReport } from './reportFile.ts';
import {
  exists,
  hasSavedTraining,
  readSmallFile,
  remove,
  removeSavedTraining,
  workspaceStorage,
} from './workspaceStorage.ts';
import { localized } from '../localized.ts';

export class StoredModel {
  readonly #storage: vscode.Uri | undefined;
  readonly #baseFolder: string;

  constructor(
    context: vscode.ExtensionContext,
    private readonly startTrainer: StartTrainer,
    private readonly client: CompletionClient,
    private readonly fineTuning: FineTuning,
    private readonly logger: Logger,
  ) {
    this.#storage = workspaceStorage(context.storageUri);
    this.#baseFolder = context.asAbsolutePath('models/base');
  }

  /** @throws UserError without a workspace */
  get storage(): vscode.Uri {
    if (this.#storage === undefined)
      throw new UserError(localized`No folder is open.`, localized`Open the folder of your project first.`);
    return this.#storage;
  }

  /** For commands that need a workspace. @throws UserError without one */
  expectStorage(): vscode.Uri {
    return this.storage;
  }

  get hasStorage(): boolean {
    return this.#storage !== undefined;
  }

  /** The model of this workspace is in use. */
  get isInUse(): boolean {
    const { state } = this.client;
    return state.kind === 'ready' && state.modelFolder === this.#storage?.fsPath;
  }

  inspect(): Promise<StorageState> {
    const parameters = { baseFolder: this.#baseFolder, storageFolder: this.storage.fsPath };
    return this.#withTrainer((trainer) => trainer.request.inspect(parameters));
  }

  /** The report of the last fine-tuning; `undefined` when there was none. */
  async report(): Promise<FineTuneReport | undefined> {
    if (this.#storage === undefined) return undefined;
    try {
      const json = await readSmallFile(vscode.Uri.joinPath(this.#storage, storageNames.report));
      return json === undefined ? undefined : parseReport(json);
    } catch {
      return undefined;
    }
  }

  /** Whether there is a file that may hold a training to go on with. */
  async mayGoOn(): Promise<boolean> {
    return this.#storage !== undefined && (await hasSavedTraining(this.#storage));
  }

  async discardTraining(): Promise<void> {
    await removeSavedTraining(this.storage);
    await this.fineTuning.record.end();
  }

  /** Deletes all that was learnt here, and loads the model that ships. */
  async forget(): Promise<void> {
    const { storage } = this;
    await this.fineTuning.cancel();
    await this.refuseWhileLocked();
    const names = await vscode.workspace.fs.readDirectory(storage).then(
      (entries) => entries.map(([name]) => name),
      (): string[] => [],
    );
    // The manifest first: without it the other files are no model.
    names.sort((a, b) => Number(b === storageNames.manifest) - Number(a === storageNames.manifest));
    try {
      for (const name of names) await remove(vscode.Uri.joinPath(storage, name));
      await this.fineTuning.record.end();
    } finally {
      // Whatever is left, the model that is in memory must not be that of files that are gone.
      this.fineTuning.reset();
      await this.client.reloadModel();
    }
  }

  hasModel(): Promise<boolean> {
    return exists(vscode.Uri.joinPath(this.storage, storageNames.manifest));
  }

  /** @throws UserError when there is none */
  async expectModel(): Promise<void> {
    if (!(await this.hasModel()))
      throw new UserError(localized`This workspace has no model of its own yet.`, localized`Fine-tune on it first.`);
  }

  /** Copies the model of this workspace into a folder, which is created. */
  async exportTo(folder: vscode.Uri): Promise<void> {
    await this.#transfer(this.storage, folder);
  }

  /** Replaces the model of this workspace, and loads it. @throws UserError when nothing was replaced */
  async importFrom(folder: vscode.Uri): Promise<{ readonly name: string }> {
    if (this.fineTuning.isRunning)
      throw new UserError(localized`Fine-tuning is running.`, localized`Wait until it is done, or cancel it.`);
    await this.refuseWhileLocked();
    const { name } = await this.#transfer(folder, this.storage).catch(asNotImported);
    // Report and saved training belong to the old model. The new one is in place, whatever becomes of them.
    await this.#tidyUp(() => remove(vscode.Uri.joinPath(this.storage, storageNames.report)));
    await this.#tidyUp(() => this.discardTraining());
    this.fineTuning.reset();
    await this.#tidyUp(() => this.client.reloadModel());
    return { name };
  }

  async #tidyUp(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.warn('The model was imported; what belongs to the old one could not be put away.', error);
    }
  }

  async #transfer(from: vscode.Uri, to: vscode.Uri): Promise<{ readonly name: string }> {
    if (from.scheme !== 'file' || to.scheme !== 'file')
      throw new UserError(localized`This folder is not on a disk of this machine.`, localized`Choose one that is.`);
    return await this.#withTrainer((trainer) => trainer.request.transfer({ from: from.fsPath, to: to.fsPath }));
  }

  /** @throws UserError while another window is fine-tuning here */
  async refuseWhileLocked(): Promise<void> {
    // Only a trainer can tell whether the lock's process lives. Mostly there is no lock.
    if (!(await exists(vscode.Uri.joinPath(this.storage, storageNames.lock)))) return;
    const { lockedBy } = await this.inspect();
    if (lockedBy !== undefined)
      throw new UserError(
        localized`Another window is fine-tuning on this workspace.`,
        localized`Wait until it is done, or cancel it there.`,
      );
  }

  /** Starts a trainer that reads no workspace. */
  async #withTrainer<R>(work: (trainer: TrainerClient) => Promise<R>): Promise<R> {
    const trainer = await this.startTrainer(new HostFileSystem([]));
    try {
      return await work(trainer);
    } finally {
      trainer.dispose();
    }
  }
}

function asNotImported(error: unknown): never {
  // A trainer that fails in another way has not replaced anything either.
  const { message, action } =
    error instanceof UserError
      ? error
      : { message: localized`The model could not be copied.`, action: localized`See the log of Undercurrent.` };
  // An action about the model that ships is no help here.
  const advice = action.startsWith('Reinstall') ? localized`Export it again where it comes from.` : action;
  throw new UserError(message, `${localized`It was not imported, and nothing has changed.`} ${advice}`, {
    cause: error,
  });
}
