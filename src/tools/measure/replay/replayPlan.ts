/** The options of a replay. */
import { availableParallelism } from 'node:os';
import { UserError } from '../../../base/userError.ts';
import type { Eagerness } from '../../../completion/request.ts';
import { type Options, parseOptions, someOf } from '../../shared/options.ts';
import { systemNames } from './replayReport.ts';

const defaults = {
  workspace: undefined,
  projects: false,
  json: undefined,
  html: undefined,
  model: 'models/base',
  fineTuned: undefined,
  fineTuneMinutes: 0,
  keep: undefined,
  maxCharacters: Infinity,
  seed: 1,
  eagerness: someOf(['quiet', 'balanced', 'eager']),
  maximumLength: 200,
  jobs: availableParallelism(),
  systems: someOf(systemNames),
  firstLines: Infinity,
  drafts: false,
  uncalibrated: false,
};

/** With all projects, files and folders are folders with one entry for each project. */
export type ReplayPlan = Omit<Options<typeof defaults>, 'eagerness'> & {
  /** At least one; the first is the one of the table. */
  readonly eagerness: readonly Eagerness[];
};

/** @throws UserError for options that make no sense. */
export function parseReplayPlan(args: readonly string[]): ReplayPlan {
  const plan = parseOptions(args, defaults);
  const { fineTuneMinutes, jobs } = plan;
  if ((plan.workspace === undefined) !== plan.projects) {
    throw new UserError(
      'There is nothing to replay, or too much.',
      'Name a folder, --workspace DIR, or say --projects.',
    );
  }
  if (plan.fineTuned !== undefined && (fineTuneMinutes > 0 || plan.keep !== undefined)) {
    throw new UserError(
      'A model that is fine-tuned already is not made anew.',
      'Leave out --fine-tuned, or the others.',
    );
  }
  if (plan.keep !== undefined && fineTuneMinutes <= 0) {
    throw new UserError('There is nothing to keep.', 'Say how long to fine-tune: --fine-tune-minutes M');
  }
  if (!Number.isInteger(jobs) || jobs < 1) {
    throw new UserError(`--jobs is the number of processes, not ${jobs}.`, 'Correct the option.');
  }
  if (plan.firstLines < 1) throw new UserError('There is no line to type.', 'Say how many: --first-lines N');
  return { ...plan, eagerness: plan.eagerness ?? ['balanced'] };
}
