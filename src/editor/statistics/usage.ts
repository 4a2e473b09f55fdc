/**
 * What is counted of a user's work with completions: numbers by week and language, never text. All counts are sums, so
 * the counts of several windows can be added.
 */
import * as v from 'valibot';
import { objectOf, recordOf, wholeNumberFrom } from '../../base/validation.ts';

/** The numbers of one language in one week. */
export interface Counts {
  /** Offers that were shown. */
  readonly offers: number;
  /** Offers of which at least a word was accepted. */
  readonly accepted: number;
  /** Acceptances: of a whole offer, a line or a word. Each is one keystroke. */
  readonly acceptances: number;
  /** Characters that were accepted, in UTF-16 code units. */
  readonly characters: number;
  /** Keystrokes that wrote text. */
  readonly typed: number;
  /** Acceptances by length, a number for each of `lengthClasses`. */
  readonly lengths: readonly number[];
}

/** First length of each class; the last has no end. */
export const lengthClasses: readonly number[] = [1, 5, 10, 20, 50];

/** Weeks, such as `2026-W48`, then VS Code's ids of languages. */
export type Usage = Readonly<Record<string, Readonly<Record<string, Counts>>>>;

/** More weeks than these are forgotten, the oldest first. */
export const longestHistory = 26;

/** More languages in a week than these are counted as `otherLanguages`. */
export const mostLanguages = 40;
export const otherLanguages = '*';

const count = wholeNumberFrom(0, Number.MAX_SAFE_INTEGER);

const usageSchema = recordOf(
  recordOf(
    objectOf({
      offers: count,
      accepted: count,
      acceptances: count,
      characters: count,
      typed: count,
      lengths: v.pipe(v.array(count), v.length(lengthClasses.length)),
    }),
  ),
);

/** Stored counts. Anything else, such as the counts of another version, is no history. */
export function usageFrom(stored: unknown): Usage {
  const result = v.safeParse(usageSchema, stored);
  return result.success ? result.output : {};
}

export const noCounts: Counts = {
  offers: 0,
  accepted: 0,
  acceptances: 0,
  characters: 0,
  typed: 0,
  lengths: lengthClasses.map(() => 0),
};

export function addCounts(a: Counts, b: Counts): Counts {
  return {
    offers: a.offers + b.offers,
    accepted: a.accepted + b.accepted,
    acceptances: a.acceptances + b.acceptances,
    characters: a.characters + b.characters,
    typed: a.typed + b.typed,
    lengths: a.lengths.map((number, index) => number + (b.lengths[index] ?? 0)),
  };
}

/** The counts of one acceptance. `isFirst`: nothing of this offer was accepted before. */
export function acceptance(length: number, isFirst: boolean): Counts {
  const own = lengthClasses.findLastIndex((first) => length >= first);
  const lengths = lengthClasses.map((_, index) => (index === own ? 1 : 0));
  return { ...noCounts, accepted: isFirst ? 1 : 0, acceptances: 1, characters: length, lengths };
}

/** Usage with the counts of another added, within its bounds. */
export function addUsage(usage: Usage, added: Usage): Usage {
  const sum = new Map(Object.entries(usage).map(([week, languages]) => [week, new Map(Object.entries(languages))]));
  for (const [week, languages] of Object.entries(added)) {
    const ofWeek = sum.get(week) ?? new Map<string, Counts>();
    sum.set(week, ofWeek);
    for (const [language, counts] of Object.entries(languages)) {
      const name = ofWeek.has(language) || ofWeek.size < mostLanguages ? language : otherLanguages;
      ofWeek.set(name, addCounts(ofWeek.get(name) ?? noCounts, counts));
    }
  }
  const weeks = [...sum].toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(-longestHistory);
  return Object.fromEntries(weeks.map(([week, languages]) => [week, Object.fromEntries(languages)]));
}

/** The counts of all languages, week by week, the newest first. */
export function byWeek(usage: Usage): [week: string, counts: Counts][] {
  return Object.entries(usage)
    .map(([week, languages]): [string, Counts] => [week, Object.values(languages).reduce(addCounts, noCounts)])
    .toSorted(([a], [b]) => (a < b ? 1 : -1));
}

/** The counts of all weeks by language, the most typed and accepted first. */
export function byLanguage(usage: Usage): [language: string, counts: Counts][] {
  const sum = new Map<string, Counts>();
  for (const languages of Object.values(usage))
    for (const [language, counts] of Object.entries(languages))
      sum.set(language, addCounts(sum.get(language) ?? noCounts, counts));
  return [...sum].toSorted(([, a], [, b]) => written(b) - written(a));
}

/** Keystrokes that accepted text spared: its characters, less one for each acceptance. */
export function keystrokesSaved({ characters, acceptances }: Counts): number {
  return characters - acceptances;
}

/** What writing everything by hand would have taken, in keystrokes. */
export function written({ characters, typed }: Counts): number {
  return characters + typed;
}

/** The ISO week of a local date: weeks begin on Mondays, and week 1 has the year's first Thursday. */
export function weekOf(date: Date): string {
  const day = new Date(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()));
  day.setUTCDate(day.getUTCDate() + 3 - ((day.getUTCDay() + 6) % 7));
  const year = day.getUTCFullYear();
  const days = (day.getTime() - Date.UTC(year, 0, 1)) / 86_400_000;
  return `${year}-W${String(1 + Math.floor(days / 7)).padStart(2, '0')}`;
}
