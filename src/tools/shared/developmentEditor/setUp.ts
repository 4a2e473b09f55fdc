/**
 * A real VS Code to try the extension in, from npm alone: code-server and the Node version that it needs. Both are
 * installed once into the user's cache folder. An installation has another name until it is complete, and a lock
 * folder keeps two set-ups apart.
 */
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runQuietly } from '../programs.ts';

const codeServerVersion = '4.139.1';
/** code-server runs on Node 24 alone; the project itself stays on Node 20. */
const nodeVersion = '24.21.0';

/** An installed code-server: run `node entry`. */
export interface DevelopmentEditor {
  readonly node: string;
  readonly entry: string;
}

/** Folder for what is installed once for every checkout. */
function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'];
  return path.join(base !== undefined && base !== '' ? base : path.join(homedir(), '.cache'), 'undercurrent');
}

function nodePackage(): string {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  return `node-${platform}-${process.arch}`;
}

function editorIn(folder: string): DevelopmentEditor {
  const modules = path.join(folder, 'node_modules');
  return {
    node: path.join(modules, nodePackage(), 'bin', process.platform === 'win32' ? 'node.exe' : 'node'),
    entry: path.join(modules, 'code-server', 'out', 'node', 'entry.js'),
  };
}

/** Whether the file or folder is there. */
async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** Whether a process with this id lives. */
function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Holds the folder `lock` while `work` runs. A lock is taken over when the process that holds it has died. */
async function withLock(lock: string, log: (message: string) => void, work: () => Promise<void>): Promise<void> {
  const holderFile = path.join(lock, 'pid');
  let told = false;
  for (;;) {
    try {
      await mkdir(lock);
      break;
    } catch {
      // A lock without a readable process id is one just being taken; it gets a second chance before it counts as
      // stale.
      let holder = Number(await readFile(holderFile, 'utf8').catch(() => '0'));
      if (holder === 0) {
        await delay(1000);
        holder = Number(await readFile(holderFile, 'utf8').catch(() => '0'));
      }
      if (!lives(holder) || holder === 0) await rm(lock, { recursive: true, force: true });
      else if (!told) {
        log(`Waiting for process ${String(holder)}, which is setting up the editor …`);
        told = true;
      }
      await delay(500);
    }
  }
  try {
    await writeFile(holderFile, String(process.pid));
    await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function installEditor(folder: string): Promise<void> {
  const manifest = {
    name: 'undercurrent-development-editor',
    private: true,
    dependencies: { 'code-server': codeServerVersion, [nodePackage()]: nodeVersion },
  };
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest, undefined, 2));
  const advice = 'Most often the package registry could not be reached: try again when it can.';
  const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund'];
  await runQuietly('npm', install, advice, folder);
  // code-server's shrinkwrap is out of step with its own package.json, so `npm ci` would refuse.
  const vscode = path.join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  await runQuietly('npm', [...install, '--omit=dev'], advice, vscode);
  await runQuietly('npm', [...install, '--omit=dev'], advice, path.join(vscode, 'extensions'));
}

/** The development editor, installed first where need be (about a minute and 800 MB). */
export async function setUpEditor(log: (message: string) => void): Promise<DevelopmentEditor> {
  const cache = cacheFolder();
  const folder = path.join(cache, `editor-${codeServerVersion}`);
  if (await exists(folder)) return editorIn(folder);
  await mkdir(cache, { recursive: true });
  await withLock(`${folder}.lock`, log, async () => {
    if (await exists(folder)) return;
    log(`Installing code-server ${codeServerVersion} into ${folder} (once, about a minute) …`);
    const temporary = `${folder}.new`;
    await rm(temporary, { recursive: true, force: true });
    await installEditor(temporary);
    await rename(temporary, folder);
  });
  return editorIn(folder);
}
