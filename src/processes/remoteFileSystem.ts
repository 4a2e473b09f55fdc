/**
 * The host's file system at the other end of a connection: trainer and completion server read a workspace through it and open no file
 * themselves.
 */
import type { MessageConnection } from 'vscode-jsonrpc';
import type { WorkspaceFileSystem } from '../workspace/workspaceSurvey.ts';
import { listDirectoryRequest, readTextRequest, repositoryAboveRequest } from './trainerProtocol.ts';

/** What this end asks the host. */
export function remoteFileSystem(connection: MessageConnection): WorkspaceFileSystem {
  return {
    list: async (folder, path) => (await connection.sendRequest(listDirectoryRequest, { folder, path })) ?? undefined,
    read: (folder, path) => connection.sendRequest(readTextRequest, { folder, path }),
    repositoryAbove: async (folder) => (await connection.sendRequest(repositoryAboveRequest, { folder })) ?? undefined,
  };
}

/** Answers the other end; `fileSystem` says what may be read at the moment, which may be nothing. */
export function serveFileSystem(
  connection: MessageConnection,
  fileSystem: () => WorkspaceFileSystem | undefined,
): void {
  connection.onRequest(
    listDirectoryRequest,
    async ({ folder, path }) => (await fileSystem()?.list(folder, path)) ?? null,
  );
  connection.onRequest(
    repositoryAboveRequest,
    async ({ folder }) => (await fileSystem()?.repositoryAbove(folder)) ?? null,
  );
  connection.onRequest(readTextRequest, ({ folder, path }) => fileSystem()?.read(folder, path) ?? { kind: 'gone' });
}
