/** One workspace from its files to its report: read, split, fine-tune if asked to, type with all systems, compress. */
import { UserError } from '../../../base/userError.ts';
import { uncalibrated } from '../../../completion/choosing/calibration.ts';
import type { Progress } from '../../shared/progress.ts';
import type { FileTyper } from './fileTyper.ts';
import { fineTunedModel } from './fineTunedModel.ts';
import { replay } from './replay.ts';
import type { ReplayPlan } from './replayPlan.ts';
import type { FileResult, ReplayReport } from './replayReport.ts';
import { firstLinesOf, splitFiles, takeFiles } from './split.ts';
import { readWorkspace } from './workspaceFiles.ts';
import { measureYardsticks } from './yardsticks.ts';

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
