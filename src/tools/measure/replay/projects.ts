/**
 * All pinned projects, and one table over them. None of their packages is in the corpus, and nothing is fitted to
 * them.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../base/userError.ts';
import { readManifest } from '../../corpus/manifest.ts';
import { folderOf, olderFolderOf } from '../../corpus/projects.ts';
import type { Measures } from '../../../replay/measures.ts';
import { calibrationError, mergeReliability } from '../../../replay/reliability.ts';
import { markdownTable, percent } from '../../shared/tables.ts';
import { type ReplayReport, type SystemName, systemNames, systemTitles, yardsticksOf } from './replayReport.ts';

const manifestPath = join('test', 'held-out-projects.json');
const projectsFolder = join('dist', 'held-out-projects');

export interface PinnedProject {
  readonly name: string;
  readonly workspace: string;
  /** Folder of the earlier version, where one is pinned. */
  readonly older: string | undefined;
}

/** @throws UserError when they are not unpacked. */
export function pinnedProjects(): readonly PinnedProject[] {
  const projects = readManifest(manifestPath).packages.map((pin) => {
    const name = folderOf(pin);
    const older = pin.older && join(projectsFolder, olderFolderOf(pin));
    return { name, workspace: join(projectsFolder, name), older };
  });
  const missing = projects.filter(({ workspace, older = workspace }) => !existsSync(workspace) || !existsSync(older));
  if (missing.length > 0) {
    throw new UserError(
      `Projects are not unpacked: ${missing.map(({ name }) => name).join(', ')}.`,
      'Fetch them: npm run corpus -- --projects',
    );
  }
  return projects;
}

interface Measure {
  readonly title: string;
  readonly of: (measures: Measures) => number | undefined;
  readonly write: (value: number) => string;
}

const measures: readonly Measure[] = [
  { title: 'bits/char', of: ({ bitsPerCharacter }) => bitsPerCharacter, write: (value) => value.toFixed(3) },
  { title: 'keystrokes saved', of: ({ keystrokesSaved }) => keystrokesSaved, write: percent },
  { title: 'acceptance', of: ({ acceptanceRate }) => acceptanceRate, write: percent },
  { title: 'wrong offers per 100', of: ({ wrongPer100 }) => wrongPer100, write: (value) => value.toFixed(2) },
  { title: 'calibration', of: ({ calibrationError }) => calibrationError, write: (value) => value.toFixed(3) },
];

/**
 * A table for each measure, in Markdown: a row for each project and one of their means, a column for each system that
 * was measured anywhere, compressors beside the bits; at the end the reliability of all projects together.
 */
export function summaryTables(reports: readonly ReplayReport[]): string {
  const names = systemNames.filter((name) => reports.some(({ systems }) => systems[name] !== undefined));
  const tables = measures.map((measure) => summaryTable(measure, names, reports));
  return [...tables, ...reliabilityTable(names, reports)].join('\n\n');
}

/** Offers of all projects together: a single one has too few in a tenth to tell a wrong prediction from chance. */
function reliabilityTable(names: readonly SystemName[], reports: readonly ReplayReport[]): string[] {
  const curves = names.flatMap((name) => {
    const tenths = mergeReliability(reports.map(({ systems }) => systems[name]?.reliability ?? []));
    return tenths.length === 0 ? [] : [{ title: systemTitles[name], tenths }];
  });
  if (curves.length === 0) return [];
  const rows = Array.from({ length: 10 }, (_, index) => [
    `${(index / 10).toFixed(1)}–${((index + 1) / 10).toFixed(1)}`,
    ...curves.map(({ tenths }) => {
      const tenth = tenths.find(({ from }) => Math.round(10 * from) === index);
      if (tenth === undefined) return '–';
      return `${tenth.predicted.toFixed(3)} → ${tenth.observed.toFixed(3)} (${tenth.offers})`;
    }),
  ]);
  const largest = ['largest difference', ...curves.map(({ tenths }) => calibrationError(tenths).toFixed(3))];
  const head = ['predicted → right (offers)', ...curves.map(({ title }) => title)];
  return [markdownTable(head, [...rows, largest], 1)];
}

function summaryTable({ title, of, write }: Measure, names: readonly SystemName[], reports: readonly ReplayReport[]) {
  const yardsticks = title === 'bits/char' ? yardsticksOf({}).map(([name]) => name) : [];
  const values = reports.map(({ systems, yardsticks: bits }) => [
    ...names.map((name) => systems[name] && of(systems[name])),
    ...yardsticksOf(bits)
      .slice(0, yardsticks.length)
      .map(([, value]) => value),
  ]);
  const cells = (row: readonly (number | undefined)[]): string[] =>
    row.map((value) => (value === undefined ? '–' : write(value)));
  return markdownTable(
    [title, ...names.map((name) => systemTitles[name]), ...yardsticks],
    [
      ...reports.map(({ workspace, characters }, row) => [
        `${nameOf(workspace)} (${characters} characters)`,
        ...cells(values[row] ?? []),
      ]),
      ['mean', ...cells((values[0] ?? []).map((_, column) => mean(values.map((row) => row[column]))))],
    ],
    1,
  );
}

/** `undefined` unless all values are there: a mean over other projects would be another one. */
function mean(values: readonly (number | undefined)[]): number | undefined {
  let sum = 0;
  for (const value of values) {
    if (value === undefined) return undefined;
    sum += value;
  }
  return sum / values.length;
}

function nameOf(workspace: string): string {
  return workspace.split(/[/\\]/).at(-1) ?? workspace;
}
