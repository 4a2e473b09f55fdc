/** A replay as one HTML file to look at and to pass on. Every drawing has its numbers in a table beside it. */
import { editorBudget, type Measures } from '../../../replay/measures.ts';
import { type ColumnGroup, htmlPage, htmlTable, section } from '../../shared/page.ts';
import { escapeXml } from '../../shared/svg.ts';
import { percent } from '../../shared/tables.ts';
import { type Bar, barChart, latencyChart, reliabilityChart } from './charts.ts';
import {
  type FileResult,
  latencyNote,
  method,
  type ReplayReport,
  scopeNotes,
  settingsOf,
  type SystemMeasures,
  type SystemName,
  systemsOf,
  systemTitles,
  yardsticksOf,
} from './replayReport.ts';

/** Title of a column, and what stands in it. */
type Column = readonly [title: string, write: (measures: Measures) => string];

const writing: readonly Column[] = [
  ['keystrokes saved', ({ keystrokesSaved }) => percent(keystrokesSaved)],
  ['accepted', ({ acceptanceRate }) => percent(acceptanceRate)],
  ['wrong per 100 typed', ({ wrongPer100 }) => wrongPer100.toFixed(2)],
  ['completed', ({ shareCompleted }) => percent(shareCompleted)],
  ['offers', ({ offers }) => String(offers)],
];
const bits: readonly Column[] = [['bits/char', ({ bitsPerCharacter }) => bitsPerCharacter?.toFixed(3) ?? '–']];
const times: readonly Column[] = [
  ['p50 ms', ({ p50Milliseconds }) => p50Milliseconds.toFixed(2)],
  ['p95 ms', ({ p95Milliseconds }) => p95Milliseconds.toFixed(2)],
  [`over ${editorBudget} ms`, ({ missedBudget }) => percent(missedBudget)],
];

/** Colours of the systems and of the drawings, light and dark. */
const style = `
:root { --band: #1f7a8c1f; --wordBased: #7c8894; --cacheOnly: #b0761a; --base: #1f7a8c; --baseCache: #2a8a5c; --fineTuned: #7a5cc0; --full: #c2456e }
@media (prefers-color-scheme: dark) { :root { --band: #45b3c926;
  --wordBased: #8595a4; --cacheOnly: #d9a94e; --base: #45b3c9; --baseCache: #4fc58d; --fineTuned: #a58be0; --full: #e4749a } }
svg { max-width: 36rem } svg.square { max-width: 27rem }
text { fill: var(--ink) } text.soft { fill: var(--soft) } text.value { font-weight: 600; font-variant-numeric: tabular-nums }
.track { fill: var(--line) } .grid { stroke: var(--line) } .band { fill: var(--band) }
.mark { stroke: var(--ink); stroke-width: 1.2; stroke-dasharray: 4 4 }
.curve { fill: none; stroke-width: 2; stroke-linejoin: round } .dot { stroke-width: 2; fill-opacity: .75 } .span { stroke-width: 4; stroke-linecap: round }
.key { display: inline-block; width: .7em; height: .7em; border-radius: 50%; margin-right: .5em }`;

export function htmlReport(report: ReplayReport, files: readonly FileResult[]): string {
  const { workspace, heldOutFiles, characters, trainFiles, nearDuplicatesDropped, eagerness, seed } = report;
  const names = systemsOf(report.systems).map(([name]) => name);
  const settings = settingsTable(report, writing);
  const settingsText = 'The more eager, the more is offered, and the more of it is wrong.';
  return htmlPage({
    title: `Replay of ${workspace}`,
    lead:
      `${heldOutFiles} held-out files with ${characters} characters, typed by a simulated writer with completions at “${eagerness}”. ` +
      `${trainFiles} training files; ${nearDuplicatesDropped} near-duplicates were dropped. Seed ${seed}.`,
    sections: [
      savedSection(report),
      bitsSection(report),
      settings === undefined ? '' : section('Settings', settingsText, settings),
      reliabilitySection(report),
      latencySection(report),
      section('File by file', '', fileTable(names, files)),
    ],
    footer: [...scopeNotes(report), ...method].join(' '),
    style,
  });
}

function savedSection({ systems }: ReplayReport): string {
  const bars = barsOf(systems, ({ keystrokesSaved }) => keystrokesSaved, percent);
  return section(
    'Keystrokes saved',
    'The share of the keystrokes that would have been needed without completions. Accepting an offer is one keystroke.',
    barChart(describe('Keystrokes saved', bars), bars),
    systemTable('What was offered, and what became of it', systems, writing),
  );
}

function bitsSection({ systems, yardsticks }: ReplayReport): string {
  const write = (value: number): string => value.toFixed(3);
  const bars = barsOf(systems, ({ bitsPerCharacter }) => bitsPerCharacter, write);
  if (bars.length === 0) return '';
  const marks = yardsticksOf(yardsticks).flatMap(([title, value]) =>
    value === undefined ? [] : [{ title, value, written: write(value) }],
  );
  const missing = yardsticksOf(yardsticks).flatMap(([title, value]) => (value === undefined ? [title] : []));
  const compared =
    missing.length === 0
      ? 'The dashed lines are compressors that have read the training files.'
      : `${marks.length > 0 ? 'A dashed line is a compressor that has read the training files. ' : ''}Not measured: ${missing.join(', ')}.`;
  return section(
    'Bits per character',
    `How well the text was predicted; less is better. ${compared}`,
    barChart(describe('Bits per character', [...bars, ...marks]), bars, marks),
    systemTable('Bits per UTF-8 byte, each file read from its beginning', systems, bits),
  );
}

