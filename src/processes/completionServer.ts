/**
 * Entry point of the completion server: the service on the IPC channel to the extension host. It ends with the host.
 */
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { serveCompletions } from './completionService.ts';
import { loadCompletionEngine } from './loadCompletionEngine.ts';

// `exit` would run destructors of the native library, which may be in the middle of a call.
process.on('disconnect', () => {
  process.kill(process.pid, 'SIGKILL');
});
serveCompletions(
  createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process)),
  loadCompletionEngine,
);
