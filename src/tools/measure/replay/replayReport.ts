/** The result of a replay: what `--json` writes, and the table for people. */
import type { Eagerness } from '../../../completion/request.ts';
import { editorBudget, type Measures } from '../../../replay/measures.ts';
import { alignColumns, percent, reliabilityRows } from '../../shared/tables.ts';
import type { Yardsticks } from './yardsticks.ts';

/** In the order in which they are shown. A system that does not exist is absent. */
export const systemNames = ['wordBased', 'cacheOnly', 'base', 'baseCache', 'fineTuned', 'full'] as const;
export type SystemName = (typeof systemNames)[number];

export interface ReplayReport {
  readonly workspace: string;
  readonly trainFiles: number;
  /** Files that were typed. */
  readonly heldOutFiles: number;
  /** Code points of these files. */
  readonly characters: number;
  readonly nearDuplicatesDropped: number;
  readonly yardsticks: Yardsticks;
  /** Setting at which `systems` were measured. */
  readonly eagerness: Eagerness;
  readonly systems: SystemMeasures;
  /** The same at other settings, if any were asked for. */
  readonly otherEagerness: Readonly<Partial<Record<Eagerness, SystemMeasures>>>;
  /** Lines that were typed of each file, if not all of them. */
  readonly firstLines?: number;
  /** Whether each file was begun with a draft. */
  readonly drafts: boolean;
  /** Of the choice of files, and of fine-tuning. */
  readonly seed: number;
  /** Processes that typed at once: latencies are of a quiet machine only where it was one. */
  readonly jobs: number;
}

export type SystemMeasures = Readonly<Partial<Record<SystemName, Measures>>>;

export interface FileResult {
  readonly path: string;
  readonly languageId: string;
  readonly characters: number;
  readonly systems: SystemMeasures;
}

export const systemTitles: Readonly<Record<SystemName, string>> = {
  wordBased: 'Word-based suggestions',
  cacheOnly: 'Text cache alone',
  base: 'Base model',
  baseCache: 'Base model, text cache, live learning',
  fineTuned: 'Fine-tuned model',
  full: 'Fine-tuned model, text cache, live learning',
};

/** How the numbers came about, printed with them. */
export const method = [
  'Every character of the held-out files is typed by a simulated writer, who asks after each one (nothing right of the cursor),',
  'takes an offer with one keystroke when all of it is what the file goes on with, and else types on. No indentation or bracket',
  'is inserted by the editor. Held out: SHA-256 of the path is 0 modulo 5. Keystrokes saved: 1 − (typed + accepted) / characters.',
  'Bits per character: per UTF-8 byte, each file read from its beginning; compressors: what the files add to the training files.',
  'Calibration: the largest difference between the predicted probability that all of an offer comes next and the share that did,',
  'over the tenths of that probability that hold at least 2 % of the distinct offers.',
] as const;

/** What of the method differs in this run. */
export function scopeNotes({ firstLines, drafts }: Pick<ReplayReport, 'firstLines' | 'drafts'>): readonly string[] {
  const draftMethod =
    'Each file is begun with a draft: a key to ask for it, one to take it if all of it is right, else one for each line that is, and for each right word of the first that is not.';
  return [
    ...(firstLines === undefined ? [] : [`Of each file its first ${firstLines} lines.`]),
    ...(drafts ? [draftMethod] : []),
  ];
}

export function systemsOf(systems: SystemMeasures): readonly (readonly [SystemName, Measures])[] {
  return systemNames.flatMap((name) => {
    const measures = systems[name];
    return measures === undefined ? [] : [[name, measures] as const];
  });
}

/** Columns of the table for people: title and how one system's value is written. */
export const columns: readonly (readonly [string, (measures: Measures) => string])[] = [
  ['bits/char', ({ bitsPerCharacter }) => bitsPerCharacter?.toFixed(3) ?? '–'],
  ['keystrokes saved', ({ keystrokesSaved }) => percent(keystrokesSaved)],
  ['acceptance', ({ acceptanceRate }) => percent(acceptanceRate)],
  ['wrong per 100', ({ wrongPer100 }) => wrongPer100.toFixed(2)],
  ['completed', ({ shareCompleted }) => percent(shareCompleted)],
  ['offers', ({ offers }) => String(offers)],
  ['calibration', ({ calibrationError }) => calibrationError?.toFixed(3) ?? '–'],
  ['p50 ms', ({ p50Milliseconds }) => p50Milliseconds.toFixed(2)],
  ['p95 ms', ({ p95Milliseconds }) => p95Milliseconds.toFixed(2)],
  [`over ${editorBudget} ms`, ({ missedBudget }) => percent(missedBudget)],
];

export function textReport(report: ReplayReport): string {
  const { eagerness, otherEagerness, jobs } = report;
  const settings = [[eagerness, report.systems] as const, ...settingsOf(otherEagerness)];
  const tables = settings.flatMap(([setting, systems]) => [`At "${setting}":`, systemTable(systems), '']);
  return [
    `${report.workspace}: ${report.heldOutFiles} held-out files typed (${report.characters} characters), ` +
      `${report.trainFiles} training files, ${report.nearDuplicatesDropped} near-duplicates dropped`,
    ...scopeNotes(report),
    '',
    ...tables,
    `Bits per character of compressors: ${yardsticksOf(report.yardsticks)
      .map(([name, bits]) => `${name} ${bits?.toFixed(3) ?? 'not measured'}`)
      .join(', ')}`,
    '',
    ...reliabilityTables(report.systems),
    ...method,
    latencyNote(jobs),
  ].join('\n');
}

export function settingsOf(otherEagerness: ReplayReport['otherEagerness']): readonly [string, SystemMeasures][] {
  return Object.entries(otherEagerness).filter(([, systems]) => systemsOf(systems).length > 0);
}

/** Each compressor, with `undefined` where it was not there. */
export function yardsticksOf({ ppmd, zpaq }: Yardsticks): readonly (readonly [string, number | undefined])[] {
  return [
    ['PPMd', ppmd],
    ['zpaq', zpaq],
  ];
}

export function latencyNote(jobs: number): string {
  if (jobs === 1) return 'Milliseconds: one process typed, on a machine that may have had other work.';
  return `Milliseconds: ${jobs} processes typed at once, so they are those of a busy machine; with --jobs 1 they are not.`;
}

function systemTable(systems: SystemMeasures): string {
  return alignColumns([
    ['', ...columns.map(([title]) => title)],
    ...systemsOf(systems).map(([name, measures]) => [name, ...columns.map(([, write]) => write(measures))]),
  ]);
}

function reliabilityTables(systems: SystemMeasures): string[] {
  return systemsOf(systems).flatMap(([name, { reliability, calibrationError }]) => {
    if (reliability === undefined) return [];
    return [
      `${name}: how likely offers were said to be right, and how many were; calibration ${calibrationError?.toFixed(3) ?? '–'}`,
      alignColumns([['', 'predicted', 'observed', 'offers'], ...reliabilityRows(reliability)]),
      '',
    ];
  });
}
