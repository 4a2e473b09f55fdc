/** What a replay of edits is told to do, from its options. */
import path from 'node:path';
import { languageOfPath } from '../../../base/languages.ts';
import { UserError } from '../../../base/userError.ts';
import { oneOf, type Options, parseArguments, someOf } from '../../shared/options.ts';
import { systemNames } from '../replay/replayReport.ts';

export type EditSource =
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
