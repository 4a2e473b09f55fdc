/**
 * A chart of lines as an SVG picture, pure text in and out: it stands in a page or alone in a file, in the colours of
 * light or dark. Lines differ in colour and, where it matters, by dashes; a table beside the chart says the same in
 * numbers.
 */

import { linearScale, niceStep } from '../../base/scales.ts';

interface Axis {
  readonly title: string;
  /** Logarithmic with ticks at the powers of this number; linear when absent. */
  readonly base?: 2 | 10;
}

export interface Line {
  /** In the legend; not listed there when absent. */
  readonly title?: string;
  /** Index of a colour; lines that belong together share one. */
  readonly color: number;
  readonly dashed?: boolean;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Chart {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
  /** Values above are cut off, so that the beginning of a curve does not flatten all of it. */
  readonly yMaximum?: number;
}

const width = 640;
const height = 360;
const margin = { left: 64, right: 24, top: 56, bottom: 48 };
/** Steps of a linear axis at most. */
const tickCount = 6;

const light = ['#9a6a00', '#b03a73', '#0f6f86', '#5b4bb0', '#2f7d4f'];
const dark = ['#e0ad45', '#ea7fb0', '#4fbdd6', '#a99bf0', '#63c88c'];
const rules = (colors: readonly string[], ink: string, grid: string) =>
  [
    ...colors.map((color, index) => `.chart .c${index}{stroke:${color}}`),
    `.chart text{fill:${ink};font:12px system-ui,sans-serif}.chart .grid{stroke:${grid}}`,
  ].join('');
const style =
  `.chart polyline,.chart .key{fill:none;stroke-width:2;stroke-linejoin:round}.chart .dashed{stroke-dasharray:5 4}` +
  `.chart .title{font-weight:600;font-size:13px}` +
  `${rules(light, '#3a4550', '#d5dbe2')}@media (prefers-color-scheme:dark){${rules(dark, '#c3ced8', '#35424e')}}`;

export function lineChart(chart: Chart): string {
  const values = (axis: 0 | 1) => chart.lines.flatMap(({ points }) => points.map((point) => point[axis]));
  const limit = chart.yMaximum ?? Infinity;
  const x = scale(chart.x, values(0), [margin.left, width - margin.right], false);
  const y = scale(chart.y, values(1).filter((value) => value <= limit), [height - margin.bottom, margin.top], true); // prettier-ignore
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(chart.title)}">`,
    `<style>${style}</style>`,
    `<text class="title" x="${margin.left}" y="18">${escapeXml(chart.title)}</text>`,
    ...legend(chart.lines),
    ...y.ticks.map(
      ({ at, label }) =>
        `<line class="grid" x1="${margin.left}" x2="${width - margin.right}" y1="${at}" y2="${at}"/>` +
        `<text x="${margin.left - 8}" y="${at + 4}" text-anchor="end">${label}</text>`,
    ),
    ...x.ticks.map(
      ({ at, label }) => `<text x="${at}" y="${height - margin.bottom + 18}" text-anchor="middle">${label}</text>`,
    ),
    `<text x="${(margin.left + width - margin.right) / 2}" y="${height - 8}" text-anchor="middle">${escapeXml(chart.x.title)}</text>`,
    `<text transform="translate(14 ${(margin.top + height - margin.bottom) / 2}) rotate(-90)" text-anchor="middle">${escapeXml(chart.y.title)}</text>`,
    ...chart.lines.map((line) => polyline(line, x.place, y.place, limit)),
    '</svg>',
    '',
  ].join('\n');
}

function polyline(
  { color, dashed, points }: Line,
  x: (value: number) => number,
  y: (value: number) => number,
  limit: number,
): string {
  const shown = points.filter(([, value]) => value <= limit).map(([a, b]) => `${x(a)},${y(b)}`);
  return `<polyline class="c${color}${dashed === true ? ' dashed' : ''}" points="${shown.join(' ')}"/>`;
}

/** A stroke and a name for each line that has one, in a row. */
function legend(lines: readonly Line[]): string[] {
  let left = margin.left;
  return lines.flatMap(({ title, color, dashed }) => {
    if (title === undefined) return [];
    const at = left;
    left += 44 + 7 * title.length;
    return (
      `<line class="key c${color}${dashed === true ? ' dashed' : ''}" x1="${at}" x2="${at + 20}" y1="36" y2="36"/>` +
      `<text x="${at + 26}" y="40">${escapeXml(title)}</text>`
    );
  });
}

interface Tick {
  /** Pixels. */
  readonly at: number;
  readonly label: string;
}

/** From values to pixels, and the ticks between; `whole` widens a linear axis to whole steps. */
function scale({ base }: Axis, values: readonly number[], [start, end]: readonly [number, number], whole: boolean) {
  const mapped = base === undefined ? values : values.map((value) => Math.log(value) / Math.log(base));
  const least = mapped.reduce((a, b) => Math.min(a, b), Infinity);
  const most = mapped.reduce((a, b) => Math.max(a, b), -Infinity);
  const step = base === undefined ? niceStep(most - least, tickCount) : Math.ceil((most - least) / 12);
  const from = whole ? Math.floor(least / step + 1e-9) * step : least;
  const to = whole ? Math.ceil(most / step - 1e-9) * step : most;
  const place = linearScale([from, to], [start, end]);
  const pixels = (value: number) => rounded(place(value));
  const first = Math.ceil(from / step - 1e-9);
  const count = Math.max(0, Math.floor(to / step + 1e-9) - first + 1);
  const ticks = Array.from({ length: count }, (_, index): Tick => {
    const value = (first + index) * step;
    return { at: pixels(value), label: base === undefined ? linearLabel(value, step) : logarithmicLabel(value, base) };
  });
  return {
    ticks,
    place: (value: number) => pixels(base === undefined ? value : Math.log(value) / Math.log(base)),
  };
}

function linearLabel(value: number, step: number): string {
  if (step >= 1000) return `${Number((value / 1e6).toPrecision(6))} M`;
  return value.toFixed(Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)));
}

const superscripts = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

function logarithmicLabel(exponent: number, base: 2 | 10): string {
  if (base === 2 || Math.abs(exponent) <= 2) return String(Number((base ** exponent).toPrecision(3)));
  const digits = Array.from(String(Math.abs(exponent)), (digit) => superscripts[Number(digit)] ?? '');
  return `10${exponent < 0 ? '⁻' : ''}${digits.join('')}`;
}

function rounded(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
