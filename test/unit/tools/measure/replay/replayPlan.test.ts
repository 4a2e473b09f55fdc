import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { UserError } from '../../../../../src/base/userError.ts';
import { parseReplayPlan } from '../../../../../src/tools/measure/replay/replayPlan.ts';

test('a folder is enough', () => {
  expect(parseReplayPlan(['--workspace', 'some'])).toMatchObject({
    workspace: 'some',
    model: 'models/base',
    fineTuneMinutes: 0,
    maxCharacters: Infinity,
    seed: 1,
    eagerness: ['balanced'],
    jobs: availableParallelism(),
    systems: undefined,
    uncalibrated: false,
    firstLines: Infinity,
    drafts: false,
  });
});

test('settings and systems: several, each once, in the order in which they were named', () => {
  const plan = parseReplayPlan(
    '--projects --eagerness quiet,eager --eagerness balanced --eagerness quiet --systems base,wordBased --uncalibrated'.split(
      ' ',
    ),
  );
  expect(plan.workspace).toBeUndefined();
  expect(plan.eagerness).toEqual(['quiet', 'eager', 'balanced']);
  expect(plan.systems).toEqual(['base', 'wordBased']);
  expect(plan.uncalibrated).toBe(true);
});

test('the first lines of each file, begun with a draft', () => {
  const plan = parseReplayPlan('--workspace some --first-lines 10 --drafts'.split(' '));
  expect(plan).toMatchObject({ firstLines: 10, drafts: true });
});

test.each([
  '',
  '--workspace a --projects',
  '--workspace a --eagerness bold',
  '--workspace a --systems best',
  '--workspace a --first-lines 0',
  '--workspace a --jobs 0',
  '--workspace a --jobs 1.5',
  '--workspace a --seed x',
  '--workspace a --keep b',
  '--workspace a --fine-tuned b --fine-tune-minutes 3',
])('refuses %j with a sentence', (options) => {
  expect(() => parseReplayPlan(options.split(' ').filter((option) => option !== ''))).toThrow(UserError);
});
