/** Entry point of the trainer: its service on the IPC channel to its host, with whom it ends, and after everybody else. No logic. */
import { constants, setPriority } from 'node:os';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { serveTraining } from './trainerService.ts';

process.on('disconnect', () => {
  process.kill(process.pid, 'SIGKILL');
});
setPriority(constants.priority.PRIORITY_LOW);
serveTraining(createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process)));
