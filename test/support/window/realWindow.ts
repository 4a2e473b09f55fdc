/**
 * A whole stage for tests in a real window: code-server with a throw-away profile and the packed extension, a copy of
 * the sample project, a browser, and the window in it. Everything ends with `dispose`, whatever failed before; what the
 * window and the server printed is shown when a test fails.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { setUpBrowser } from '../../../src/tools/shared/developmentEditor/browser.ts';
import { CodeServer, type CodeServerOptions } from '../../../src/tools/shared/developmentEditor/codeServer.ts';
import { newestVsix, packExtension } from '../../../src/tools/shared/developmentEditor/packExtension.ts';
import { setUpEditor } from '../../../src/tools/shared/developmentEditor/setUp.ts';
import { browserArguments, Workbench } from './workbench.ts';

export const repositoryRoot = path.resolve(import.meta.dirname, '..', '..', '..');
const sampleProject = path.join(repositoryRoot, 'test', 'fixtures', 'sample-project');
export const screenshotFolder = path.join(repositoryRoot, 'dist', 'screenshots');

export interface RealWindowOptions extends Omit<CodeServerOptions, 'editor'> {
  /** Whether the packed extension is installed; by default it is. */
  readonly packedExtension?: boolean;
  /** Folder whose copy is opened; the sample project by default. */
  readonly project?: string;
  /** Device pixels per CSS pixel, 1 by default. */
  readonly deviceScaleFactor?: number;
}

/** The VSIX under test: what `npm test` packed just before, else one packed now. */
async function vsixUnderTest(): Promise<string> {
  const given = process.env['UNDERCURRENT_VSIX'];
  if (given !== undefined && given !== '') return path.resolve(given);
  return (await newestVsix(path.join(repositoryRoot, 'dist'))) ?? (await packExtension());
}

export class RealWindow {
  readonly server: CodeServer;
  readonly workbench: Workbench;
  /** The copy of the sample project that is open. */
  readonly folder: string;
  readonly #browser: Browser;

  private constructor(server: CodeServer, browser: Browser, workbench: Workbench, folder: string) {
    this.server = server;
    this.#browser = browser;
    this.workbench = workbench;
    this.folder = folder;
  }

  /** Sets the stage; the window is still blank, `workbench.open` goes there. */
  static async create(options: RealWindowOptions): Promise<RealWindow> {
    const { packedExtension = true, project = sampleProject, deviceScaleFactor = 1, ...serverOptions } = options;
    const editor = await setUpEditor(console.log);
    const executablePath = await setUpBrowser(console.log);
    const server = await CodeServer.create({ ...serverOptions, editor });
    let browser: Browser | undefined;
    try {
      if (packedExtension) await server.installExtension(await vsixUnderTest());
      const folder = path.join(server.profile, 'sample');
      await cp(project, folder, { recursive: true });
      await server.start();
      browser = await chromium.launch({ executablePath, args: [...browserArguments] });
      return new RealWindow(server, browser, await Workbench.create(browser, server, deviceScaleFactor), folder);
    } catch (error) {
      await browser?.close();
      await server.stop();
      throw error;
    }
  }

  /** Folder of the installed extension. */
  async extensionFolder(): Promise<string> {
    const names = await readdir(this.server.extensionsFolder);
    const name = names.find((candidate) => candidate.startsWith('undercurrent.undercurrent-'));
    if (name === undefined) throw new Error(`No extension in ${this.server.extensionsFolder}`);
    return path.join(this.server.extensionsFolder, name);
  }

  /** Process ids of the completion servers that this window's extension host started. */
  completionServerPids(): Promise<number[]> {
    return this.#pidsOf(/completionServer\.c?js/);
  }

  /** Process ids of the trainers that this window's extension host started. */
  trainerPids(): Promise<number[]> {
    return this.#pidsOf(/\/trainer\.c?js/);
  }

  async #pidsOf(program: RegExp): Promise<number[]> {
    const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,pgid=,args=']);
    return stdout
      .split('\n')
      .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
      .filter((match) => match !== null)
      .filter((match) => Number(match[2]) === this.server.processGroup && program.test(match[3] ?? ''))
      .map((match) => Number(match[1]));
  }

  /**
   * The extension's folders in the storage of all workspaces that were open; a second window of a workspace may have
   * one of its own.
   */
  async storageFolders(): Promise<string[]> {
    const workspaces = path.join(this.server.profile, 'data', 'User', 'workspaceStorage');
    const names = await readdir(workspaces).catch(() => []);
    const folders = names.map((name) => path.join(workspaces, name, 'undercurrent.undercurrent'));
    return folders.filter((folder) => existsSync(folder));
  }

  /** Names of the files in the extension's storage; none when there is no such folder. */
  async storedFiles(): Promise<string[]> {
    const found: string[] = [];
    for (const folder of await this.storageFolders()) found.push(...(await readdir(folder)));
    return found;
  }

  /** What was printed, for the report of a failed test. */
  log(): string {
    // code-server from npm complains at length that it has no native library for log files; that is known and no
    // matter.
    const server = this.server.log
      .split('\n')
      .filter((line) => !/^\s+(at|→) |^\s*$|bindings file|spdlog|vsda|^\s+tries: \[|^\s+\]|^\}/.test(line));
    return `--- window\n${this.workbench.console.slice(-60).join('\n')}\n--- server\n${server.slice(-60).join('\n')}`;
  }

  async dispose(): Promise<void> {
    await this.#browser.close().catch(() => undefined);
    await this.server.stop();
  }
}
