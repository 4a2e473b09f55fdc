/**
 * A replay as one HTML file to look at and to pass on: nothing in it runs and nothing is loaded from elsewhere. Every
 * drawing has its numbers in a table beside it.
 */
import { escapeXml } from '../../../shared/lineChart.ts';
import { editorBudget, type Measures } from '../../../../replay/measures.ts';
import {
  type FileResult,
  latencyNote,
  method,
  percent,
  type ReplayReport,
  scopeNotes,
  systemsOf,
  systemTitles,
  yardsticksOf,
} from '../replayReport.ts';
import { type Bar, barChart } from './barChart.ts';
import { latencyChart } from './latencyChart.ts';
import { reliabilityChart } from './reliabilityChart.ts';
import { style } from './style.ts';
import { type Column, fileTable, reliabilityTable, settingsTable, systemTable } from './tables.ts';

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

export function htmlReport(report: ReplayReport, files: readonly FileResult[]): string {
  const { workspace, heldOutFiles, characters, trainFiles, nearDuplicatesDropped, eagerness, seed } = report;
  const names = systemsOf(report.systems).map(([name]) => name);
  const settings = settingsTable(report, writing);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Replay of ${escapeXml(workspace)}</title><style>${style}</style></head>
<body><main><h1>Replay of ${escapeXml(workspace)}</h1>
<p>${heldOutFiles} held-out files with ${characters} characters, typed by a simulated writer with completions at “${eagerness}”.
${trainFiles} training files; ${nearDuplicatesDropped} near-duplicates were dropped. Seed ${seed}.</p>
${savedSection(report)}
${bitsSection(report)}
${settings === undefined ? '' : section('Settings', 'The more eager, the more is offered, and the more of it is wrong.', settings)}
${reliabilitySection(report)}
${latencySection(report)}
${section('File by file', '', fileTable(names, files))}
<footer>${escapeXml([...scopeNotes(report), ...method].join(' '))}</footer>
</main></body></html>
`;
}

function section(title: string, text: string, ...parts: readonly string[]): string {
  const content = parts.length > 1 ? `<div class="pair">${parts.join('\n')}</div>` : parts.join('');
  const lead = text === '' ? '' : `<p>${escapeXml(text)}</p>`;
  return `<section><h2>${escapeXml(title)}</h2>${lead}${content}</section>`;
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
    reliabilityChart(text, curves).replace('<svg', '<svg class="square"'),
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
