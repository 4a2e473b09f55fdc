/** The options of a replay of edits, and the run from there to its report. */
import path, { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { languageOfPath } from '../../../base/languages.ts';
import { UserError } from '../../../base/userError.ts';
import { Mixture } from '../../../completion/textCache/mixture.ts';
import { loadCharacterModel } from '../../../runtime/loadCharacterModel.ts';
import { readMixture } from '../../../runtime/baseModelFiles.ts';
import { oneOf, type Options, parseArguments, someOf } from '../../shared/options.ts';
import { systemNames } from '../replay/replayReport.ts';
import { pinnedProjects } from '../replay/projects.ts';
import { systemDefinitions } from '../replay/systems.ts';
import { replayEdits } from './editReplay.ts';
import { type EditReport, editTextReport } from './editReport.ts';
import { type EditSession, insertedCharacters, versionsSession } from './editSession.ts';
import { historySessions } from './history.ts';
import { readTrace } from './trace.ts';

type EditSource =
  | {
      readonly kind: 'trace';
      readonly file: string;
      readonly from: number;
      readonly to: number;
      readonly path: string;
      readonly languageId: string;
    }
  | { readonly kind: 'history'; readonly repository: string; readonly commits: number }
  | { readonly kind: 'versions'; readonly before: string; readonly after: string }
  /** The two versions of each pinned project. */
  | { readonly kind: 'projects' };

export type EditPlan = Options<typeof defaults> & { readonly source: EditSource };

/** Whether the options ask for a replay of edits and not of whole files. */
export function asksForEdits(args: readonly string[]): boolean {
  return args.some((arg) => /^--(trace|history|versions)(=|$)/.test(arg));
}

const defaults = {
  trace: undefined,
  from: 0,
  to: Infinity,
  language: undefined,
  path: undefined,
  history: undefined,
  commits: 25,
  versions: false,
  json: undefined,
  model: 'models/base',
  fineTuned: undefined,
  eagerness: oneOf(['quiet', 'balanced', 'eager'], 'balanced'),
  maximumLength: 200,
  maxCharacters: Infinity,
  seed: 1,
  systems: someOf(systemNames),
};

/** @throws UserError for options that make no sense. */
export function parseEditPlan(args: readonly string[]): EditPlan {
  const { options, positionals } = parseArguments(args, defaults);
  const asked = [options.trace, options.history, options.versions || undefined].filter((value) => value !== undefined);
  const folders = options.versions ? [0, 2] : [0];
  if (asked.length !== 1 || !folders.includes(positionals.length)) {
    throw new UserError(
      'There is nothing to replay, or too much.',
      'Say one of: --trace FILE, --history REPOSITORY, --versions OLD NEW, --versions',
    );
  }
  return { ...options, source: sourceOf(options, positionals) };
}

function sourceOf(
  { versions, history, commits, trace: file = '', from, to, path: named, language }: Options<typeof defaults>,
  [before, after]: readonly string[],
): EditSource {
  if (before !== undefined && after !== undefined) return { kind: 'versions', before, after };
  if (versions) return { kind: 'projects' };
  if (history !== undefined) {
    if (!Number.isInteger(commits) || commits < 1) {
      throw new UserError(`--commits is a number of commits, not ${commits}.`, 'Correct the option.');
    }
    return { kind: 'history', repository: history, commits };
  }
  if (from < 0 || to <= from)
    throw new UserError('There are no transactions in that range.', 'Correct --from and --to.');
  const documentPath = named ?? path.basename(file).replace(/\.json(\.gz)?$/, '');
  const languageId = language ?? languageOfPath(documentPath) ?? 'plaintext';
  return { kind: 'trace', file, from, to, path: documentPath, languageId };
}

/** Folder of the numbers of the text cache, the same with every model. */
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
