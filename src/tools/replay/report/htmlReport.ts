/**
 * A replay as one HTML file to look at and to pass on: no scripts, nothing loaded from elsewhere, light and dark. Bars are plain
 * elements with a width, so that the page says the same to a screen reader as to the eye.
 */
import {
  columns,
  method,
  percent,
  systemsOf,
  systemTitles,
  type FileResult,
  type ReplayReport,
  type SystemName,
} from '../replayReport.ts';
import type { Measures } from '../../../replay/measures.ts';

const style = `
:root { color-scheme: light dark; --ink: #1b2733; --soft: #5c6b7a; --line: #dde3ea; --paper: #fbfcfd; --card: #fff;
  --wordBased: #9aa7b4; --cacheOnly: #c28e2c; --base: #1f7a8c; --baseCache: #2e9e6b; --fineTuned: #7a5cc0; --full: #c2456e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4ebf1; --soft: #93a3b3; --line: #2b3844; --paper: #10181f; --card: #17222b;
  --wordBased: #6f7f8f; --cacheOnly: #d9a94e; --base: #45b3c9; --baseCache: #4fc58d; --fineTuned: #a58be0; --full: #e4749a; } }
* { box-sizing: border-box } body { margin: 0; padding: 3rem 1.5rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif } main { max-width: 64rem; margin: 0 auto } h1 { font-size: 1.7rem; margin: 0 }
h2 { font-size: 1rem; margin: 0 0 .8rem } p { color: var(--soft); margin: .4rem 0 2rem }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 1rem; margin-bottom: 2rem }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1.1rem 1.3rem; margin-bottom: 1rem;
  overflow-x: auto } .cards section { margin: 0 } .row { margin-bottom: .7rem } .label { display: flex; justify-content: space-between }
.label b { font-variant-numeric: tabular-nums } .track { height: 8px; border-radius: 4px; background: var(--line); margin-top: .2rem }
.bar { height: 8px; border-radius: 4px; min-width: 2px } table { border-collapse: collapse; width: 100%; font-size: .9rem }
th, td { text-align: right; padding: .35rem .6rem; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; white-space: nowrap }
th { color: var(--soft); font-weight: 500 } th:first-child, td:first-child { text-align: left; white-space: normal; overflow-wrap: anywhere }
tr:last-child td { border-bottom: 0 } .dot { display: inline-block; width: .7em; height: .7em; border-radius: 50%; margin-right: .5em }
footer { color: var(--soft); font-size: .85rem; margin-top: 2rem }`;

interface Bar {
  readonly title: string;
  readonly color: string;
  readonly value: number;
  readonly written: string;
}

export function htmlReport(report: ReplayReport, files: readonly FileResult[]): string {
  const systems = systemsOf(report.systems);
  const bars = (value: (measures: Measures) => number, write: (value: number) => string): Bar[] =>
    systems.map(([name, measures]) => ({
      title: systemTitles[name],
      color: `var(--${name})`,
      value: value(measures),
      written: write(value(measures)),
    }));
  const cards = [
    card(
      'Keystrokes saved',
      bars(({ keystrokesSaved }) => keystrokesSaved, percent),
    ),
    card(
      'Offers accepted',
      bars(({ acceptanceRate }) => acceptanceRate, percent),
    ),
    card('Wrong offers per 100 characters typed', bars(({ wrongPer100 }) => wrongPer100, (value) => value.toFixed(2))), // prettier-ignore
    card(
      'Share of the text from completions',
      bars(({ shareCompleted }) => shareCompleted, percent),
    ),
    card('Bits per character (less is better)', bitsBars(report)),
    card('Time to an answer, 95 % within', bars(({ p95Milliseconds }) => p95Milliseconds, (value) => `${value.toFixed(2)} ms`)), // prettier-ignore
  ];
  const summary =
    `${report.heldOutFiles} held-out files with ${report.characters} characters, typed by a simulated writer. ` +
    `${report.trainFiles} training files; ${report.nearDuplicatesDropped} near-duplicates were dropped.`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Replay of ${escapeHtml(report.workspace)}</title><style>${style}</style></head>
<body><main><h1>Replay of ${escapeHtml(report.workspace)}</h1><p>${summary}</p>
<div class="cards">${cards.join('\n')}</div>
<section><h2>All systems</h2>${systemTable(report)}</section>
<section><h2>Keystrokes saved, file by file</h2>${fileTable(systems.map(([name]) => name), files)}</section>
<footer>${escapeHtml(method.join(' '))}</footer>
</main></body></html>
`; // prettier-ignore
}

function bitsBars({ systems, yardsticks }: ReplayReport): Bar[] {
  const all = [
    ...systemsOf(systems).map(([name, { bitsPerCharacter }]) => [systemTitles[name], `var(--${name})`, bitsPerCharacter] as const), // prettier-ignore
    ['PPMd, trained on the project', 'var(--soft)', yardsticks.ppmd] as const,
    ['zpaq, trained on the project', 'var(--soft)', yardsticks.zpaq] as const,
  ];
  return all.flatMap(([title, color, value]) =>
    value === undefined ? [] : [{ title, color, value, written: value.toFixed(3) }],
  );
}

function card(title: string, bars: readonly Bar[]): string {
  const largest = Math.max(...bars.map(({ value }) => value), 1e-9);
  const rows = bars.map(({ title: label, color, value, written }) => {
    const width = Math.max(0, (100 * value) / largest).toFixed(1);
    return `<div class="row"><div class="label"><span>${escapeHtml(label)}</span><b>${escapeHtml(written)}</b></div>
<div class="track"><div class="bar" style="width:${width}%;background:${color}"></div></div></div>`;
  });
  return `<section><h2>${escapeHtml(title)}</h2>${rows.join('\n')}</section>`;
}

function systemTable({ systems }: ReplayReport): string {
  const rows = systemsOf(systems).map(([name, measures]) => [
    `${dot(name)}${escapeHtml(systemTitles[name])}`,
    ...columns.map(([, write]) => escapeHtml(write(measures))),
  ]);
  return table(['System', ...columns.map(([title]) => title)], rows);
}

function fileTable(names: readonly SystemName[], files: readonly FileResult[]): string {
  const rows = [...files]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, characters, systems }) => [
      escapeHtml(path),
      String(characters),
      ...names.map((name) => {
        const measures = systems[name];
        return measures === undefined ? '–' : percent(measures.keystrokesSaved);
      }),
    ]);
  return table(['File', 'characters', ...names.map((name) => systemTitles[name])], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[], tag: 'td' | 'th') => row.map((cell) => `<${tag}>${cell}</${tag}>`).join('');
  return `<table><thead><tr>${cells(head.map(escapeHtml), 'th')}</tr></thead>
<tbody>${rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('\n')}</tbody></table>`;
}

function dot(name: SystemName): string {
  return `<span class="dot" style="background:var(--${name})"></span>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
