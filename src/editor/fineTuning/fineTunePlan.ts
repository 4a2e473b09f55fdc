/**
 * How to fine-tune: what the user chose for this workspace, else what the settings say; and the entries of the quick
 * pick that offers the choice. Memory and settings may hold anything: a value that makes no sense is ignored.
 */
import * as v from 'valibot';
import { type PlainText, plain, plainText } from '../../base/shownText.ts';
import type { SurveySummary } from '../../processes/contracts.ts';
import { sizeText } from './fineTuneView.ts';
import { localized } from '../localized.ts';

export interface FineTunePlan {
  readonly minutes: number;
  /** Ends training after so many updates instead. For tests: no part of the documented settings. */
  readonly updates?: number | undefined;
  /** Threads of the trainer; 0 for half of the machine's cores. */
  readonly cores: number;
  /** Globs to leave out, in addition to those of the settings. */
  readonly exclude: readonly string[];
}

/** Values by key, kept with the workspace; VS Code's `Memento` is one. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const minutesRange = { least: 1, most: 240 };

const defaultMinutes = 10;
const memoryKey = 'fineTunePlan';

const minutesSchema = v.pipe(v.number(), v.minValue(minutesRange.least), v.maxValue(minutesRange.most));
const updatesSchema = v.fallback(v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))), undefined);
const coresSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(256));
const globsSchema = v.fallback(
  v.pipe(
    v.array(v.unknown()),
    v.transform((values) => values.filter((glob): glob is string => typeof glob === 'string' && glob.trim() !== '')),
  ),
  [],
);

/** A whole plan, as a note on the disk holds it. */
export const planEntries = { minutes: minutesSchema, updates: updatesSchema, cores: coresSchema, exclude: globsSchema };

/** What was chosen for the workspace, as far as it makes sense. */
const choicesSchema = v.fallback(
  v.object({
    minutes: v.fallback(v.optional(minutesSchema), undefined),
    cores: v.fallback(v.optional(coresSchema), undefined),
    exclude: globsSchema,
  }),
  { exclude: [] },
);

export function globsOf(value: unknown): readonly string[] {
  return v.parse(globsSchema, value);
}

/** @param settings raw values of the settings by name */
export function planOf(memory: Memory, settings: (name: 'minutes' | 'cores' | 'updates') => unknown): FineTunePlan {
  const chosen = v.parse(choicesSchema, memory.get(memoryKey));
  return {
    minutes: chosen.minutes ?? v.parse(v.fallback(minutesSchema, defaultMinutes), settings('minutes')),
    cores: chosen.cores ?? v.parse(v.fallback(coresSchema, 0), settings('cores')),
    exclude: chosen.exclude,
    ...v.parse(v.object({ updates: updatesSchema }), { updates: settings('updates') }),
  };
}

/** Remembers only what was chosen, so that the rest keeps following the settings. */
export async function rememberChoice(memory: Memory, choice: Partial<FineTunePlan>): Promise<void> {
  const before = memory.get(memoryKey);
  await memory.update(memoryKey, { ...(typeof before === 'object' ? before : {}), ...choice });
}

/** @param available cores of the machine */
export function threadsOf({ cores }: FineTunePlan, available: number): number {
  return Math.max(1, cores === 0 ? Math.floor(available / 2) : Math.min(cores, available));
}

export type ChoiceId = 'start' | 'show' | 'minutes' | 'cores' | 'exclude';

export interface Choice<Id> {
  readonly id: Id;
  readonly label: PlainText;
  readonly description?: PlainText;
}

const offeredMinutes: readonly number[] = [2, 5, 10, 20, 30, 60];

/** `Fine-tune on This Workspace: 212 files, 1.4 MB · about 10 minutes` */
export function choicesTitle({ fileCount, characters }: SurveySummary, plan: FineTunePlan): string {
  const files = fileCount === 1 ? localized`1 file` : localized`${fileCount} files`;
  return localized`Fine-tune on This Workspace: ${files}, ${sizeText(characters)} · about ${minutesText(plan.minutes)}`;
}

export function choicesOf(survey: SurveySummary, plan: FineTunePlan, available: number): readonly Choice<ChoiceId>[] {
  const { leftOut } = survey;
  return [
    { id: 'start', label: localized`$(play) Start`, description: localized`you can keep working` },
    {
      id: 'show',
      label: localized`$(list-tree) Show training files`,
      description: leftOut.length === 0 ? localized`nothing is excluded` : localized`and what is excluded, and why`,
    },
    { id: 'minutes', label: localized`$(clock) Time budget: ${minutesText(plan.minutes)}` },
    { id: 'cores', label: localized`$(server-process) Cores: ${threadsOf(plan, available)} of ${available}` },
    {
      id: 'exclude',
      label: localized`$(exclude) Exclude more files…`,
      ...(plan.exclude.length === 0 ? {} : { description: plainText(plan.exclude.join(', ')) }),
    },
  ];
}

/** `own`: the user types a number. */
export function minutesChoices(plan: FineTunePlan): readonly Choice<number | 'own'>[] {
  return [
    ...offeredMinutes.map((minutes) => ({
      id: minutes,
      label: plainText(minutesText(minutes)),
      ...mark(minutes === plan.minutes),
    })),
    {
      id: 'own' as const,
      label: localized`Other…`,
      ...(offeredMinutes.includes(plan.minutes) ? {} : { description: localized`now ${minutesText(plan.minutes)}` }),
    },
  ];
}

/** 0: half of them, on any machine. */
export function coresChoices(plan: FineTunePlan, available: number): readonly Choice<number>[] {
  const half = threadsOf({ ...plan, cores: 0 }, available);
  const counts = Array.from({ length: available }, (_, index) => index + 1);
  return [
    { id: 0, label: localized`Half of them (${half})`, ...mark(plan.cores === 0) },
    ...counts.map((cores) => ({ id: cores, label: plain`${cores}`, ...mark(plan.cores === cores) })),
  ];
}

function mark(isChosen: boolean): { readonly description?: PlainText } {
  return isChosen ? { description: localized`now` } : {};
}

/** What is wrong with a typed number of minutes; `undefined` when nothing is. */
export function minutesProblem(typed: string): string | undefined {
  return v.is(minutesSchema, minutesOf(typed))
    ? undefined
    : localized`Enter a number from ${minutesRange.least} to ${minutesRange.most}.`;
}

export function minutesOf(typed: string): number {
  return typed.trim() === '' ? NaN : Number(typed.trim().replace(',', '.'));
}

/** Typed globs, separated by commas or white space; commas in braces separate nothing. */
export function globsOfText(typed: string): readonly string[] {
  const globs: string[] = [];
  const lastBrace = typed.lastIndexOf('}');
  let start = 0;
  for (let at = 0; at <= typed.length; at++) {
    if (typed.charAt(at) === '{' && at < lastBrace) at = typed.indexOf('}', at);
    else if (at === typed.length || /[\s,]/u.test(typed.charAt(at))) {
      if (at > start) globs.push(typed.slice(start, at));
      start = at + 1;
    }
  }
  return globs;
}

function minutesText(minutes: number): string {
  return minutes === 1 ? localized`1 minute` : localized`${minutes} minutes`;
}
