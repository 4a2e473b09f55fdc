/** Tables of reports, as aligned text and as Markdown. */
import type { ReliabilityTenth } from '../../replay/reliability.ts';

export function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)} %`;
}

/** Rows of cells as lines: the first column to the left, the others to the right. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}

/** `numbersFrom`: the first column that is aligned to the right. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbersFrom = head.length,
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column < numbersFrom ? '---' : '--:'));
  const escaped = (cell: string): string => cell.replaceAll('|', '\\|').replaceAll('\n', ' ');
  return [line(head), line(rule), ...rows.map((cells) => line(cells.map(escaped)))].join('\n');
}

/** Rows of tenth, prediction, outcome and number of offers. */
export function reliabilityRows(tenths: readonly ReliabilityTenth[]): string[][] {
  return tenths.map(({ from, to, predicted, observed, offers }) => [
    `${from.toFixed(1)}–${to.toFixed(1)}`,
    predicted.toFixed(3),
    observed.toFixed(3),
    String(offers),
  ]);
}
