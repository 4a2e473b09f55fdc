/**
 * `npm run replay`: how many keystrokes completions would have saved in writing files that no system has seen.
 *
 *   --workspace DIR          types the held-out files of one folder
 *   --projects               types those of every project of test/held-out-projects.json, with tables over all of them
 *   --json FILE --html FILE  the result as JSON, as a page (with --projects: folders)
 *   --max-characters N       whole files with N characters together, drawn by --seed S; all by default
 *   --fine-tune-minutes M    also a model fine-tuned for so long on what is not held out; --keep DIR leaves it there
 *   --fine-tuned DIR         a model that was kept (with --projects: a folder with one for each)
 *   --model DIR              models/base by default
 *   --systems base,full      only these
 *   --eagerness quiet,balanced,eager   the report shows the first
 *   --jobs N                 processes that type at once, one a core by default; 1 gives latencies of a quiet machine
 *   --first-lines N          only the first lines of each file
 *   --drafts                 each file is begun with a draft
 *   --maximum-length N       longest offer
 *   --uncalibrated           trusts the probabilities of the model as they are
 *
 * Edits inside existing text, by class of place:
 *   --trace FILE             recorded typing; --from N, --to N: transactions; --language ID, --path P
 *   --history REPOSITORY     commits of a git repository; --commits N, --seed S
 *   --versions OLD NEW       two versions of a package; of each pinned project without folders
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Progress } from '../shared/progress.ts';
import { asksForEdits, parseEditPlan, replayEditPlan } from './edits/editPlan.ts';
import { type FileTyper, LocalTyper } from './replay/fileTyper.ts';
import { pinnedProjects, summaryTables } from './replay/projects.ts';
import { htmlReport } from './replay/htmlReport.ts';
import { textReport } from './replay/replayReport.ts';
import { parseReplayPlan, type ReplayPlan } from './replay/replayPlan.ts';
import { replayWorkspace, type WorkspacePlan } from './replay/replayWorkspace.ts';
import { TyperProcess } from './replay/typerProcess.ts';

export { serveTyping } from './replay/typerProcess.ts';

/** The bundle of this program. */
const program = join('dist', 'tools', 'replay.cjs');

/** The plan for each workspace. With all projects, the files of one have its name. */
function workspacePlans(plan: ReplayPlan): readonly WorkspacePlan[] {
  if (plan.workspace !== undefined) return [{ ...plan, workspace: plan.workspace }];
  const within = (folder: string | undefined, name: string): string | undefined => folder && join(folder, name);
  return pinnedProjects().map(({ name, workspace }) => ({
    ...plan,
    workspace,
    json: within(plan.json, `${name}.json`),
    html: within(plan.html, `${name}.html`),
    keep: within(plan.keep, name),
    fineTuned: within(plan.fineTuned, name),
  }));
}

async function write(path: string | undefined, text: () => string): Promise<void> {
  if (path === undefined) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text());
}

export async function main(args: readonly string[]): Promise<number> {
  if (asksForEdits(args)) {
    await replayEditPlan(parseEditPlan(args));
    return 0;
  }
  const plan = parseReplayPlan(args);
  const now = () => performance.now();
  const progress = new Progress(process.stderr, now);
  const typers: readonly FileTyper[] =
    plan.jobs === 1 ? [new LocalTyper(now)] : Array.from({ length: plan.jobs }, () => new TyperProcess(program));
  try {
    const reports = [];
    for (const workspacePlan of workspacePlans(plan)) {
      const { report, fileResults } = await replayWorkspace(workspacePlan, typers, progress);
      reports.push(report);
      console.log(`${textReport(report)}\n`);
      await write(workspacePlan.json, () => `${JSON.stringify(report, undefined, 2)}\n`);
      await write(workspacePlan.html, () => htmlReport(report, fileResults));
    }
    if (plan.workspace === undefined) console.log(summaryTables(reports));
  } finally {
    for (const typer of typers) await typer.dispose();
  }
  return 0;
}
