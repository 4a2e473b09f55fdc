/**
 * Entry point of the trainer: its service on the IPC channel to the extension host, at low priority. It ends with the
 * host.
 */
import { constants, setPriority } from 'node:os';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { serveTraining } from './trainerService.ts';

process.on('disconnect', () => {
  process.kill(process.pid, 'SIGKILL');
});
setPriority(constants.priority.PRIORITY_LOW);
serveTraining(createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process)));
