import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { measuresOf } from '../../../../../src/replay/measures.ts';
import { folderOf } from '../../../../../src/tools/corpus/projects.ts';
import { readManifest } from '../../../../../src/tools/corpus/manifest.ts';
import { summaryTables } from '../../../../../src/tools/measure/replay/projects.ts';
import type { ReplayReport, SystemMeasures } from '../../../../../src/tools/measure/replay/replayReport.ts';

const measured = (completed: number, bits?: number) => {
  const accepted = completed / 10;
  const forecasts = bits === undefined ? [] : [{ probability: 0.5, length: 5, isRight: true }];
  const tally = {
    characters: 100,
    typed: 100 - completed,
    completed,
    offers: 10,
    accepted,
    draftKeys: 0,
    latencies: [],
    forecasts,
  };
  return measuresOf(tally, bits);
};

const report = (workspace: string, systems: SystemMeasures, yardsticks: ReplayReport['yardsticks']): ReplayReport => ({
  workspace,
  trainFiles: 1,
  heldOutFiles: 1,
  characters: 100,
  nearDuplicatesDropped: 0,
  yardsticks,
  eagerness: 'balanced',
  systems,
  otherEagerness: {},
  drafts: false,
  seed: 1,
  jobs: 1,
});

test('a table for each measure: projects, systems, compressors beside the bits, means at the end', () => {
  const tables = summaryTables([
    report('dist/held-out-projects/one', { wordBased: measured(20), base: measured(40, 1.5) }, { ppmd: 1, zpaq: 0.9 }),
    report('dist/held-out-projects/two', { wordBased: measured(40), base: measured(60, 2) }, { ppmd: 2 }),
  ]);
  const [bits = '', saved = '', ...others] = tables.split('\n\n');
  expect(bits.split('\n')).toEqual([
    '| bits/char | Word-based suggestions | Base model | PPMd | zpaq |',
    '| --- | --: | --: | --: | --: |',
    '| one (100 characters) | – | 1.500 | 1.000 | 0.900 |',
    '| two (100 characters) | – | 2.000 | 2.000 | – |',
    '| mean | – | 1.750 | 1.500 | – |',
  ]);
  expect(saved.split('\n').slice(2)).toEqual([
    '| one (100 characters) | 18.0 % | 36.0 % |',
    '| two (100 characters) | 36.0 % | 54.0 % |',
    '| mean | 27.0 % | 45.0 % |',
  ]);
  expect(others.map((table) => table.split(' | ')[0])).toEqual([
    '| acceptance',
    '| wrong offers per 100',
    '| calibration',
    '| predicted → right (offers)',
  ]);
  expect(others.at(-1)?.split('\n').slice(7)).toEqual([
    '| 0.5–0.6 | 0.500 → 1.000 (2) |',
    ...['0.6–0.7', '0.7–0.8', '0.8–0.9', '0.9–1.0'].map((tenth) => `| ${tenth} | – |`),
    '| largest difference | 0.500 |',
  ]);
});

test('every pinned project has a folder of its own', () => {
  const path = resolve(import.meta.dirname, '../../../../held-out-projects.json');
  const folders = readManifest(path).packages.map(folderOf);
  expect(folders).toHaveLength((JSON.parse(readFileSync(path, 'utf8')) as { packages: unknown[] }).packages.length);
  expect(new Set(folders).size).toBe(folders.length);
  expect(folders.length).toBeGreaterThanOrEqual(6);
});
