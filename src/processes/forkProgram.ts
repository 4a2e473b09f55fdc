/**
 * One of the extension's programs as a child process: forked with a clean environment, connected by Node's IPC, ended
 * by SIGKILL. It is no worker thread, because terminating a worker inside a native call ends the whole extension host.
 */
import { fork } from 'node:child_process';
import type { MessageConnection } from 'vscode-jsonrpc';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import type { Logger } from '../base/logger.ts';

export interface ForkedProgram {
  readonly connection: MessageConnection;
  readonly processId: number | undefined;
  /** Calls back once when the process has ended, with the reason. */
  onExit(listener: (how: string) => void): void;
  /** Ends the process at once, even inside a native call. */
  kill(): void;
}

/** The only variables that a program inherits: paths of programs, libraries and temporary files. */
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
    // In VS Code `process.execPath` is Electron. This makes it run as Node.
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
 * Forks the program at `modulePath`. Its output goes to the log, after `name`. In ordinary use it writes almost
 * nothing, so output comes from the native library or from a crash.
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
      // A process that did not start has no exit.
      child.once('error', (error) => {
        tell(error.message);
      });
    },
    kill() {
      child.kill('SIGKILL');
    },
  };
}
