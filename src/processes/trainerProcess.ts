/**
 * One trainer as a child process. Its requests end with the process. If a cancelled request does not end, the process
 * is killed.
 */
import type { MessageConnection } from 'vscode-jsonrpc';
import type { Disposable } from '../base/disposables.ts';
import type { Logger } from '../base/logger.ts';
import type { Scheduler } from '../base/scheduler.ts';
import { UserError } from '../base/userError.ts';
import type { WorkspaceFileSystem } from '../workspace/workspaceSurvey.ts';
import type { TrainerServer } from './contracts.ts';
import { type ForkedProgram, forkProgram } from './forkProgram.ts';
import { Heartbeat } from './heartbeat.ts';
import { remote, serve } from './jsonRpc.ts';
import { methodOf, methods } from './rpc.ts';
import type { TrainerClient } from './trainerClient.ts';

/** Milliseconds that a cancelled request may take to end. */
const patience = 1_500;

/**
 * Milliseconds between two signs of life, and how many may be missing. Half a second of work at low priority took ten
 * seconds on a machine that was busy with fifteen others.
 */
const heartbeat = { interval: 5_000, patience: 12 };

export function connectTrainer(
  connection: MessageConnection,
  child: Omit<ForkedProgram, 'connection'>,
  fileSystem: WorkspaceFileSystem,
  logger: Logger,
  scheduler: Scheduler,
): TrainerClient {
  serve<WorkspaceFileSystem>(connection, () => fileSystem);
  const trainer = remote<TrainerServer>(connection);
  let hasEnded = false;
  let message: string | undefined;
  const heart = new Heartbeat({
    ...heartbeat,
    scheduler,
    beat: () => trainer.request.heartbeat(),
    onSilence: (seconds) => {
      message = `The process that fine-tunes did not answer for ${seconds} seconds and was ended.`;
      logger.warn(message);
      child.kill();
    },
  });
  const ended = new Promise<never>((_, reject) => {
    child.onExit((how) => {
      hasEnded = true;
      heart.dispose();
      message ??= `The process that fine-tunes ended unexpectedly (${how}).`;
      reject(new UserError(message, 'Start again: it goes on where it was.'));
    });
  });
  // Without this, an exit while no request waits would be an unhandled rejection.
  ended.catch(() => undefined);
  connection.onError(() => undefined);
  connection.listen();

  const ask = async (method: string, args: readonly unknown[]): Promise<unknown> => {
    const signal = args.find((arg) => arg instanceof AbortSignal);
    signal?.throwIfAborted();
    let overdue: Disposable | undefined;
    const expectEnd = (): void => {
      overdue = scheduler.after(patience, () => {
        child.kill();
      });
    };
    signal?.addEventListener('abort', expectEnd, { once: true });
    try {
      return await Promise.race([methodOf(trainer.request, method)?.(...args), ended]);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', expectEnd);
      overdue?.dispose();
    }
  };
  return {
    request: methods(ask),
    notify: trainer.notify,
    processId: child.processId,
    get hasEnded() {
      return hasEnded;
    },
    dispose: () => {
      heart.dispose();
      connection.dispose();
      child.kill();
    },
  };
}

/** Forks the trainer whose program is at `modulePath`. It reads the workspace through `fileSystem`. */
export function forkTrainer(
  modulePath: string,
  fileSystem: WorkspaceFileSystem,
  logger: Logger,
  scheduler: Scheduler,
): TrainerClient {
  const { connection, ...program } = forkProgram(modulePath, 'trainer', logger);
  return connectTrainer(connection, program, fileSystem, logger, scheduler);
}
