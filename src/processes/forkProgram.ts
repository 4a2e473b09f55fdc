/**
 * One of the extension's own programs as a child process: forked with a clean environment, spoken to over Node's IPC, killed without
 * ceremony. A fork and not a worker thread, because a native call blocks its thread and a busy worker that is terminated
 * aborts the whole host.
 */
import { fork } from 'node:child_process';
import type { MessageConnection } from 'vscode-jsonrpc';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import type { Logger } from '../base/logger.ts';

export interface ForkedProgram {
  readonly connection: MessageConnection;
  readonly processId: number | undefined;
  /** Calls back once, with how it ended, when the process is gone for whatever reason. */
  onExit(listener: (how: string) => void): void;
  /** Ends the process at once, in the middle of a native call too. */
  kill(): void;
}

/** The only variables a program may inherit: where programs, libraries and temporary files are. */
const inheritedVariables = [
  'PATH',
  'LANG',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'windir',
];

/** The environment of a program: no `VSCODE_*`, no `NODE_OPTIONS`, and no telemetry from the native library. */
export function programEnvironment(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {
    // Under VS Code `process.execPath` is Electron, which is Node only when told so.
    ELECTRON_RUN_AS_NODE: '1',
    ORT_DISABLE_TELEMETRY: '1',
  };
  for (const name of inheritedVariables) {
    const value = own[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

/**
 * Forks the program at `modulePath`. What it writes to its output goes to the log, after `name`; in ordinary use that is next to
 * nothing, so anything there comes from the native library or from a crash.
 */
export function forkProgram(modulePath: string, name: string, logger: Logger): ForkedProgram {
  const child = fork(modulePath, [], {
    execArgv: [],
    env: programEnvironment(process.env),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.stdout?.on('data', (data: Buffer) => {
    logger.info(`${name}: ${data.toString().trimEnd()}`);
  });
  child.stderr?.on('data', (data: Buffer) => {
    logger.warn(`${name}: ${data.toString().trimEnd()}`);
  });
  return {
    connection: createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child)),
    processId: child.pid,
    onExit(listener) {
      let told = false;
      const tell = (how: string) => {
        if (told) return;
        told = true;
        listener(how);
      };
      child.once('exit', (code, signal) => {
        tell(signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`);
      });
      // A process that could not be started at all has no exit.
      child.once('error', (error) => {
        tell(error.message);
      });
    },
    kill() {
      child.kill('SIGKILL');
    },
  };
}
