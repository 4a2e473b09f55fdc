/**
 * Measures, for `npm run bench`, how long the extension host is held up while the workspace is read and learnt: of
 * projects of different sizes, one window each. What was measured is judged by the bench, not here.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { ProjectDelays } from '../../src/tools/measure/bench/productBench.ts';
import { runInExtensionHost } from '../support/window/extensionHost.ts';
import { heldOutProject } from '../support/window/heldOutProject.ts';
import { repositoryRoot } from '../support/window/realWindow.ts';
import { steadySettings } from '../support/window/workbench.ts';
import type { HostRecord } from './host/index.ts';

const settings = { ...steadySettings, 'undercurrent.fineTune.minutes': 1 };
const patienceMilliseconds = 500_000;
const folder = path.join(repositoryRoot, 'dist', 'test');
const record = path.join(repositoryRoot, 'dist', 'hostDelay.json');

/** By the name of the project; the one of the tests is too small to be learnt, and is only read. */
const projects: Readonly<Record<string, () => Promise<string | undefined>>> = {
  sample: () => Promise.resolve(undefined),
  chevrotain: () => heldOutProject('chevrotain'),
  just: () => heldOutProject('just'),
};

const measured: Record<string, ProjectDelays> = {};

beforeAll(() => rm(record, { force: true }));

test.each(Object.keys(projects))('%s', async (name) => {
  const project = await projects[name]?.();
  const { written, log } = await runInExtensionHost(
    { entryPoint: 'test/bench/host/index.ts', resultFile: 'record.json', patienceMilliseconds },
    { settings, ...(project === undefined ? {} : { project }) },
  );
  if (written === '') console.error(log);
  expect(written).not.toBe('');
  const { delays, profile } = JSON.parse(written) as HostRecord;
  measured[name] = delays;
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, `hostDelay-${name}.cpuprofile`), JSON.stringify(profile));
  await writeFile(record, JSON.stringify(measured));
});
