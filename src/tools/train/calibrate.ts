/**
 * `npm run calibrate`: how far the model is to be believed (src/completion/choosing/calibration.ts), and what each price of a wrong offer is worth
 * (src/completion/choosing/showRule.ts). The held-out packages of the corpus are typed once, each with the rest of its package as the workspace; then
 * again and again from what was written down, with calibrations that were fitted to other packages. Projects that replay reports on are
 * never looked at.
 *
 *   --model DIR          models/base by default            --alone      the model without text cache and live learning
 *   --max-characters N   of each package, 8,000 by default, drawn by --seed S: another one than that of the text cache's numbers
 *   --json FILE          all that is printed
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Mixture } from '../../completion/textCache/mixture.ts';
import { TextCache } from '../../completion/textCache/textCache.ts';
import { WorkspaceTexts } from '../../completion/textCache/workspaceTexts.ts';
import type { Vocabulary } from '../../model/text/vocabulary.ts';
import type { ReplayFile } from '../../replay/replaySystem.ts';
import { loadCharacterModel } from '../../runtime/loadCharacterModel.ts';
import { readMixture } from '../../runtime/baseModelFiles.ts';
import { calibrationReport, textOf } from './calibrate/calibrationReport.ts';
import { writeAtPlaces, type WrittenFile } from './calibrate/writtenPlaces.ts';
import { heldOutPackages } from './mixture/packageTexts.ts';
import { numberOption } from '../shared/options.ts';
import { Progress } from '../shared/progress.ts';

interface Plan {
  readonly model: string;
  readonly alone: boolean;
  readonly maximumCharacters: number;
  readonly seed: number;
  readonly json: string | undefined;
}

function parsePlan(args: readonly string[]): Plan {
  const string = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { model: string, alone: { type: 'boolean' }, 'max-characters': string, seed: string, json: string },
  }); // prettier-ignore
  return {
    model: values.model ?? 'models/base',
    alone: values.alone === true,
    maximumCharacters: numberOption('max-characters', values['max-characters'], 8_000),
    seed: numberOption('seed', values.seed, 2),
    json: values.json,
  };
}

function workspaceOf(vocabulary: Vocabulary, files: readonly ReplayFile[]): WorkspaceTexts {
  const workspace = new WorkspaceTexts(vocabulary);
  for (const { path, languageId, text } of files) workspace.put({ name: path, languageId, text });
  while (workspace.work(1 << 16));
  return workspace;
}

/** Everything typed once: this is what takes the time. */
async function writeAll({ model: folder, alone, maximumCharacters, seed }: Plan): Promise<readonly WrittenFile[]> {
  const packages = await heldOutPackages(maximumCharacters, seed);
  const model = await loadCharacterModel(folder);
  const { vocabulary } = model;
  // The numbers of the text cache, whatever model it is mixed with.
  const mixture = Mixture.fromTables(await readMixture('models/base'));
  const progress = new Progress(process.stderr, () => performance.now());
  const characters = packages.flatMap(({ typed }) => typed).reduce((sum, { text }) => sum + text.length, 0);
  progress.start(`typing ${packages.length} packages`, characters);
  const written: WrittenFile[] = [];
  for (const { name, train, typed } of packages) {
    const textCache = alone ? undefined : new TextCache(vocabulary, workspaceOf(vocabulary, train), mixture);
    const files = await writeAtPlaces(model, textCache, name, typed, () => {
      progress.advance(1);
    });
    written.push(...files);
  }
  progress.end();
  await model.model.dispose();
  return written;
}

/** @throws Error when a package cannot be had */
export async function main(args: readonly string[]): Promise<number> {
  const plan = parsePlan(args);
  const report = await calibrationReport(await writeAll(plan));
  console.log(textOf(report));
  if (plan.json !== undefined) await writeFile(plan.json, `${JSON.stringify(report, undefined, 2)}\n`);
  return 0;
}
