/** What can be chosen before a fine-tuning begins: the entries of a quick pick, and what becomes of what is typed into its input boxes. */
import type { SurveySummary } from '../../processes/trainerProtocol.ts';
import type { FineTunePlan } from './fineTunePlan.ts';
import { isMinutes, minutesRange, threadsOf } from './fineTunePlan.ts';
import { sizeText } from './fineTuneView.ts';

export type ChoiceId = 'start' | 'show' | 'minutes' | 'cores' | 'exclude';

export interface Choice<Id> {
  readonly id: Id;
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
}

const offeredMinutes: readonly number[] = [2, 5, 10, 20, 30, 60];

/** `Fine-tune on This Workspace: 212 files, 1.4 MB · about 10 minutes` */
export function choicesTitle({ fileCount, characters }: SurveySummary, plan: FineTunePlan): string {
  const amount = `${fileCount === 1 ? '1 file' : `${fileCount} files`}, ${sizeText(characters)}`;
  return `Fine-tune on This Workspace: ${amount} · about ${minutesText(plan.minutes)}`;
}

export function choicesOf(survey: SurveySummary, plan: FineTunePlan, available: number): readonly Choice<ChoiceId>[] {
  const { leftOut } = survey;
  return [
    { id: 'start', label: '$(play) Start', description: 'you can go on working' },
    {
      id: 'show',
      label: '$(list-tree) Show what will be read',
      description: leftOut.length === 0 ? 'and nothing is left out' : 'and what is left out, and why',
    },
    { id: 'minutes', label: `$(clock) Time budget: ${minutesText(plan.minutes)}` },
    { id: 'cores', label: `$(server-process) Cores: ${threadsOf(plan, available)} of ${available}` },
    {
      id: 'exclude',
      label: '$(exclude) Extra globs to leave out…',
      ...(plan.exclude.length === 0 ? {} : { description: plan.exclude.join(', ') }),
    },
  ];
}

/** `own` for a number to be typed. */
export function minutesChoices(plan: FineTunePlan): readonly Choice<number | 'own'>[] {
  return [
    ...offeredMinutes.map((minutes) => ({
      id: minutes,
      label: minutesText(minutes),
      ...mark(minutes === plan.minutes),
    })),
    {
      id: 'own' as const,
      label: 'Another time…',
      ...(offeredMinutes.includes(plan.minutes) ? {} : { description: `now ${minutesText(plan.minutes)}` }),
    },
  ];
}

/** 0 for half of them, whatever machine it is. */
export function coresChoices(plan: FineTunePlan, available: number): readonly Choice<number>[] {
  const half = threadsOf({ ...plan, cores: 0 }, available);
  const counts = Array.from({ length: available }, (_, index) => index + 1);
  return [
    { id: 0, label: `Half of them (${half})`, ...mark(plan.cores === 0) },
    ...counts.map((cores) => ({ id: cores, label: `${cores}`, ...mark(plan.cores === cores) })),
  ];
}

function mark(isChosen: boolean): { readonly description?: string } {
  return isChosen ? { description: 'now' } : {};
}

/** What is wrong with what was typed as a number of minutes; `undefined` when nothing is. */
export function minutesProblem(typed: string): string | undefined {
  return isMinutes(minutesOf(typed)) ? undefined : `A number from ${minutesRange.least} to ${minutesRange.most}.`;
}

export function minutesOf(typed: string): number {
  return typed.trim() === '' ? NaN : Number(typed.trim().replace(',', '.'));
}

/** Globs as they are typed: with commas or white space between them, save for commas in braces. */
export function globsOfText(typed: string): readonly string[] {
  return (typed.match(/(?:\{[^}]*\}|[^\s,{]|\{)+/gu) ?? []).filter((glob) => glob !== '');
}

function minutesText(minutes: number): string {
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}
