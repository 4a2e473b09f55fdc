/**
 * Runs the tests in host/ inside the extension host of a real window, and shows each as a test of its own. They are run
 * before vitest is told about them, since only then are their names known.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { test } from 'vitest';
import { RealWindow, repositoryRoot } from '../support/realWindow.ts';
import { steadySettings } from '../support/workbench.ts';
import type { HostTestResult } from './host/runner.ts';

const patienceMilliseconds = 300_000;

async function bundleTests(): Promise<string> {
  const outfile = path.join(repositoryRoot, 'dist', 'test', 'integration.js');
  await build({
    absWorkingDir: repositoryRoot,
    entryPoints: ['test/integration/host/index.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}

async function runInExtensionHost(): Promise<HostTestResult[]> {
  const bundle = await bundleTests();
  const window = await RealWindow.create({
    settings: steadySettings,
    packedExtension: false,
    // Without it the two paths below are ignored.
    extraArguments: ['--vscode-option', 'enable-smoke-test-driver'],
  });
  try {
    const { workbench, server, folder } = window;
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    await workbench.page.exposeFunction('codeAutomationExit', () => {
      finish();
    });
    await workbench.page.exposeFunction('codeAutomationLog', (type: string, values: unknown[]) => {
      workbench.console.push(`[host ${type}] ${values.map(String).join(' ')}`);
    });
    const remote = (file: string): string => `vscode-remote://${server.authority}${file}`;
    await workbench.open({
      folder,
      payload: [
        ['extensionDevelopmentPath', remote(repositoryRoot)],
        ['extensionTestsPath', remote(bundle)],
      ],
    });
    const tooLate = new Promise<'late'>((resolve) => setTimeout(resolve, patienceMilliseconds, 'late').unref());
    const end = await Promise.race([finished, tooLate]);
    const lines = await readFile(path.join(folder, '..', 'results.jsonl'), 'utf8').catch(() => '');
    const results = lines
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as HostTestResult);
    const failed = results.some(({ error }) => error !== undefined);
    if (end === 'late' || results.length === 0 || failed) console.error(window.log());
    if (end !== 'late' && results.length > 0) return results;
    return [...results, { name: 'all tests end in time', milliseconds: patienceMilliseconds, error: 'They did not.' }];
  } finally {
    await window.dispose();
  }
}

for (const { name, error } of await runInExtensionHost()) {
  test(name, () => {
    if (error !== undefined) throw new Error(error);
  });
}
