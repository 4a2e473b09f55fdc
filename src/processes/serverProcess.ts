/** One completion server as a child process. Loaded with the first server, because it loads vscode-jsonrpc. */
import type { MessageConnection } from 'vscode-jsonrpc';
import type { Logger } from '../base/logger.ts';
import type { CompletionHost, CompletionServer } from './contracts.ts';
import { type ForkedProgram, forkProgram } from './forkProgram.ts';
import { remote, serve } from './jsonRpc.ts';
import type { Remote } from './rpc.ts';

/** A connected server. `close` rejects its pending requests. */
export interface ServerConnection extends Remote<CompletionServer> {
  close(): void;
}

/** A running server. Tests replace it by an in-memory pair of connections. */
export type ServerProcess = ServerConnection & Omit<ForkedProgram, 'connection'>;

/** Connects to the server at the other end of `connection`, which need not listen yet. */
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
