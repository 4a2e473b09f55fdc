/** Two JSON-RPC connections in memory, like those of the extension host and the completion server over IPC. */
import { PassThrough } from 'node:stream';
import type { MessageConnection } from 'vscode-jsonrpc';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';

export function connectionPair(): [MessageConnection, MessageConnection] {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  return [
    createMessageConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer)),
    createMessageConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)),
  ];
}
