/** Where a chart puts what it shows, and what it calls it. */
import { describe, expect, it } from 'vitest';
import { type Chart, lineChart } from '../../../../src/tools/shared/lineChart.ts';

const chart: Chart = {
  title: 'Bits & "characters"',
  x: { title: 'k', base: 2 },
  y: { title: 'bits' },
  yMaximum: 4,
  lines: [
    { title: 'one', color: 0, points: [[1, 9], [2, 4], [4, 3], [8, 2]] },
    { title: 'two <', color: 1, dashed: true, points: [[1, 3], [8, 2.5]] },
  ],
}; // prettier-ignore

const pointsOf = (svg: string): number[][][] =>
  [...svg.matchAll(/<polyline [^>]*points="([^"]*)"/g)].map(([, points = '']) =>
    points.split(' ').map((point) => point.split(',').map(Number)),
  );

describe('a chart of lines', () => {
  const svg = lineChart(chart);
  const [one, two] = pointsOf(svg);

  it('leaves out what is above its limit', () => {
    expect(one).toHaveLength(3);
    expect(two).toHaveLength(2);
  });

  it('gives every doubling the same width on a logarithmic axis', () => {
    const xs = one!.map(([x]) => x!);
    expect(xs[1]! - xs[0]!).toBeCloseTo(xs[2]! - xs[1]!, 0);
    expect(two![1]![0]).toBe(xs[2]);
  });

  it('puts more above less, in proportion', () => {
    const [top, middle, bottom] = one!.map(([, y]) => y!);
    expect(top).toBeLessThan(middle!);
    expect(bottom! - middle!).toBeCloseTo(middle! - top!, 0);
    expect(two![0]![1]).toBe(middle);
  });

  it('has a name for screen readers, with nothing that would break the page', () => {
    expect(svg).toContain('aria-label="Bits &amp; &quot;characters&quot;"');
    expect(svg).toContain('two &lt;');
    expect(svg).toContain('prefers-color-scheme:dark');
  });

  it('writes powers of ten at a logarithmic axis', () => {
    const decay: Chart = {
      ...chart,
      y: { title: 'norm', base: 10 },
      yMaximum: Infinity,
      lines: [{ title: 'norm', color: 0, points: [[1, 1], [2, 1e-3], [4, 1e-6]] }],
    }; // prettier-ignore
    const labels = [...lineChart(decay).matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, label]) => label);
    for (const label of ['1', '0.1', '10⁻³', '10⁻⁶']) expect(labels).toContain(label);
  });
});
