/**
 * `npm run docs`: writes what can be known into the documents, between markers, formatted as everything else is.
 *
 *   settings and commands from package.json and recipe and evaluation from models/base/model.json: always
 *   --bench FILE      what `npm run bench -- --json FILE` wrote
 *   --replay FILE     what `npm run replay -- --json FILE` wrote; as often as there are projects
 *   --cells FILE      what `npm run bench:cells -- --json FILE` wrote
 *   --languages FILE  what `npm run evaluate -- --languages --json FILE` wrote
 */
import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { UserError } from '../../base/userError.ts';
import { parseManifest } from '../../model/checkpointManifest.ts';
import type { BenchReport } from '../measure/bench/benchReport.ts';
import type { CellsReport } from '../measure/cells/cellsReport.ts';
import { fillPlace } from './docs/markers.ts';
import {
  benchTable,
  cellsTables,
  commandsTable,
  evaluationTable,
  type ExtensionManifest,
  recipeTable,
  replayTables,
  settingsTable,
} from './docs/tables.ts';
import type { DetectionReport } from '../measure/languages/compareDetection.ts';
import { detectionTable } from '../measure/languages/detectionTable.ts';
import type { ReplayReport } from '../measure/replay/replayReport.ts';

async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(file, 'utf8')) as T;
}

/** Fills places of one document. */
async function fill(file: string, contents: ReadonlyMap<string, string>): Promise<void> {
  let text = await readFile(file, 'utf8');
  for (const [name, content] of contents) text = fillPlace(text, name, content);
  await writeFile(file, text);
}

function tidy(files: readonly string[]): void {
  const prettier = ['node_modules/prettier/bin/prettier.cjs', '--write', ...files];
  const { status } = spawnSync(process.execPath, prettier, { stdio: 'inherit' });
  if (status !== 0) throw new UserError('The documents could not be formatted.', 'Prettier says above why.');
}

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      bench: { type: 'string' },
      cells: { type: 'string' },
      languages: { type: 'string' },
      replay: { type: 'string', multiple: true },
    },
  });
  const extension = await readJson<ExtensionManifest>('package.json');
  const readme = new Map([
    ['settings', settingsTable(extension)],
    ['commands', commandsTable(extension)],
  ]);
  if (values.bench !== undefined) readme.set('bench', benchTable(await readJson<BenchReport>(values.bench)));
  if (values.replay !== undefined) {
    readme.set('replay', replayTables(await Promise.all(values.replay.map((file) => readJson<ReplayReport>(file)))));
  }
  await fill('README.md', readme);
  const manifest = parseManifest(await readFile('models/base/model.json', 'utf8'));
  const modelCard = new Map([
    ['recipe', recipeTable(manifest)],
    ['evaluation', evaluationTable(manifest)],
  ]);
  if (values.cells !== undefined) modelCard.set('cells', cellsTables(await readJson<CellsReport>(values.cells)));
  if (values.languages !== undefined) {
    modelCard.set('languages', detectionTable(await readJson<DetectionReport[]>(values.languages)));
  }
  await fill('models/MODEL_CARD.md', modelCard);
  tidy(['README.md', 'models/MODEL_CARD.md']);
  return 0;
}
