/**
 * `npm run docs`: writes settings, commands, scripts, recipe and evaluation into the documents, between markers. The
 * addresses that follow from `repository` go into package.json. With results of measurements, it also writes these into
 * models/MEASUREMENTS.md:
 *
 *   --bench FILE      from `npm run bench -- --json FILE`
 *   --replay FILE     from `npm run replay -- --workspace DIR --json FILE`, once for each project
 *   --edits FILE      from `npm run replay -- --trace TRACE --json FILE` (or --history, --versions), as often as needed
 *   --cells FILE      from `npm run bench:cells -- --json FILE`
 *   --languages FILE  from `npm run evaluate -- --languages --json FILE`
 */
import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { UserError } from '../../base/userError.ts';
import { parseManifest } from '../../model/checkpointManifest.ts';
import { sha256Of } from '../../runtime/checkpointFiles.ts';
import type { BenchReport } from '../measure/bench/benchReport.ts';
import type { CellsReport } from '../measure/cells/cellsReport.ts';
import { fillPlace } from './docs/markers.ts';
import { type Texts, withTexts } from './docs/placeholders.ts';
import {
  addressesOf,
  benchTable,
  cellsTables,
  commandsList,
  editTables,
  evaluationTable,
  type ExtensionManifest,
  recipeTable,
  replayTables,
  scriptsList,
  settingsList,
} from './docs/tables.ts';
import type { EditReport } from '../measure/edits/editReport.ts';
import type { DetectionReport } from '../measure/languages/compareDetection.ts';
import { detectionTable } from '../measure/languages/evaluateDetection.ts';
import type { ReplayReport } from '../measure/replay/replayReport.ts';

async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(file, 'utf8')) as T;
}

async function readAll<T>(files: readonly string[]): Promise<T[]> {
  return await Promise.all(files.map((file) => readJson<T>(file)));
}

/** Fills the places of one document. */
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
      edits: { type: 'string', multiple: true },
      languages: { type: 'string' },
      replay: { type: 'string', multiple: true },
    },
  });
  const stored = await readJson<ExtensionManifest>('package.json');
  const extension = withTexts(stored, await readJson<Texts>('package.nls.json'));
  const manifest = parseManifest(await readFile('models/base/model.json', 'utf8'), sha256Of);
  const measurements = new Map([['evaluation', evaluationTable(manifest)]]);
  const { bench, cells, edits, languages, replay } = values;
  if (edits !== undefined) measurements.set('edits', editTables(await readAll<EditReport>(edits)));
  if (replay !== undefined) measurements.set('replay', replayTables(await readAll<ReplayReport>(replay)));
  if (bench !== undefined) measurements.set('bench', benchTable(await readJson<BenchReport>(bench)));
  if (cells !== undefined) measurements.set('cells', cellsTables(await readJson<CellsReport>(cells)));
  if (languages !== undefined) {
    measurements.set('languages', detectionTable(await readJson<DetectionReport[]>(languages)));
  }
  const documents = {
    'README.md': new Map([
      ['settings', settingsList(extension)],
      ['commands', commandsList(extension)],
    ]),
    'ARCHITECTURE.md': new Map([['scripts', scriptsList()]]),
    'models/MODEL_CARD.md': new Map([['recipe', recipeTable(manifest)]]),
    'models/MEASUREMENTS.md': measurements,
  };
  for (const [file, contents] of Object.entries(documents)) await fill(file, contents);
  const packageText = JSON.stringify({ ...stored, ...addressesOf(stored) }, undefined, 2);
  await writeFile('package.json', `${packageText}\n`);
  tidy(Object.keys(documents));
  return 0;
}
