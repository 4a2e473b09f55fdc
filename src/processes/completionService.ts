/**
 * The completion server without its process. It loads a model on request and passes all other calls to the loaded
 * engine. Tests run it over an in-memory connection with a fake engine.
 */
import type { MessageConnection } from 'vscode-jsonrpc';
import { UserError } from '../base/userError.ts';
import type { DocumentPosition } from '../completion/request.ts';
import type { WorkspaceFileSystem } from '../workspace/workspaceSurvey.ts';
import type {
  CompletionHost,
  CompletionServer,
  ModelDescription,
  ModelFolders,
  TextCacheParameters,
} from './contracts.ts';
import { remote, serve } from './jsonRpc.ts';

/** A loaded engine and everything that shares its model. */
export interface CompletionSource extends Omit<
  CompletionServer,
  'heartbeat' | 'initialize' | 'readAhead' | 'useTextCache'
> {
  readAhead(position: DocumentPosition, signal: AbortSignal): Promise<void>;
  /** Turns the text cache on or off. It reads the workspace through `fileSystem`. */
  useTextCache(parameters: TextCacheParameters, fileSystem: WorkspaceFileSystem): void;
}

interface LoadedSource {
  readonly source: CompletionSource;
  readonly description: ModelDescription;
}

/** Loads a model. `offerReady` is called with a document whose offer was decoded after the answer. */
export type LoadSource = (folders: ModelFolders, offerReady: (documentId: string) => void) => Promise<LoadedSource>;

/** Answers on `connection` until it is closed. */
export function serveCompletions(connection: MessageConnection, load: LoadSource): void {
  const host = remote<CompletionHost>(connection);
  let source: CompletionSource | undefined;
  let reading = new AbortController();

  const own: Pick<CompletionServer, 'heartbeat' | 'initialize' | 'readAhead' | 'useTextCache'> = {
    heartbeat: () => Promise.resolve(),
    async initialize(folders) {
      const loaded = await load(folders, (documentId) => {
        host.notify.offerReady(documentId);
      }).catch((error: unknown) => {
        throw loadFailure(error);
      });
      source = loaded.source;
      return loaded.description;
    },
    readAhead(position) {
      // Only the last document is worth reading. The engine lets requests go first.
      reading.abort();
      reading = new AbortController();
      source?.readAhead(position, reading.signal).catch((error: unknown) => {
        console.error('Reading ahead failed.', error);
      });
    },
    useTextCache(parameters) {
      source?.useTextCache(parameters, host.request);
    },
  };
  serve<CompletionServer>(
    connection,
    () => own,
    () => source as Partial<CompletionServer> | undefined,
  );
  connection.listen();
}

function loadFailure(error: unknown): UserError {
  if (error instanceof UserError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new UserError(`The model could not be loaded: ${reason}`, 'Reinstall Undercurrent, or see its log.', {
    cause: error,
  });
}
