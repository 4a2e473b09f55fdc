/** Entry point of the completion server: the service on the IPC channel to its host, with whom it ends. No logic. */
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { serveCompletions } from './completionService.ts';
import { loadCompletionEngine } from './loadCompletionEngine.ts';

// Not `exit`, which would run the destructors of a native library that may be in the middle of something.
process.on('disconnect', () => {
  process.kill(process.pid, 'SIGKILL');
});
serveCompletions(
  createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process)),
  loadCompletionEngine,
);
