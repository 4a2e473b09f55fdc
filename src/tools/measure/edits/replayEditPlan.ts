/** Runs a replay of edits from its plan to its report. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Mixture } from '../../../completion/textCache/mixture.ts';
import { loadCharacterModel } from '../../../runtime/loadCharacterModel.ts';
import { readMixture } from '../../../runtime/baseModelFiles.ts';
import { pinnedProjects } from '../replay/projects.ts';
import { systemDefinitions } from '../replay/systems.ts';
import type { EditPlan, EditSource } from './editPlan.ts';
import { replayEdits } from './editReplay.ts';
import { type EditReport, editTextReport } from './editReport.ts';
import { type EditSession, insertedCharacters, versionsSession } from './editSession.ts';
import { historySessions } from './history.ts';
import { readTrace } from './trace.ts';

/** The numbers of the text cache, whatever model it is mixed with. */
const shippedNumbers = join('models', 'base');

export async function replayEditPlan(plan: EditPlan): Promise<void> {
  const base = await loadCharacterModel(plan.model);
  const fineTuned = plan.fineTuned === undefined ? undefined : await loadCharacterModel(plan.fineTuned);
  const mixture = Mixture.fromTables(await readMixture(shippedNumbers));
  try {
    const result = await replayEdits(limited(sessionsOf(plan), plan.maxCharacters), {
      parts: { base, fineTuned, mixture, maximumLength: plan.maximumLength, drafts: false, calibration: undefined },
      definitions: systemDefinitions.filter(({ name }) => plan.systems?.includes(name) !== false),
      eagerness: plan.eagerness,
      // A recorded run ends where its author went elsewhere, perhaps in the middle of a word.
      asksAfterwards: plan.source.kind !== 'trace',
      now: () => performance.now(),
      onDocument: (session, document) => {
        console.error(`${session.name}: ${document.path}`);
      },
    });
    const report: EditReport = { source: titleOf(plan.source), eagerness: plan.eagerness, seed: plan.seed, ...result };
    console.log(editTextReport(report));
    if (plan.json !== undefined) await writeFile(plan.json, `${JSON.stringify(report, undefined, 2)}\n`);
  } finally {
    await base.model.dispose();
    await fineTuned?.model.dispose();
  }
}

async function* sessionsOf({ source, seed }: EditPlan): AsyncIterable<EditSession> {
  if (source.kind === 'history') yield* historySessions(source.repository, source.commits, seed);
  else if (source.kind === 'versions') yield await versionsSession(source.before, source.after);
  else if (source.kind === 'projects') {
    for (const { older, workspace } of pinnedProjects())
      if (older !== undefined) yield await versionsSession(older, workspace);
  } else yield { name: source.file, workspace: [], documents: [await readTrace(source.file, source, source)] };
}

/** Only as many documents as have so many characters together, one at least. */
async function* limited(sessions: AsyncIterable<EditSession>, maximum: number): AsyncIterable<EditSession> {
  let left = maximum;
  for await (const session of sessions) {
    if (left <= 0) return;
    const documents = session.documents.filter((document) => {
      const fits = left > 0;
      if (fits && maximum !== Infinity) left -= insertedCharacters(document);
      return fits;
    });
    yield { ...session, documents };
  }
}

function titleOf(source: EditSource): string {
  if (source.kind === 'history') return source.repository;
  if (source.kind === 'projects') return 'Two versions of each pinned project';
  return source.kind === 'versions' ? `${source.before} → ${source.after}` : source.file;
}
