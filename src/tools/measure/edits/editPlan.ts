/** What a replay of edits is told to do, from its options. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { languageOfPath } from '../../../base/languages.ts';
import { UserError } from '../../../base/userError.ts';
import type { Eagerness } from '../../../completion/request.ts';
import { choiceOption, numberOption } from '../../shared/options.ts';
import { type SystemName, systemNames } from '../replay/replayReport.ts';

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

export interface EditPlan {
  readonly source: EditSource;
  readonly json: string | undefined;
  /** Folder of the base model, and of a fine-tuned one. */
  readonly model: string;
  readonly fineTuned: string | undefined;
  readonly eagerness: Eagerness;
  /** Longest offer, in UTF-16 code units. */
  readonly maximumLength: number;
  /** Characters after which no further document is begun. */
  readonly maximumCharacters: number;
  readonly seed: number;
  /** `undefined`: all there are. */
  readonly systems: readonly SystemName[] | undefined;
}

/** Whether the options ask for a replay of edits and not of whole files. */
export function asksForEdits(args: readonly string[]): boolean {
  return args.some((arg) => /^--(trace|history|versions)(=|$)/.test(arg));
}

/** @throws UserError for options that make no sense. */
export function parseEditPlan(args: readonly string[]): EditPlan {
  const string = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      trace: string, from: string, to: string, language: string, path: string, history: string, commits: string,
      versions: { type: 'boolean' }, json: string, model: string, 'fine-tuned': string, eagerness: string, 'maximum-length': string,
      'max-characters': string, seed: string, systems: string,
    },
  }); // prettier-ignore
  const asked = [values.trace, values.history, values.versions].filter((value) => value !== undefined);
  const folders = values.versions === true ? [0, 2] : [0];
  if (asked.length !== 1 || !folders.includes(positionals.length)) {
    throw new UserError(
      'There is nothing to replay, or too much.',
      'Say one of: --trace FILE, --history REPOSITORY, --versions OLD NEW, --versions',
    );
  }
  return {
    source: sourceOf(values, positionals),
    json: values.json,
    model: values.model ?? 'models/base',
    fineTuned: values['fine-tuned'],
    eagerness: choiceOption('eagerness', values.eagerness, ['quiet', 'balanced', 'eager'], 'balanced'),
    maximumLength: numberOption('maximum-length', values['maximum-length'], 200),
    maximumCharacters: numberOption('max-characters', values['max-characters'], Infinity),
    seed: numberOption('seed', values.seed, 1),
    systems: values.systems?.split(',').map((name) => choiceOption('systems', name.trim(), systemNames, 'base')),
  };
}

function sourceOf(
  values: Readonly<Record<string, string | boolean | undefined>>,
  [before, after]: readonly string[],
): EditSource {
  const text = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  if (before !== undefined && after !== undefined) return { kind: 'versions', before, after };
  if (values['versions'] === true) return { kind: 'projects' };
  const history = text('history');
  if (history !== undefined) {
    const commits = numberOption('commits', text('commits'), 25);
    if (!Number.isInteger(commits) || commits < 1) {
      throw new UserError(`--commits is a number of commits, not ${commits}.`, 'Correct the option.');
    }
    return { kind: 'history', repository: history, commits };
  }
  const file = text('trace') ?? '';
  const from = numberOption('from', text('from'), 0);
  const to = numberOption('to', text('to'), Infinity);
  if (from < 0 || to <= from)
    throw new UserError('There are no transactions in that range.', 'Correct --from and --to.');
  const documentPath = text('path') ?? path.basename(file).replace(/\.json(\.gz)?$/, '');
  const languageId = text('language') ?? languageOfPath(documentPath) ?? 'plaintext';
  return { kind: 'trace', file, from, to, path: documentPath, languageId };
}
