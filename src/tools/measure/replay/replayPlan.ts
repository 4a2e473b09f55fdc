/** What a replay is told to do, from its options. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { UserError } from '../../../base/userError.ts';
import type { Eagerness } from '../../../completion/request.ts';
import { choiceOption, numberOption } from '../../shared/options.ts';
import { type SystemName, systemNames } from './replayReport.ts';

export interface ReplayPlan {
  /** `undefined`: all projects of the manifest. */
  readonly workspace: string | undefined;
  /** A file, or with all projects a folder for one file each. */
  readonly json: string | undefined;
  readonly html: string | undefined;
  /** Folder of the base model. */
  readonly model: string;
  /** Folder of a fine-tuned model, or with all projects of one each. */
  readonly fineTuned: string | undefined;
  /** 0: no fine-tuning. */
  readonly fineTuneMinutes: number;
  /** Where what is fine-tuned now is left. */
  readonly keep: string | undefined;
  readonly maximumCharacters: number;
  readonly seed: number;
  /** At least one; the first is the one of the table. */
  readonly eagerness: readonly Eagerness[];
  /** Longest offer, in UTF-16 code units. */
  readonly maximumLength: number;
  /** Processes that type at once; 1: this one. */
  readonly jobs: number;
  /** `undefined`: all there are. */
  readonly systems: readonly SystemName[] | undefined;
  /** Only so many lines of each file, from the first on; `Infinity`: all of it. */
  readonly firstLines: number;
  /** Begins each file with a draft. */
  readonly drafts: boolean;
  /** Takes models at their word. */
  readonly uncalibrated: boolean;
}

const settings = ['quiet', 'balanced', 'eager'] as const;

/** @throws UserError for options that make no sense. */
export function parseReplayPlan(args: readonly string[]): ReplayPlan {
  const string = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      workspace: string, projects: { type: 'boolean' }, json: string, html: string, model: string, seed: string, jobs: string,
      'fine-tuned': string, 'fine-tune-minutes': string, keep: string, 'max-characters': string, 'maximum-length': string,
      eagerness: { type: 'string', multiple: true }, systems: string, uncalibrated: { type: 'boolean' },
      'first-lines': string, drafts: { type: 'boolean' },
    },
  }); // prettier-ignore
  if ((values.workspace === undefined) === (values.projects !== true)) {
    throw new UserError(
      'There is nothing to replay, or too much.',
      'Name a folder, --workspace DIR, or say --projects.',
    );
  }
  const fineTuneMinutes = numberOption('fine-tune-minutes', values['fine-tune-minutes'], 0);
  if (values['fine-tuned'] !== undefined && (fineTuneMinutes > 0 || values.keep !== undefined)) {
    throw new UserError(
      'A model that is fine-tuned already is not made anew.',
      'Leave out --fine-tuned, or the others.',
    );
  }
  if (values.keep !== undefined && fineTuneMinutes <= 0) {
    throw new UserError('There is nothing to keep.', 'Say how long to fine-tune: --fine-tune-minutes M');
  }
  const jobs = numberOption('jobs', values.jobs, availableParallelism());
  if (!Number.isInteger(jobs) || jobs < 1) {
    throw new UserError(`--jobs is the number of processes, not ${jobs}.`, 'Correct the option.');
  }
  const firstLines = numberOption('first-lines', values['first-lines'], Infinity);
  if (firstLines < 1) throw new UserError('There is no line to type.', 'Say how many: --first-lines N');
  return {
    workspace: values.workspace,
    json: values.json,
    html: values.html,
    model: values.model ?? 'models/base',
    fineTuned: values['fine-tuned'],
    fineTuneMinutes,
    keep: values.keep,
    maximumCharacters: numberOption('max-characters', values['max-characters'], Infinity),
    seed: numberOption('seed', values.seed, 1),
    eagerness: listOption('eagerness', values.eagerness, settings) ?? ['balanced'],
    maximumLength: numberOption('maximum-length', values['maximum-length'], 200),
    jobs,
    firstLines,
    drafts: values.drafts === true,
    uncalibrated: values.uncalibrated === true,
    systems: listOption('systems', values.systems === undefined ? undefined : [values.systems], systemNames),
  };
}

/**
 * Several choices, by commas or by naming the option several times; each once, in the order in which they were named.
 */
function listOption<T extends string>(
  name: string,
  values: readonly string[] | undefined,
  choices: readonly T[],
): readonly T[] | undefined {
  if (values === undefined) return undefined;
  const [first] = choices;
  const named = values.flatMap((value) => value.split(',')).map((value) => value.trim());
  return [...new Set(named.map((value) => choiceOption(name, value, choices, first as T)))];
}
