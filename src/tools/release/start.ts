/**
 * `npm start`: the extension as a user has it. With VS Code's `code` on the PATH, that editor opens with a throw-away
 * profile. Otherwise code-server starts and its address is printed. Both open a copy of the sample project and touch
 * nothing of the user's settings or files.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CodeServer } from '../shared/developmentEditor/codeServer.ts';
import { packExtension } from '../shared/developmentEditor/packExtension.ts';
import { setUpEditor } from '../shared/developmentEditor/setUp.ts';
import { findOnPath } from '../shared/programs.ts';

const settings = {
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
};

const firstFile = 'README.md';

/** Settles at Ctrl+C or when a signal asks this process to end. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => {
        resolve();
      });
  });
}

async function startCode(code: string, vsix: string): Promise<void> {
  const profile = await mkdtemp(path.join(tmpdir(), 'undercurrent-'));
  const stopped = interrupted();
  try {
    const project = path.join(profile, 'sample-project');
    await cp(path.resolve('test/fixtures/sample-project'), project, { recursive: true });
    await mkdir(path.join(profile, 'data', 'User'), { recursive: true });
    await writeFile(path.join(profile, 'data', 'User', 'settings.json'), JSON.stringify(settings));
    const places = [
      '--user-data-dir',
      path.join(profile, 'data'),
      '--extensions-dir',
      path.join(profile, 'extensions'),
    ];
    const run = async (args: readonly string[]): Promise<void> => {
      const child = spawn(code, [...places, ...args], { stdio: 'inherit', shell: process.platform === 'win32' });
      await Promise.race([once(child, 'exit'), stopped.then(() => child.kill())]);
    };
    await run(['--install-extension', vsix]);
    console.log('\nVS Code opens a sample project. Close its window, or press Ctrl+C here, to end.');
    await run(['--disable-workspace-trust', '--new-window', '--wait', project, path.join(project, firstFile)]);
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 300 });
  }
}

async function startCodeServer(vsix: string): Promise<void> {
  const editor = await setUpEditor(console.log);
  const stopped = interrupted();
  const server = await CodeServer.create({ editor, settings });
  try {
    const project = path.join(server.profile, 'sample-project');
    await cp(path.resolve('test/fixtures/sample-project'), project, { recursive: true });
    await server.installExtension(vsix);
    await server.start();
    const open = JSON.stringify([['openFile', `vscode-remote://${server.authority}${project}/${firstFile}`]]);
    const query = new URLSearchParams({ folder: project, payload: open });
    console.log(`\nOpen this address in a browser on this machine:\n\n    ${server.url}/?${query.toString()}\n`);
    console.log('Ctrl+C ends it.');
    await Promise.race([stopped, server.ended()]);
  } finally {
    await server.stop();
  }
}

export async function main(args: readonly string[]): Promise<number> {
  const vsix = await packExtension();
  const code = args.includes('--code-server')
    ? undefined
    : await findOnPath('code', 'code.cmd', 'code-insiders', 'codium');
  if (code === undefined) await startCodeServer(vsix);
  else await startCode(code, vsix);
  return 0;
}
