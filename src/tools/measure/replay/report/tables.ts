/** Tables of the page: all that the drawings show, in numbers. */
import { escapeXml } from '../../../shared/lineChart.ts';
import type { Measures } from '../../../../replay/measures.ts';
import {
  type FileResult,
  percent,
  type ReplayReport,
  settingsOf,
  type SystemMeasures,
  type SystemName,
  systemsOf,
  systemTitles,
} from '../replayReport.ts';

/** Title of a column, and what stands in it. */
export type Column = readonly [title: string, write: (measures: Measures) => string];

/** Columns under one head, and their own heads below it. */
type Group = readonly [head: string, titles: readonly string[]];

/**
 * A table that can be scrolled sideways, with the keyboard too. The first cell of each row is its head, and HTML; all
 * else is text. Groups come after the columns that belong to none.
 */
function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  groups: readonly Group[] = [],
): string {
  const body = rows.map(([first = '', ...others]) => {
    const cells = others.map((cell) => `<td>${escapeXml(cell)}</td>`);
    return `<tr><th scope="row">${first}</th>${cells.join('')}</tr>`;
  });
  const rowSpan = groups.length > 0 ? ' rowspan="2"' : '';
  const heads = [
    ...head.map((title) => `<th scope="col"${rowSpan}>${escapeXml(title)}</th>`),
    ...groups.map(([title, { length }]) => `<th scope="colgroup" colspan="${length}">${escapeXml(title)}</th>`),
  ];
  const below = groups.flatMap(([, titles]) => titles.map((title) => `<th scope="col">${escapeXml(title)}</th>`));
  return (
    `<div class="scroll" tabindex="0" role="region" aria-label="${escapeXml(caption)}"><table><caption>${escapeXml(caption)}</caption>` +
    `<thead><tr>${heads.join('')}</tr>${below.length > 0 ? `<tr>${below.join('')}</tr>` : ''}</thead>\n<tbody>${body.join('\n')}</tbody></table></div>`
  );
}

function systemHead(name: SystemName): string {
  return `<span class="key" style="background:var(--${name})"></span>${escapeXml(systemTitles[name])}`;
}

/** A row for each system. */
export function systemTable(caption: string, systems: SystemMeasures, columns: readonly Column[]): string {
  return table(
    caption,
    ['System', ...columns.map(([title]) => title)],
    systemsOf(systems).map(([name, measures]) => [systemHead(name), ...columns.map(([, write]) => write(measures))]),
  );
}

/** A row for each system at each setting, if there is more than one. */
export function settingsTable(
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
  return table('The same files at every setting', ['System', 'setting', ...columns.map(([title]) => title)], rows);
}

/** A row for each tenth, three columns for each system that predicts. */
export function reliabilityTable(systems: SystemMeasures): string {
  const predicting = systemsOf(systems).filter(([, { reliability }]) => reliability !== undefined);
  const groups = predicting.map(([name]): Group => [systemTitles[name], ['predicted', 'right', 'offers']]);
  const rows = Array.from({ length: 10 }, (_, index) => [
    `${(index / 10).toFixed(1)} to ${((index + 1) / 10).toFixed(1)}`,
    ...predicting.flatMap(([, { reliability = [] }]) => {
      const tenth = reliability.find(({ from }) => Math.round(10 * from) === index);
      if (tenth === undefined) return ['–', '–', '0'];
      return [tenth.predicted.toFixed(3), tenth.observed.toFixed(3), String(tenth.offers)];
    }),
  ]);
  return table('Offers by the probability that was predicted for them', ['Tenth'], rows, groups);
}

/** A row for each file: keystrokes saved and bits per character by system. */
export function fileTable(names: readonly SystemName[], files: readonly FileResult[]): string {
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
  const groups: Group[] = [['Keystrokes saved', titles(names)]];
  if (withBits.length > 0) groups.push(['Bits per character', titles(withBits)]);
  return table('Every file that was typed', ['File', 'language', 'characters'], rows, groups);
}
