/**
 * A chart of lines as an SVG picture, for a page or a file of its own, in the colours of light or dark. Lines differ
 * in colour and by dashes. A table beside the chart has the same numbers.
 */
import { linearScale, niceStep } from '../../base/scales.ts';
import { drawing, element, label, line, polyline } from './svg.ts';

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

export function lineChart({ title, lines, yMaximum = Infinity, ...axes }: Chart): string {
  const shown = lines.map((one) => ({ ...one, points: one.points.filter(([, value]) => value <= yMaximum) }));
  const values = (axis: 0 | 1, of: readonly Line[]) => of.flatMap(({ points }) => points.map((point) => point[axis]));
  const [right, bottom] = [width - margin.right, height - margin.bottom];
  const x = scale(axes.x, values(0, lines), [margin.left, right], false);
  const y = scale(axes.y, values(1, shown), [bottom, margin.top], true);
  const middle = { 'text-anchor': 'middle' };
  const content = [
    element('style', {}, style),
    label(margin.left, 18, title, { class: 'title' }),
    ...legend(lines),
    ...y.ticks.flatMap((tick) => [
      line(margin.left, tick.at, right, tick.at, { class: 'grid' }),
      label(margin.left - 8, tick.at + 4, tick.label, { 'text-anchor': 'end' }),
    ]),
    ...x.ticks.map((tick) => label(tick.at, bottom + 18, tick.label, middle)),
    label((margin.left + right) / 2, height - 8, axes.x.title, middle),
    label(0, 0, axes.y.title, { transform: `translate(14 ${(margin.top + bottom) / 2}) rotate(-90)`, ...middle }),
    ...shown.map((one) => polyline(one.points.map(([a, b]) => [x.place(a), y.place(b)]), { class: classOf(one) })),
  ]; // prettier-ignore
  const namespace = { xmlns: 'http://www.w3.org/2000/svg', class: 'chart' };
  return `${drawing(width, height, title, content, namespace)}\n`;
}

function classOf({ color, dashed }: Line): string {
  return `c${color}${dashed === true ? ' dashed' : ''}`;
}

/** A stroke and a name for each line that has one, in a row. */
function legend(lines: readonly Line[]): string[] {
  let left = margin.left;
  return lines.flatMap((one) => {
    if (one.title === undefined) return [];
    const at = left;
    left += 44 + 7 * one.title.length;
    return [line(at, 36, at + 20, 36, { class: `key ${classOf(one)}` }), label(at + 26, 40, one.title)];
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
