/**
 * The extension host's view of a trainer: methods, signals and listeners outside; JSON-RPC and a process inside. A trainer lives for one
 * piece of work. Whoever started it disposes of it, and then it is gone at once, whatever it was doing.
 */
import type { MessageConnection } from 'vscode-jsonrpc';
import { CancellationTokenSource, ResponseError } from 'vscode-jsonrpc';
import type { Disposable } from '../base/disposables.ts';
import type { Scheduler } from '../base/scheduler.ts';
import { UserError } from '../base/userError.ts';
import type { WorkspaceFileSystem } from '../workspace/workspaceSurvey.ts';
import { serveFileSystem } from './remoteFileSystem.ts';
import type {
  FineTuneParameters,
  FineTuneProgress,
  FineTuneReport,
  InspectParameters,
  StorageState,
  SurveyRequest,
  SurveySummary,
  TrainerFailure,
  TransferParameters,
} from './trainerProtocol.ts';
import {
  fineTuneRequest,
  inspectRequest,
  pauseNotification,
  progressNotification,
  surveyProgressNotification,
  surveyRequest,
  transferRequest,
} from './trainerProtocol.ts';

/** All of these reject with a `UserError` for what the user should know, and with the signal's reason when cancelled. */
export interface TrainerClient extends Disposable {
  readonly processId: number | undefined;
  /** The process is gone, for whatever reason. */
  readonly hasEnded: boolean;
  /** Reads the workspace. `onFiles` hears how many files were read so far. */
  survey(request: SurveyRequest, signal: AbortSignal, onFiles: (files: number) => void): Promise<SurveySummary>;
  /** Learns what `survey` found. Cancelled, it ends within two seconds and leaves nothing half-written. */
  fineTune(
    parameters: FineTuneParameters,
    signal: AbortSignal,
    onProgress: (progress: FineTuneProgress) => void,
  ): Promise<FineTuneReport>;
  setPaused(paused: boolean): void;
  inspect(parameters: InspectParameters): Promise<StorageState>;
  transfer(parameters: TransferParameters): Promise<{ readonly name: string }>;
}

/** Starts a process that reads the workspace through `fileSystem`. */
export type StartTrainer = (fileSystem: WorkspaceFileSystem) => Promise<TrainerClient>;

/** The process at the other end of a connection; tests put an in-memory pair in its place. */
export interface TrainerChild {
  readonly processId: number | undefined;
  /** Calls back once, with how it ended. */
  onExit(listener: (how: string) => void): void;
  kill(): void;
}

/** Milliseconds that a cancelled piece of work has to end by itself. */
const patience = 1_500;

export function connectTrainer(
  connection: MessageConnection,
  child: TrainerChild,
  fileSystem: WorkspaceFileSystem,
  scheduler: Scheduler,
): TrainerClient {
  let onFiles: (files: number) => void = () => undefined;
  let onProgress: (progress: FineTuneProgress) => void = () => undefined;
  serveFileSystem(connection, () => fileSystem);
  connection.onNotification(surveyProgressNotification, ({ files }) => {
    onFiles(files);
  });
  connection.onNotification(progressNotification, (progress) => {
    onProgress(progress);
  });
  let hasEnded = false;
  const ended = new Promise<never>((_, reject) => {
    child.onExit((how) => {
      hasEnded = true;
      reject(
        new UserError(
          `The process that fine-tunes ended unexpectedly (${how}).`,
          'Start again: it goes on where it was.',
        ),
      );
    });
  });
  // Who waits for nothing when it ends need not hear of it.
  ended.catch(() => undefined);
  connection.onError(() => undefined);
  connection.listen();

  const ask = async <R>(send: (source: CancellationTokenSource) => Promise<R>, signal?: AbortSignal): Promise<R> => {
    signal?.throwIfAborted();
    const source = new CancellationTokenSource();
    let overdue: Disposable | undefined;
    const cancel = () => {
      source.cancel();
      overdue = scheduler.after(patience, () => {
        child.kill();
      });
    };
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await Promise.race([send(source), ended]);
    } catch (error) {
      signal?.throwIfAborted();
      throw asUserError(error);
    } finally {
      signal?.removeEventListener('abort', cancel);
      overdue?.dispose();
      source.dispose();
    }
  };
  return {
    processId: child.processId,
    get hasEnded() {
      return hasEnded;
    },
    survey: (request, signal, listener) => {
      onFiles = listener;
      return ask(({ token }) => connection.sendRequest(surveyRequest, request, token), signal);
    },
    fineTune: (parameters, signal, listener) => {
      onProgress = listener;
      return ask(({ token }) => connection.sendRequest(fineTuneRequest, parameters, token), signal);
    },
    setPaused: (paused) => {
      connection.sendNotification(pauseNotification, { paused }).catch(() => undefined);
    },
    inspect: (parameters) => ask(() => connection.sendRequest(inspectRequest, parameters)),
    transfer: (parameters) => ask(() => connection.sendRequest(transferRequest, parameters)),
    dispose: () => {
      connection.dispose();
      child.kill();
    },
  };
}

function asUserError(error: unknown): unknown {
  if (!(error instanceof ResponseError)) return error;
  const { message, data } = error as ResponseError<TrainerFailure | undefined>;
  return data === undefined ? error : new UserError(message, data.action, { cause: error });
}
