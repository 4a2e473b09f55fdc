/** One completion server as a child process. Loaded with the first server, and vscode-jsonrpc with it. */
import type { MessageConnection } from 'vscode-jsonrpc';
import type { Logger } from '../base/logger.ts';
import type { CompletionHost, CompletionServer } from './contracts.ts';
import { type ForkedProgram, forkProgram } from './forkProgram.ts';
import { remote, serve } from './jsonRpc.ts';
import type { Remote } from './rpc.ts';

/** A connected server; requests are rejected when it is closed. */
export interface ServerConnection extends Remote<CompletionServer> {
  close(): void;
}

/** What the client sees of a running server; tests put an in-memory pair of connections in its place. */
export type ServerProcess = ServerConnection & Omit<ForkedProgram, 'connection'>;

/** Speaks to the server at the other end of `connection`, which need not listen yet. */
export function connectServer(connection: MessageConnection, host: CompletionHost): ServerConnection {
  connection.onError(() => undefined);
  serve<CompletionHost>(connection, () => host);
  const server = remote<CompletionServer>(connection);
  connection.listen();
  return {
    ...server,
    close: () => {
      connection.dispose();
    },
  };
}

/** Forks the server whose program is at `modulePath`. */
export function forkServer(modulePath: string, host: CompletionHost, logger: Logger): ServerProcess {
  const { connection, ...program } = forkProgram(modulePath, 'server', logger);
  return { ...connectServer(connection, host), ...program };
}
