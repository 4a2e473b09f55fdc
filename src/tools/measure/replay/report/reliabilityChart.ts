/**
 * Reliability curves: how likely offers were said to be right against how many were. On the diagonal a prediction keeps
 * its word; the band around it is what is aimed at. A dot is a tenth, its area the share of the offers in it; what is
 * too few to count is hollow.
 */
import type { ReliabilityTenth } from '../../../../replay/reliability.ts';
import { drawing, element, label, line } from './svg.ts';

export interface Curve {
  readonly title: string;
  readonly color: string;
  readonly tenths: readonly ReliabilityTenth[];
}

const size = 420;
const margin = { left: 44, right: 12, top: 12, bottom: 44 };
const aim = 0.05;
const leastShare = 0.02;

const x = (value: number): number => margin.left + value * (size - margin.left - margin.right);
const y = (value: number): number => size - margin.bottom - value * (size - margin.top - margin.bottom);

export function reliabilityChart(description: string, curves: readonly Curve[]): string {
  return drawing(size, size, description, [...axes(), ...curves.flatMap(drawCurve)]);
}

function axes(): string[] {
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];
  const band = [
    [0, 0],
    [0, aim],
    [1 - aim, 1],
    [1, 1],
    [1, 1 - aim],
    [aim, 0],
  ].map(([across = 0, up = 0]) => `${x(across)},${y(up)}`);
  const middle = (size - margin.bottom + margin.top) / 2;
  return [
    element('polygon', { points: band.join(' '), class: 'band' }),
    ...ticks.flatMap((tick) => [
      line(x(tick), y(0), x(tick), y(1), { class: 'grid' }),
      line(x(0), y(tick), x(1), y(tick), { class: 'grid' }),
      label(x(tick), y(0) + 17, tick.toFixed(1), { class: 'soft', 'text-anchor': 'middle' }),
      label(x(0) - 8, y(tick) + 4, tick.toFixed(1), { class: 'soft', 'text-anchor': 'end' }),
    ]),
    line(x(0), y(0), x(1), y(1), { class: 'mark' }),
    label(x(0.5), size - 6, 'predicted', { class: 'soft', 'text-anchor': 'middle' }),
    label(12, middle, 'were right', {
      class: 'soft',
      'text-anchor': 'middle',
      transform: `rotate(-90 12 ${middle})`,
    }),
  ];
}

function drawCurve({ title, color, tenths }: Curve): string[] {
  const total = tenths.reduce((sum, { offers }) => sum + offers, 0);
  const points = tenths.map(({ predicted, observed }) => `${x(predicted)},${y(observed)}`);
  return [
    element('polyline', { points: points.join(' '), class: 'curve', style: `stroke:${color}` }),
    ...tenths.map(({ predicted, observed, offers }) => {
      const fill = offers >= leastShare * total ? color : 'var(--card)';
      const said = `${title}: ${predicted.toFixed(2)} predicted, ${observed.toFixed(2)} were right, ${offers} offers`;
      return element(
        'circle',
        {
          cx: x(predicted),
          cy: y(observed),
          r: Math.max(3, 20 * Math.sqrt(offers / total)),
          class: 'dot',
          style: `fill:${fill};stroke:${color}`,
        },
        element('title', {}, said),
      );
    }),
  ];
}
