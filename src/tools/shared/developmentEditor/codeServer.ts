/**
 * A running code-server with a throw-away profile: nothing of this machine's own settings. It listens on 127.0.0.1
 * alone and leads a process group. The whole group ends with it, also when the program that started it fails. Paths
 * are short because they hold Unix sockets.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DevelopmentEditor } from './setUp.ts';

export interface CodeServerOptions {
  readonly editor: DevelopmentEditor;
  /** User settings of the profile. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Whether folders are untrusted until the user says otherwise; by default all of them are trusted. */
  readonly workspaceTrust?: boolean;
  /** Passed on as they are, after ours. */
  readonly extraArguments?: readonly string[];
}

const commonArguments = [
  '--auth=none',
  '--disable-telemetry',
  '--disable-update-check',
  '--disable-getting-started-override',
  '--disable-proxy',
  '--ignore-last-opened',
];

/** Ends a whole process group; on Windows, which has none, its leader. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // The group has ended.
  }
}

/** What a code-server sees of our environment: nothing that another editor or npm put there. */
function environment(profile: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|XDG_|npm_|NODE_|PORT$|PASSWORD$)/.test(name));
  return {
    ...Object.fromEntries(kept),
    HOME: path.join(profile, 'home'),
    TMPDIR: path.join(profile, 'tmp'),
    // No gallery: nothing is looked up or fetched.
    EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: 'http://127.0.0.1:9/none' }),
  };
}

export class CodeServer {
  readonly extensionsFolder: string;
  /** The last resort when this process ends without `stop`. */
  readonly #endAtExit = (): void => {
    if (this.#child !== undefined) signalGroup(this.#child, 'SIGKILL');
    try {
      rmSync(this.profile, { recursive: true, force: true });
    } catch {
      // It stays in the folder of temporary files.
    }
  };
  #child: ChildProcess | undefined;
  #log = '';
  #url = '';

  private constructor(
    /** Folder that holds everything of this instance; removed by `stop`. */
    readonly profile: string,
    private readonly options: CodeServerOptions,
  ) {
    this.extensionsFolder = path.join(profile, 'extensions');
  }

  /** A profile without extensions; nothing runs yet. */
  static async create(options: CodeServerOptions): Promise<CodeServer> {
    const base = process.platform === 'win32' ? tmpdir() : '/tmp';
    const server = new CodeServer(await mkdtemp(path.join(base, 'uc-')), options);
    for (const folder of ['home', 'tmp', 'extensions', 'data/User']) {
      await mkdir(path.join(server.profile, folder), { recursive: true });
    }
    await server.writeSettings(options.settings);
    return server;
  }

  /** Address of the workbench, such as `http://127.0.0.1:41234`. Empty until started. */
  get url(): string {
    return this.#url;
  }

  /** Host and port, as `vscode-remote://` addresses want them. */
  get authority(): string {
    return this.#url.replace(/^http:\/\//, '');
  }

  /** Everything printed so far. */
  get log(): string {
    return this.#log;
  }

  /** Process group of the editor, its extension hosts and their children. */
  get processGroup(): number | undefined {
    return this.#child?.pid;
  }

  async writeSettings(settings: Readonly<Record<string, unknown>>): Promise<void> {
    await writeFile(path.join(this.profile, 'data', 'User', 'settings.json'), JSON.stringify(settings, undefined, 2));
  }

  #spawn(args: readonly string[]): ChildProcess {
    const { editor } = this.options;
    const places = [
      `--user-data-dir=${path.join(this.profile, 'data')}`,
      `--extensions-dir=${this.extensionsFolder}`,
      `--config=${path.join(this.profile, 'config.yaml')}`,
    ];
    const child = spawn(editor.node, [editor.entry, ...commonArguments, ...places, ...args], {
      cwd: this.profile,
      env: environment(this.profile),
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (chunk: Buffer): void => {
      this.#log += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    return child;
  }

  /** Installs a packed extension. @throws Error with what was printed, when the editor refuses it. */
  async installExtension(vsix: string): Promise<void> {
    const before = this.#log.length;
    const child = this.#spawn(['--force', `--install-extension=${vsix}`]);
    await once(child, 'close');
    const printed = this.#log.slice(before);
    if (!printed.includes('successfully installed')) throw new Error(`${vsix} was not installed:\n${printed}`);
  }

  /** Starts and waits until the workbench is served. */
  async start(timeoutMilliseconds = 60_000): Promise<void> {
    const before = this.#log.length;
    const { workspaceTrust = false, extraArguments = [] } = this.options;
    const trust = workspaceTrust ? [] : ['--disable-workspace-trust'];
    const child = this.#spawn(['--bind-addr=127.0.0.1:0', ...trust, ...extraArguments]);
    this.#child = child;
    process.once('exit', this.#endAtExit);
    const deadline = performance.now() + timeoutMilliseconds;
    for (;;) {
      const address = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(this.#log.slice(before))?.[1];
      if (address !== undefined && (await isHealthy(address))) {
        this.#url = address;
        return;
      }
      if (child.exitCode !== null || performance.now() > deadline) {
        await this.stop();
        throw new Error(`code-server did not start:\n${this.#log}`);
      }
      await delay(100);
    }
  }

  /** Settles when the editor has ended for any reason. */
  async ended(): Promise<void> {
    if (this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null) {
      await once(this.#child, 'exit');
    }
  }

  /** Ends the process group and removes the profile. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child !== undefined) {
      signalGroup(child, 'SIGTERM');
      await Promise.race([this.ended(), delay(3000)]);
      signalGroup(child, 'SIGKILL');
      process.removeListener('exit', this.#endAtExit);
      this.#child = undefined;
    }
    // What was just killed may still be letting go of its files.
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function isHealthy(address: string): Promise<boolean> {
  try {
    const answer = await fetch(`${address}/healthz`);
    return answer.ok;
  } catch {
    return false;
  }
}
