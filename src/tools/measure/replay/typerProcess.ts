/**
 * Both ends of a typer in a process of its own. It is forked at once, so that it runs the same program as this process
 * even when that is bundled anew in the meantime.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { resolve } from 'node:path';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { remote, serve } from '../../../processes/jsonRpc.ts';
import type { Remote } from '../../../processes/rpc.ts';
import { type FileTyper, LocalTyper, type TypingSetup } from './fileTyper.ts';

/** What crosses the boundary. Killing the process disposes of the typer. */
type TypingContract = Omit<FileTyper, 'dispose'>;

/** Milliseconds between two messages of progress. */
const progressInterval = 200;

export class TyperProcess implements FileTyper {
  readonly #child: ChildProcess;
  readonly #typer: Remote<TypingContract>;
  readonly #ended: Promise<never>;

  /** `program`: the bundle that exports `serveTyping`. */
  constructor(program: string) {
    // JSON would lose `undefined`.
    this.#child = fork('src/tools/measure/replay/startTyper.mjs', [resolve(program)], { serialization: 'advanced' });
    const connection = createMessageConnection(new IPCMessageReader(this.#child), new IPCMessageWriter(this.#child));
    this.#typer = remote<TypingContract>(connection);
    this.#ended = new Promise((_, reject) => {
      const end = (how: string): void => {
        reject(new Error(`A process that types files ended: ${how}`));
      };
      this.#child.once('error', (error) => {
        end(error.message);
      });
      this.#child.once('exit', (code, signal) => {
        end(signal ?? `exit code ${code ?? 'unknown'}`);
      });
    });
    this.#ended.catch(() => undefined);
    connection.listen();
  }

  prepare(setup: TypingSetup) {
    return Promise.race([this.#typer.request.prepare(setup), this.#ended]);
  }

  type(index: number, advanced: (characters: number) => void) {
    return Promise.race([this.#typer.request.type(index, advanced), this.#ended]);
  }

  dispose(): Promise<void> {
    this.#child.kill();
    return Promise.resolve();
  }
}

export function serveTyping(): void {
  const typer = new LocalTyper(() => performance.now());
  const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
  const type: FileTyper['type'] = async (index, advanced) => {
    let told = performance.now();
    let characters = 0;
    const tell = (): void => {
      advanced(characters);
      told = performance.now();
      characters = 0;
    };
    const records = await typer.type(index, (more) => {
      characters += more;
      if (performance.now() - told >= progressInterval) tell();
    });
    tell();
    return records;
  };
  serve<TypingContract>(connection, () => ({ prepare: (setup) => typer.prepare(setup), type }));
  process.on('disconnect', () => {
    process.exit();
  });
  connection.listen();
}
