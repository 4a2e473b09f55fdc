/**
 * The extension host's side of a trainer. A trainer exists for one fine-tuning or one operation on the storage.
 * `dispose` ends the process at once. This file holds types only, so the editor can import it without loading
 * vscode-jsonrpc.
 */
import type { Disposable } from '../base/disposables.ts';
import type { WorkspaceFileSystem } from '../workspace/workspaceSurvey.ts';
import type { TrainerServer } from './contracts.ts';
import type { Remote } from './rpc.ts';

/**
 * Requests reject with a `UserError` for what the user should know, and with the signal's reason when cancelled. A
 * cancelled request ends within two seconds and leaves no half-written file.
 */
export interface TrainerClient extends Remote<TrainerServer>, Disposable {
  readonly processId: number | undefined;
  /** Whether the process has exited, for any reason. */
  readonly hasEnded: boolean;
}

/** Starts a process that reads the workspace through `fileSystem`. */
export type StartTrainer = (fileSystem: WorkspaceFileSystem) => Promise<TrainerClient>;
