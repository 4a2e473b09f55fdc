/** One trainer as a child process. */
import type { Logger } from '../base/logger.ts';
import type { Scheduler } from '../base/scheduler.ts';
import type { WorkspaceFileSystem } from '../workspace/workspaceSurvey.ts';
import { forkProgram } from './forkProgram.ts';
import { connectTrainer, type TrainerClient } from './trainerClient.ts';

/** Forks the trainer whose program is at `modulePath`; it reads the workspace through `fileSystem`. */
export function forkTrainer(
  modulePath: string,
  fileSystem: WorkspaceFileSystem,
  logger: Logger,
  scheduler: Scheduler,
): TrainerClient {
  const program = forkProgram(modulePath, 'trainer', logger);
  return connectTrainer(program.connection, program, fileSystem, scheduler);
}
