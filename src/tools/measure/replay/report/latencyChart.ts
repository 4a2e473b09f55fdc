/**
 * How long an answer takes, on a logarithmic axis: from the median to what 95 % are within, and how long the editor
 * waits.
 */
import { editorBudget } from '../../../../replay/measures.ts';
import { drawing, element, label, line } from './svg.ts';

export interface Latency {
  readonly title: string;
  readonly color: string;
  readonly p50: number;
  readonly p95: number;
}

const width = 480;
const left = 26;
const rowHeight = 40;
const least = 0.01;
const most = 100;
const ticks = [0.01, 0.1, 1, 10, 100];

/** Times beyond the ends of the axis are drawn at its ends. */
const x = (milliseconds: number): number => {
  const within = Math.min(most, Math.max(least, milliseconds));
  return left + ((width - left - 30) * Math.log(within / least)) / Math.log(most / least);
};

export function latencyChart(description: string, latencies: readonly Latency[]): string {
  const bottom = latencies.length * rowHeight + 20;
  const rows = latencies.flatMap(({ title, color, p50, p95 }, row) => {
    const y = 20 + row * rowHeight + 24;
    return [
      label(left, y - 11, title),
      line(x(p50), y, x(p95), y, { class: 'span', style: `stroke:${color}` }),
      element('circle', { cx: x(p50), cy: y, r: 5, class: 'dot', style: `fill:var(--card);stroke:${color}` }),
      element('circle', { cx: x(p95), cy: y, r: 5, style: `fill:${color}` }),
    ];
  });
  return drawing(width, bottom + 24, description, [
    ...ticks.flatMap((tick) => [
      line(x(tick), 18, x(tick), bottom, { class: 'grid' }),
      label(x(tick), bottom + 17, `${tick} ms`, { class: 'soft', 'text-anchor': 'middle' }),
    ]),
    line(x(editorBudget), 18, x(editorBudget), bottom, { class: 'mark' }),
    label(x(editorBudget), 11, `the editor waits ${editorBudget} ms`, { class: 'soft', 'text-anchor': 'middle' }),
    ...rows,
  ]);
}
