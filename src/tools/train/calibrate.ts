/**
 * `npm run calibrate`: fits how far to trust the model (src/completion/choosing/calibration.ts) and shows what each
 * price of a wrong offer is worth (src/completion/choosing/showRule.ts). The held-out packages of the corpus are typed
 * once, each with the rest of its package as the workspace. What was written down is then typed again with
 * calibrations that were fitted to other packages. The projects of the replay are never used.
 *
 *   --model DIR          models/base by default
 *   --alone              the model without text cache and live learning
 *   --max-characters N   of each package, 8,000 by default
 *   --seed S             draws the files, other ones than those of `npm run fit-mixture`
 *   --json FILE          all that is printed
 */
import { writeFile } from 'node:fs/promises';
import { Mixture } from '../../completion/textCache/mixture.ts';
import { TextCache } from '../../completion/textCache/textCache.ts';
import { WorkspaceTexts } from '../../completion/textCache/workspaceTexts.ts';
import type { Vocabulary } from '../../model/text/vocabulary.ts';
import type { ReplayFile } from '../../replay/replaySystem.ts';
import { loadCharacterModel } from '../../runtime/loadCharacterModel.ts';
import { readMixture } from '../../runtime/baseModelFiles.ts';
import { calibrationReport, textOf } from './calibrate/calibrationReport.ts';
import { writeAtPlaces, type WrittenFile } from './calibrate/writtenPlaces.ts';
import { heldOutPackages } from './packageTexts.ts';
import { type Options, parseOptions } from '../shared/options.ts';
import { Progress } from '../shared/progress.ts';

const defaults = { model: 'models/base', alone: false, maxCharacters: 8_000, seed: 2, json: undefined };

function workspaceOf(vocabulary: Vocabulary, files: readonly ReplayFile[]): WorkspaceTexts {
  const workspace = new WorkspaceTexts(vocabulary);
  for (const { path, languageId, text } of files) workspace.put({ name: path, languageId, text });
  while (workspace.work(1 << 16));
  return workspace;
}

/** Types everything once, which takes most of the time. */
async function writeAll(plan: Options<typeof defaults>): Promise<readonly WrittenFile[]> {
  const { model: folder, alone, maxCharacters, seed } = plan;
  const packages = await heldOutPackages(maxCharacters, seed);
  const model = await loadCharacterModel(folder);
  const { vocabulary } = model;
  // The text cache has the same numbers with every model.
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
  const plan = parseOptions(args, defaults);
  const report = await calibrationReport(await writeAll(plan));
  console.log(textOf(report));
  if (plan.json !== undefined) await writeFile(plan.json, `${JSON.stringify(report, undefined, 2)}\n`);
  return 0;
}
