/** The statistics page in words: what is counted, as figures, by length, by week and by language. */
import { localized } from '../localized.ts';
import type { BarView, Figure, StatisticsView, TableView } from '../../webview/statistics/statisticsProtocol.ts';
import {
  addCounts,
  byLanguage,
  byWeek,
  type Counts,
  keystrokesSaved,
  lengthClasses,
  noCounts,
  otherLanguages,
  type Usage,
  written,
} from './usage.ts';

export interface StatisticsContext {
  readonly isCounting: boolean;
  readonly nameOfLanguage: (languageId: string) => string;
}

export function statisticsView(usage: Usage, { isCounting, nameOfLanguage }: StatisticsContext): StatisticsView {
  const weeks = byWeek(usage);
  const all = weeks.map(([, counts]) => counts).reduce(addCounts, noCounts);
  const isEmpty = weeks.length === 0;
  const languages = byLanguage(usage).map(([id, counts]): [string, Counts] => [
    id === otherLanguages ? localized`Others` : nameOfLanguage(id),
    counts,
  ]);
  return {
    title: localized`Statistics`,
    introduction: localized`Numbers by week and language, never text. They stay in the storage of VS Code on this machine and are not sent.`,
    notice: noticeOf(isCounting, isEmpty),
    figures: isEmpty ? [] : figuresOf(all),
    bars:
      all.acceptances === 0
        ? undefined
        : { title: localized`Length of accepted text, in characters`, bars: barsOf(all) },
    tables: isEmpty
      ? []
      : [
          tableOf(localized`By week`, localized`Week`, weeks),
          tableOf(localized`By language`, localized`Language`, languages),
        ],
    erase: isEmpty ? undefined : localized`Erase Statistics`,
  };
}

function noticeOf(isCounting: boolean, isEmpty: boolean): string | undefined {
  if (!isCounting) return localized`The setting ${'undercurrent.statistics'} is off, so nothing is counted.`;
  return isEmpty ? localized`Nothing has been counted yet.` : undefined;
}

function figuresOf(counts: Counts): Figure[] {
  return [
    { value: share(keystrokesSaved(counts), written(counts)), label: localized`of keystrokes saved` },
    { value: number(keystrokesSaved(counts)), label: localized`keystrokes saved` },
    { value: share(counts.accepted, counts.offers), label: localized`of completions accepted` },
    { value: meanLength(counts), label: localized`characters per acceptance` },
  ];
}

function barsOf({ lengths, acceptances }: Counts): BarView[] {
  const longest = Math.max(...lengths);
  return lengths.map((count, index) => ({
    label: classLabel(index),
    figure: share(count, acceptances),
    share: count / longest,
  }));
}

function classLabel(index: number): string {
  const next = lengthClasses[index + 1];
  const first = lengthClasses[index] ?? 0;
  return next === undefined ? localized`${first} or more` : localized`${first} to ${next - 1}`;
}

function tableOf(title: string, name: string, rows: readonly (readonly [string, Counts])[]): TableView {
  return {
    title,
    head: [
      name,
      localized`Keystrokes saved`,
      localized`Share`,
      localized`Shown`,
      localized`Accepted`,
      localized`Mean length`,
    ],
    rows: rows.map(([label, counts]) => [
      label,
      number(keystrokesSaved(counts)),
      share(keystrokesSaved(counts), written(counts)),
      number(counts.offers),
      share(counts.accepted, counts.offers),
      meanLength(counts),
    ]),
  };
}

function meanLength({ characters, acceptances }: Counts): string {
  return acceptances === 0 ? '–' : number(characters / acceptances, 1);
}

function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${number((100 * part) / whole)}%`;
}

function number(value: number, digits = 0): string {
  return value.toLocaleString(undefined, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
