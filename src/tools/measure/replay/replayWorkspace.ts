/**
 * One workspace from its files to its report. Every file is typed once with each system. Typers share the files: each
 * takes the next one when it is done. Sums are made in the order of the files, so the numbers do not depend on the
 * order of typing.
 */
import { UserError } from '../../../base/userError.ts';
import { uncalibrated } from '../../../completion/choosing/calibration.ts';
import type { Eagerness } from '../../../completion/request.ts';
import { measuresOf } from '../../../replay/measures.ts';
import { addTallies, codePoints } from '../../../replay/simulatedWriter.ts';
import type { Progress } from '../../shared/progress.ts';
import type { FileRecord, FileTyper, SystemVariant, TypingSetup } from './fileTyper.ts';
import { fineTunedModel } from './fineTunedModel.ts';
import type { ReplayPlan } from './replayPlan.ts';
import type { FileResult, ReplayReport, SystemMeasures } from './replayReport.ts';
import { firstLinesOf, readWorkspace, splitFiles, takeFiles } from './replayFiles.ts';
import { measureYardsticks } from './yardsticks.ts';
import { bitsPerCharacterOf } from './systems.ts';

/** The plan for one workspace: files and folders are those of this one. */
export type WorkspacePlan = ReplayPlan & { readonly workspace: string };

export interface WorkspaceReplay {
  readonly report: ReplayReport;
  readonly fileResults: readonly FileResult[];
}

/** @throws UserError when nothing of the workspace is held out, or a model is missing. */
export async function replayWorkspace(
  plan: WorkspacePlan,
  typers: readonly FileTyper[],
  progress: Progress,
): Promise<WorkspaceReplay> {
  const { workspace, seed, eagerness, maximumLength, systems: chosen } = plan;
  const { log } = progress;
  const { files, leftOut } = await readWorkspace(workspace);
  const split = splitFiles(files);
  const typed = takeFiles(firstLinesOf(split.heldOut, plan.firstLines), plan.maxCharacters, seed);
  if (typed.length === 0) {
    throw new UserError(`No file of ${workspace} is held out.`, 'Choose a folder with more text files in it.');
  }
  const reasons = [...leftOut].map(([reason, count]) => `${reason} ${count}`).join(', ');
  log(`${workspace}: ${files.length} files; left out: ${reasons === '' ? 'none' : reasons}`);
  const tuning = { base: plan.model, minutes: plan.fineTuneMinutes, keep: plan.keep, made: plan.fineTuned };
  const fineTuned = await fineTunedModel({ ...tuning, workspace, seed }, log);
  try {
    const models = { base: plan.model, fineTuned: fineTuned?.folder };
    const how = {
      eagerness,
      maximumLength,
      drafts: plan.drafts,
      systems: chosen,
      calibration: plan.uncalibrated ? uncalibrated : undefined,
    };
    const setup = { ...models, ...how, train: split.train, files: typed };
    const result = await replay(typers, setup, {
      start: (total) => {
        progress.start(`typing ${typed.length} files of ${workspace}`, total);
      },
      advance: (characters) => {
        progress.advance(characters);
      },
    });
    progress.end();
    const report = {
      workspace,
      trainFiles: split.train.length,
      heldOutFiles: typed.length,
      characters: result.characters,
      nearDuplicatesDropped: split.nearDuplicatesDropped,
      yardsticks: await measureYardsticks(split.train, typed, log),
      eagerness: eagerness[0] ?? 'balanced',
      systems: result.systems,
      otherEagerness: result.otherEagerness,
      ...(plan.firstLines === Infinity ? {} : { firstLines: plan.firstLines }),
      drafts: plan.drafts,
      seed,
      jobs: typers.length,
    };
    return { report, fileResults: result.fileResults };
  } finally {
    await fineTuned?.dispose();
  }
}

export interface ReplayResult {
  /** At the first of the settings. */
  readonly systems: SystemMeasures;
  /** At the other settings; systems that have none are absent. */
  readonly otherEagerness: Readonly<Partial<Record<Eagerness, SystemMeasures>>>;
  readonly fileResults: readonly FileResult[];
  /** Code points of all files. */
  readonly characters: number;
}

/** Hears of the work: its whole amount, and each piece that is done, in characters of one system at one setting. */
export interface TypingProgress {
  start(total: number): void;
  advance(characters: number): void;
}

export async function replay(
  typers: readonly FileTyper[],
  setup: TypingSetup,
  progress: TypingProgress,
): Promise<ReplayResult> {
  const { variants, records } = await typeFiles(typers, setup, progress);
  return resultOf(setup, variants, records);
}

interface TypedFiles {
  readonly variants: readonly SystemVariant[];
  /** For each file, in the order of the setup, one of each variant. */
  readonly records: readonly (readonly FileRecord[])[];
}

async function typeFiles(
  typers: readonly FileTyper[],
  setup: TypingSetup,
  progress: TypingProgress,
): Promise<TypedFiles> {
  const { files } = setup;
  const [variants = []] = await Promise.all(typers.map((typer) => typer.prepare(setup)));
  progress.start(variants.length * files.reduce((sum, { text }) => sum + text.length, 0));
  const records = new Array<readonly FileRecord[]>(files.length);
  const waiting = longestFirst(setup);
  const work = async (typer: FileTyper): Promise<void> => {
    for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
      records[index] = await typer.type(index, (characters) => {
        progress.advance(characters);
      });
    }
  };
  await Promise.all(typers.map(work));
  return { variants, records };
}

/** Files by index. The longest come first, or the last one would keep everybody waiting. */
function longestFirst({ files }: TypingSetup): number[] {
  const length = (index: number): number => files[index]?.text.length ?? 0;
  return [...files.keys()].sort((a, b) => length(b) - length(a) || a - b);
}

function resultOf(
  { files, eagerness }: TypingSetup,
  variants: readonly SystemVariant[],
  records: readonly (readonly FileRecord[])[],
): ReplayResult {
  const [first, ...others] = eagerness;
  const at = (setting: Eagerness | undefined, chosen: readonly (readonly FileRecord[])[]): SystemMeasures =>
    Object.fromEntries(
      variants
        .filter((variant) => variant.eagerness === setting)
        .map(({ name }) => [name, measured(chosen.flat().filter(isOf({ name, eagerness: setting })))]),
    );
  const fileResults = files.map(({ path, languageId, text }, index) => ({
    path,
    languageId,
    characters: codePoints(text),
    systems: at(first, [records[index] ?? []]),
  }));
  return {
    systems: at(first, records),
    otherEagerness: Object.fromEntries(others.map((setting) => [setting, at(setting, records)])),
    fileResults,
    characters: fileResults.reduce((sum, { characters }) => sum + characters, 0),
  };
}

function isOf(variant: { readonly name: string; readonly eagerness: Eagerness | undefined }) {
  return ({ name, eagerness }: FileRecord): boolean => name === variant.name && eagerness === variant.eagerness;
}

function measured(records: readonly FileRecord[]) {
  const costs = records.flatMap(({ cost }) => (cost === undefined ? [] : [cost]));
  const bits = costs.length === 0 ? undefined : bitsPerCharacterOf(costs);
  return measuresOf(addTallies(records.map(({ tally }) => tally)), bits);
}