function reliabilitySection({ systems }: ReplayReport): string {
  const curves = systemsOf(systems).flatMap(([name, { reliability }]) =>
    reliability === undefined ? [] : [{ title: systemTitles[name], color: `var(--${name})`, tenths: reliability }],
  );
  if (curves.length === 0) return '';
  const errors = systemsOf(systems).flatMap(([name, { calibrationError }]) =>
    calibrationError === undefined ? [] : [`${systemTitles[name]} ${calibrationError.toFixed(3)}`],
  );
  const text = `Were offers right as often as was predicted? Largest difference of the tenths with at least 2 % of the offers (filled dots): ${errors.join(', ')}. The band is ± 0.05.`;
  return section(
    'Reliability of the show probability',
    text,
    reliabilityChart(text, curves),
    reliabilityTable(systems),
  );
}

function latencySection({ systems, jobs }: ReplayReport): string {
  const latencies = systemsOf(systems).map(([name, { p50Milliseconds: p50, p95Milliseconds: p95 }]) => ({
    title: systemTitles[name],
    color: `var(--${name})`,
    p50,
    p95,
  }));
  const said = latencies.map(({ title, p50, p95 }) => `${title} ${p50.toFixed(2)} and ${p95.toFixed(2)} ms`);
  return section(
    'Time to an answer',
    `From the median (hollow) to what 95 % of the answers are within (filled). ${latencyNote(jobs)}`,
    latencyChart(`Median and 95th percentile: ${said.join('; ')}.`, latencies),
    systemTable('Time of a request', systems, times),
  );
}

function barsOf(
  systems: ReplayReport['systems'],
  value: (measures: Measures) => number | undefined,
  write: (value: number) => string,
): Bar[] {
  return systemsOf(systems).flatMap(([name, measures]) => {
    const found = value(measures);
    if (found === undefined) return [];
    return [{ title: systemTitles[name], color: `var(--${name})`, value: found, written: write(found) }];
  });
}

function describe(what: string, values: readonly { readonly title: string; readonly written: string }[]): string {
  return `${what}: ${values.map(({ title, written }) => `${title} ${written}`).join(', ')}.`;
}

function systemHead(name: SystemName): string {
  return `<span class="key" style="background:var(--${name})"></span>${escapeXml(systemTitles[name])}`;
}

/** A row for each system. */
function systemTable(caption: string, systems: SystemMeasures, columns: readonly Column[]): string {
  return htmlTable(
    caption,
    ['System', ...columns.map(([title]) => title)],
    systemsOf(systems).map(([name, measures]) => [systemHead(name), ...columns.map(([, write]) => write(measures))]),
  );
}

/** A row for each system at each setting, if there is more than one. */
function settingsTable(
  { eagerness, systems, otherEagerness }: ReplayReport,
  columns: readonly Column[],
): string | undefined {
  const settings = [[eagerness, systems] as const, ...settingsOf(otherEagerness)];
  if (settings.length < 2) return undefined;
  const rows = systemsOf(systems).flatMap(([name]) =>
    settings.flatMap(([setting, measured]) => {
      const measures = measured[name];
      return measures === undefined
        ? []
        : [[systemHead(name), setting, ...columns.map(([, write]) => write(measures))]];
    }),
  );
  return htmlTable('The same files at every setting', ['System', 'setting', ...columns.map(([title]) => title)], rows);
}

/** A row for each tenth, three columns for each system that predicts. */
function reliabilityTable(systems: SystemMeasures): string {
  const predicting = systemsOf(systems).filter(([, { reliability }]) => reliability !== undefined);
  const groups = predicting.map(([name]): ColumnGroup => [systemTitles[name], ['predicted', 'right', 'offers']]);
  const rows = Array.from({ length: 10 }, (_, index) => [
    `${(index / 10).toFixed(1)} to ${((index + 1) / 10).toFixed(1)}`,
    ...predicting.flatMap(([, { reliability = [] }]) => {
      const tenth = reliability.find(({ from }) => Math.round(10 * from) === index);
      if (tenth === undefined) return ['–', '–', '0'];
      return [tenth.predicted.toFixed(3), tenth.observed.toFixed(3), String(tenth.offers)];
    }),
  ]);
  return htmlTable('Offers by the probability that was predicted for them', ['Tenth'], rows, groups);
}

/** A row for each file: keystrokes saved and bits per character by system. */
function fileTable(names: readonly SystemName[], files: readonly FileResult[]): string {
  const withBits = names.filter((name) => files.some(({ systems }) => systems[name]?.bitsPerCharacter !== undefined));
  const rows = [...files]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, languageId, characters, systems }) => [
      escapeXml(path),
      languageId,
      String(characters),
      ...names.map((name) => {
        const measures = systems[name];
        return measures === undefined ? '–' : percent(measures.keystrokesSaved);
      }),
      ...withBits.map((name) => systems[name]?.bitsPerCharacter?.toFixed(3) ?? '–'),
    ]);
  const titles = (of: readonly SystemName[]): string[] => of.map((name) => systemTitles[name]);
  const groups: ColumnGroup[] = [['Keystrokes saved', titles(names)]];
  if (withBits.length > 0) groups.push(['Bits per character', titles(withBits)]);
  return htmlTable('Every file that was typed', ['File', 'language', 'characters'], rows, groups);
}
