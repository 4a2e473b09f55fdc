/**
 * A typer in a process of its own. It is forked at once, so that it runs the same program as this process even when
 * that is bundled anew while something else takes its time, and loads models only when it is told to.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { resolve } from 'node:path';
import { UserError } from '../../../base/userError.ts';
import type { FileRecord, FileTyper, SystemVariant, TypingSetup } from './fileTyper.ts';
import type { TyperMessage, TyperRequest } from './typerProtocol.ts';

/** Who waits for an answer. */
interface Waiting {
  readonly answered: (message: TyperMessage) => void;
  readonly failed: (error: Error) => void;
  readonly advanced: (characters: number) => void;
}

export class TyperProcess implements FileTyper {
  readonly #child: ChildProcess;
  #waiting: Waiting | undefined;
  #gone: string | undefined;

  /** `program`: the bundle that exports `serveTyping`. */
  constructor(program: string) {
    // Arrays of many thousand numbers, and `undefined`, arrive as they were.
    this.#child = fork('src/tools/measure/replay/startTyper.mjs', [resolve(program)], { serialization: 'advanced' });
    this.#child.on('message', (message: TyperMessage) => {
      this.#receive(message);
    });
    this.#child.once('error', (error) => {
      this.#end(error.message);
    });
    this.#child.once('exit', (code, signal) => {
      this.#end(signal ?? `exit code ${code ?? 'unknown'}`);
    });
  }

  async prepare(setup: TypingSetup): Promise<readonly SystemVariant[]> {
    const answer = await this.#ask({ kind: 'prepare', setup }, () => undefined);
    return answer.kind === 'prepared' ? answer.variants : [];
  }

  async type(index: number, advanced: (characters: number) => void): Promise<readonly FileRecord[]> {
    const answer = await this.#ask({ kind: 'type', index }, advanced);
    return answer.kind === 'typed' ? answer.records : [];
  }

  dispose(): Promise<void> {
    this.#child.kill();
    return Promise.resolve();
  }

  #ask(request: TyperRequest, advanced: (characters: number) => void): Promise<TyperMessage> {
    return new Promise((answered, failed) => {
      if (this.#gone !== undefined) {
        failed(goneError(this.#gone));
        return;
      }
      this.#waiting = { answered, failed, advanced };
      this.#child.send(request);
    });
  }

  #receive(message: TyperMessage): void {
    const waiting = this.#waiting;
    if (message.kind === 'advanced') {
      waiting?.advanced(message.characters);
      return;
    }
    this.#waiting = undefined;
    if (message.kind !== 'failed') waiting?.answered(message);
    else if (message.action === undefined) waiting?.failed(new Error(message.message));
    else waiting?.failed(new UserError(message.message, message.action));
  }

  #end(how: string): void {
    this.#gone ??= how;
    this.#waiting?.failed(goneError(how));
    this.#waiting = undefined;
  }
}

function goneError(how: string): Error {
  return new Error(`A process that types files ended: ${how}`);
}
