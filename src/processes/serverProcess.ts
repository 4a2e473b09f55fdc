/** One completion server as a child process. */
import type { Logger } from '../base/logger.ts';
import { type ForkedProgram, forkProgram } from './forkProgram.ts';
import type { ServerConnection } from './serverConnection.ts';
import { connectServer } from './serverConnection.ts';

/** What the client sees of a running server; tests put an in-memory pair of connections in its place. */
export type ServerProcess = ServerConnection & Omit<ForkedProgram, 'connection'>;

/** Forks the server whose program is at `modulePath`. */
export function forkServer(modulePath: string, logger: Logger): ServerProcess {
  const { connection, ...program } = forkProgram(modulePath, 'server', logger);
  return { ...connectServer(connection), ...program };
}
