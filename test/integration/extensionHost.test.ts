/**
 * Runs the tests in host/ inside the extension host of a real window, and shows each as a test of its own. They are run
 * before vitest is told about them, since only then are their names known.
 */
import { test } from 'vitest';
import { runInExtensionHost } from '../support/window/extensionHost.ts';
import { steadySettings } from '../support/window/workbench.ts';
import type { HostTestResult } from './host/runner.ts';

const patienceMilliseconds = 300_000;

async function runHostTests(): Promise<HostTestResult[]> {
  const { written, inTime, log } = await runInExtensionHost(
    { entryPoint: 'test/integration/host/index.ts', resultFile: 'results.jsonl', patienceMilliseconds },
    { settings: steadySettings },
  );
  const results = written
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as HostTestResult);
  const failed = results.some(({ error }) => error !== undefined);
  if (!inTime || results.length === 0 || failed) console.error(log);
  if (inTime && results.length > 0) return results;
  return [...results, { name: 'all tests end in time', milliseconds: patienceMilliseconds, error: 'They did not.' }];
}

for (const { name, error } of await runHostTests()) {
  test(name, () => {
    if (error !== undefined) throw new Error(error);
  });
}
