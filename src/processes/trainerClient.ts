/**
 * The extension host's view of a trainer, which lives for one piece of work. Disposing of it ends the process at once. This file holds
 * types only, so the editor may import it without loading vscode-jsonrpc.
 */
import type { Disposable } from '../base/disposables.ts';
import type { WorkspaceFileSystem } from '../workspace/workspaceSurvey.ts';
import type { TrainerServer } from './contracts.ts';
import type { Remote } from './rpc.ts';

/**
 * Requests reject with a `UserError` for what the user should know, and with the signal's reason when cancelled: then they end within
 * two seconds and leave nothing half-written.
 */
export interface TrainerClient extends Remote<TrainerServer>, Disposable {
  readonly processId: number | undefined;
  /** The process is gone, for whatever reason. */
  readonly hasEnded: boolean;
}

/** Starts a process that reads the workspace through `fileSystem`. */
export type StartTrainer = (fileSystem: WorkspaceFileSystem) => Promise<TrainerClient>;
