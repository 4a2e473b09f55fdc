import { describe, expect, it } from 'vitest';
import {
  choicesOf,
  choicesTitle,
  coresChoices,
  globsOfText,
  minutesChoices,
  minutesProblem,
  planOf,
  rememberChoice,
  threadsOf,
} from '../../../../src/editor/fineTuning/fineTunePlan.ts';
import { RunRecord } from '../../../../src/editor/fineTuning/runRecord.ts';
import { sampleSurvey } from '../../../support/fineTuneReports.ts';
import { TestMemory, TestNote } from '../../../support/memory.ts';

const plan = { minutes: 10, cores: 0, exclude: [] };

describe('planOf', () => {
  const settings = (values: Readonly<Record<string, unknown>>) => (name: string) => values[name];

  it('follows the settings', () => {
    expect(planOf(new TestMemory(), settings({ minutes: 20, cores: 1 }))).toEqual({
      minutes: 20,
      cores: 1,
      exclude: [],
    });
  });

  it('prefers the choices for the workspace, and only these', async () => {
    const memory = new TestMemory();
    await rememberChoice(memory, { minutes: 5 });
    await rememberChoice(memory, { exclude: ['a/**'] });
    expect(planOf(memory, settings({ minutes: 20, cores: 1 }))).toEqual({ minutes: 5, cores: 1, exclude: ['a/**'] });
  });

  it.each([
    ['numbers out of range', { minutes: 1e9, cores: -1 }],
    ['words', { minutes: 'long', cores: 'all' }],
    ['nothing', {}],
  ])('replaces %s by the default', (_what, values) => {
    expect(planOf(new TestMemory(), settings(values))).toEqual(plan);
  });

  it('validates what is remembered', async () => {
    const memory = new TestMemory();
    await memory.update('fineTunePlan', { minutes: null, cores: [], exclude: [1, 'x', ''] });
    expect(planOf(memory, settings({}))).toEqual({ ...plan, exclude: ['x'] });
  });
});

it.each([
  [0, 8, 4],
  [0, 1, 1],
  [3, 8, 3],
  [16, 8, 8],
])('with %i cores of %i there are %i threads', (cores, available, threads) => {
  expect(threadsOf({ ...plan, cores }, available)).toBe(threads);
});

describe('the choices before the start', () => {
  it('show the amount and the time', () => {
    expect(choicesTitle(sampleSurvey, plan)).toBe('Fine-tune on This Workspace: 2 files, 1.4 MB · about 10 minutes');
  });

  it('are start, show, minutes, cores and globs', () => {
    const choices = choicesOf(sampleSurvey, { ...plan, exclude: ['a/**', 'b'] }, 2);
    expect(choices.map(({ id }) => id)).toEqual(['start', 'show', 'minutes', 'cores', 'exclude']);
    expect(choices[2]?.label).toContain('Time budget: 10 minutes');
    expect(choices[3]?.label).toContain('Cores: 1 of 2');
    expect(choices[4]?.description).toBe('a/**, b');
  });

  it('mark the current value', () => {
    const marked = (choices: readonly { readonly label: string; readonly description?: string }[]) =>
      choices.filter(({ description }) => description?.startsWith('now')).map(({ label }) => label);
    expect(marked(minutesChoices(plan))).toEqual(['10 minutes']);
    expect(marked(minutesChoices({ ...plan, minutes: 7 }))).toEqual(['Other…']);
    expect(marked(coresChoices({ ...plan, cores: 2 }, 4))).toEqual(['2']);
    expect(marked(coresChoices(plan, 4))).toEqual(['Half of them (2)']);
  });

  it.each([
    ['7', true],
    [' 2.5 ', true],
    ['0', false],
    ['241', false],
    ['', false],
    ['ten', false],
  ])('accept %j as minutes: %s', (typed, isGood) => {
    expect(minutesProblem(typed) === undefined).toBe(isGood);
  });

  it.each([
    ['', []],
    ['a/**, b', ['a/**', 'b']],
    ['**/*.{snap,golden}  docs/**', ['**/*.{snap,golden}', 'docs/**']],
  ])('read globs from %j', (typed, globs) => {
    expect(globsOfText(typed)).toEqual(globs);
  });
});

it('RunRecord knows a fine-tuning until it has ended', async () => {
  const note = new TestNote();
  const record = new RunRecord(note);
  expect(await record.begun()).toBeUndefined();
  await record.begin({ plan, byUser: true });
  await record.offered();
  expect(await new RunRecord(note).begun()).toEqual({ plan, byUser: true, wasOffered: true });
  await record.end();
  expect(await record.begun()).toBeUndefined();
});
