import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { storeResult } from '../../../src/fineTuning/fineTuneResult.ts';
import type { FineTunedWeights } from '../../../src/fineTuning/fineTuneWeights.ts';
import { readCheckpoint, writeCheckpoint } from '../../../src/runtime/checkpointFiles.ts';
import { sampleReport } from '../../support/fineTuneReports.ts';
import { tinyCheckpoint } from '../../support/tinyCheckpoint.ts';

const base = { ...tinyCheckpoint(1, { name: 'base' }), sha256: '0'.repeat(64) };
const logged: string[] = [];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'result-'));
  await writeCheckpoint(folder, tinyCheckpoint(2, { name: 'old' }));
  logged.length = 0;
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

function store(kept: boolean): Promise<void> {
  const tuned = { kept, parameters: tinyCheckpoint(3).flat } as unknown as FineTunedWeights;
  return storeResult(folder, base, tuned, { ...sampleReport, kept }, (message) => logged.push(message));
}

it('a better model and its report are put in place', async () => {
  await store(true);
  expect((await readCheckpoint(folder)).manifest.name).toBe('base, fine-tuned');
  expect(await readdir(folder)).toContain('report.json');
  expect(logged).toEqual([]);
});

it('a report that cannot be saved takes back no model that is in place', async () => {
  // A folder in its place cannot be replaced by a file.
  await mkdir(path.join(folder, 'report.json'));
  await store(true);
  expect((await readCheckpoint(folder)).manifest.name).toBe('base, fine-tuned');
  expect(logged.join()).toMatch(/^The new model is in place; the report could not be saved: /);
  expect(await readdir(folder)).not.toContain('report.json.tmp');
});

it('what is left of the old model takes back no model that is in place', async () => {
  // It has the name of old weights, and cannot be removed like a file.
  await mkdir(path.join(folder, 'weights-0123456789abcdef.bin'));
  await store(true);
  expect((await readCheckpoint(folder)).manifest.name).toBe('base, fine-tuned');
  expect(logged.join()).toMatch(/^The new model is in place; files of the old one could not be deleted: /);
  expect(await readdir(folder)).toContain('report.json');
});

it('before the model is in place a fault leaves the old one', async () => {
  await mkdir(path.join(folder, 'report.json.tmp'));
  await writeFile(path.join(folder, 'report.json.tmp', 'x'), '');
  await expect(store(true)).rejects.toMatchObject({
    message: 'The new model could not be saved: its folder cannot be written. The old one is still in use.',
  });
  expect((await readCheckpoint(folder)).manifest.name).toBe('old');
});

it('a report of a model that was not kept has to be saved', async () => {
  await mkdir(path.join(folder, 'report.json'));
  await expect(store(false)).rejects.toThrow('could not be saved');
  expect((await readCheckpoint(folder)).manifest.name).toBe('old');
});
