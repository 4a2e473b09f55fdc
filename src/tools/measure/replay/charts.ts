/** Drawings of a replay. Colours are variables of the page's style sheet: a system has one colour everywhere. */
import { editorBudget } from '../../../replay/measures.ts';
import type { ReliabilityTenth } from '../../../replay/reliability.ts';
import { drawing, element, escapeXml, label, line, polyline } from '../../shared/svg.ts';

export interface Bar {
  readonly title: string;
  /** A CSS colour. */
  readonly color: string;
  readonly value: number;
  readonly written: string;
}

/** A value to compare with: a line across all bars. */
export type Mark = Omit<Bar, 'color'>;

const width = 480;
const barRow = 46;
const barTop = 22;
const barHeight = 14;
const markRow = 20;

/**
 * Bars one below the other, each under its name. They begin at 0; the longest bar or mark takes the whole width.
 * Negative values are drawn as none.
 */
export function barChart(description: string, bars: readonly Bar[], marks: readonly Mark[] = []): string {
  const largest = Math.max(...bars.map(({ value }) => value), ...marks.map(({ value }) => value), 1e-9);
  const x = (value: number): number => (Math.max(0, value) / largest) * (width - 4) + 2;
  const bottom = bars.length * barRow;
  const rows = bars.flatMap(({ title, color, value, written }, row) => {
    const top = row * barRow;
    const shape = { y: top + barTop, height: barHeight, rx: 3 };
    return [
      label(2, top + 15, title),
      label(width - 2, top + 15, written, { class: 'value', 'text-anchor': 'end' }),
      element('rect', { ...shape, x: 2, width: width - 4, class: 'track' }),
      element('rect', { ...shape, x: 2, width: Math.max(2, x(value) - 2), style: `fill:${color}` }),
    ];
  });
  const lines = marks.flatMap(({ title, value, written }, row) => {
    const y = bottom + (row + 1) * markRow;
    const isRight = x(value) > width / 2;
    const across = (from: number, to: number): string => line(x(value), from, x(value), to, { class: 'mark' });
    const anchor = { class: 'soft', 'text-anchor': isRight ? 'end' : 'start' };
    return [
      // Across bars only: between them stand names.
      ...bars.map((_, bar) => across(bar * barRow + barTop - 3, bar * barRow + barTop + barHeight + 3)),
      across(bottom - barRow + barTop + barHeight + 3, y - 4),
      label(x(value) + (isRight ? -6 : 6), y, `${title} ${written}`, anchor),
    ];
  });
  return drawing(width, bottom + marks.length * markRow + 6, description, [...rows, ...lines]);
}

export interface Latency {
  readonly title: string;
  readonly color: string;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
}

/** Milliseconds at the logarithmic axis. Times beyond its ends are drawn at its ends. */
const latencyTicks = [0.01, 0.1, 1, 10, 100];
const latencyLeft = 26;
const latencyRow = 40;

/** From the median to what 95 % of the answers are within, and how long the editor waits. */
export function latencyChart(description: string, latencies: readonly Latency[]): string {
  const [least, most] = [0.01, 100];
  const x = (milliseconds: number): number => {
    const within = Math.min(most, Math.max(least, milliseconds));
    return latencyLeft + ((width - latencyLeft - 30) * Math.log(within / least)) / Math.log(most / least);
  };
  const bottom = latencies.length * latencyRow + 20;
  const rows = latencies.flatMap(({ title, color, p50, p95 }, row) => {
    const y = 20 + row * latencyRow + 24;
    return [
      label(latencyLeft, y - 11, title),
      line(x(p50), y, x(p95), y, { class: 'span', style: `stroke:${color}` }),
      element('circle', { cx: x(p50), cy: y, r: 5, class: 'dot', style: `fill:var(--card);stroke:${color}` }),
      element('circle', { cx: x(p95), cy: y, r: 5, style: `fill:${color}` }),
    ];
  });
  const middle = { class: 'soft', 'text-anchor': 'middle' };
  return drawing(width, bottom + 24, description, [
    ...latencyTicks.flatMap((tick) => [
      line(x(tick), 18, x(tick), bottom, { class: 'grid' }),
      label(x(tick), bottom + 17, `${tick} ms`, middle),
    ]),
    line(x(editorBudget), 18, x(editorBudget), bottom, { class: 'mark' }),
    label(x(editorBudget), 11, `the editor waits ${editorBudget} ms`, middle),
    ...rows,
  ]);
}

export interface ReliabilityCurve {
  readonly title: string;
  readonly color: string;
  readonly tenths: readonly ReliabilityTenth[];
}

const size = 420;
const margin = { left: 44, right: 12, top: 12, bottom: 44 };
/** Half the width of the band around the diagonal, which is what calibration aims at. */
const aim = 0.05;
/** A tenth with a smaller share of the offers is too small to count, and hollow. */
const leastShare = 0.02;

const x = (value: number): number => margin.left + value * (size - margin.left - margin.right);
const y = (value: number): number => size - margin.bottom - value * (size - margin.top - margin.bottom);

/** How likely offers were said to be right against how many were. The area of a dot is the share of the offers. */
export function reliabilityChart(description: string, curves: readonly ReliabilityCurve[]): string {
  const content = [...reliabilityAxes(), ...curves.flatMap(drawCurve)];
  return drawing(size, size, description, content, { class: 'square' });
}

function reliabilityAxes(): string[] {
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];
  const band = [[0, 0], [0, aim], [1 - aim, 1], [1, 1], [1, 1 - aim], [aim, 0]]; // prettier-ignore
  const middle = (size - margin.bottom + margin.top) / 2;
  const soft = { class: 'soft', 'text-anchor': 'middle' };
  return [
    element('polygon', { points: band.map(([a = 0, b = 0]) => `${x(a)},${y(b)}`).join(' '), class: 'band' }),
    ...ticks.flatMap((tick) => [
      line(x(tick), y(0), x(tick), y(1), { class: 'grid' }),
      line(x(0), y(tick), x(1), y(tick), { class: 'grid' }),
      label(x(tick), y(0) + 17, tick.toFixed(1), soft),
      label(x(0) - 8, y(tick) + 4, tick.toFixed(1), { ...soft, 'text-anchor': 'end' }),
    ]),
    line(x(0), y(0), x(1), y(1), { class: 'mark' }),
    label(x(0.5), size - 6, 'predicted', soft),
    label(12, middle, 'were right', { ...soft, transform: `rotate(-90 12 ${middle})` }),
  ];
}

function drawCurve({ title, color, tenths }: ReliabilityCurve): string[] {
  const total = tenths.reduce((sum, { offers }) => sum + offers, 0);
  const points = tenths.map(({ predicted, observed }) => [x(predicted), y(observed)] as const);
  const dots = tenths.map(({ predicted, observed, offers }) => {
    const fill = offers >= leastShare * total ? color : 'var(--card)';
    const said = `${title}: ${predicted.toFixed(2)} predicted, ${observed.toFixed(2)} were right, ${offers} offers`;
    const place = { cx: x(predicted), cy: y(observed), r: Math.max(3, 20 * Math.sqrt(offers / total)) };
    const style = `fill:${fill};stroke:${color}`;
    return element('circle', { ...place, class: 'dot', style }, element('title', {}, escapeXml(said)));
  });
  return [polyline(points, { class: 'curve', style: `stroke:${color}` }), ...dots];
}
