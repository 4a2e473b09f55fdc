/** The charts of a bench of cells, and its report as one HTML file with each chart beside its table. */
import { type Chart, type Line, lineChart } from '../../shared/lineChart.ts';
import { htmlPage, htmlTable, section } from '../../shared/page.ts';
import { escapeXml } from '../../shared/svg.ts';
import { type CellsReport, cellTitles, methodOf, tablesOf } from './cellsReport.ts';

export function cellsPage(report: CellsReport): string {
  const charts = chartsOf(report);
  const sections = tablesOf(report).map(([title, { head, rows }], index) => {
    const pictures = (chartsOfTables[index] ?? []).map((name) => lineChart(charts[name]));
    const escaped = rows.map(([first = '', ...others]) => [escapeXml(first), ...others]);
    const drawn = pictures.length === 0 ? '' : `<div class="pair">${pictures.join('\n')}</div>`;
    return section(title, '', drawn + htmlTable(title, head, escaped));
  });
  const title = 'Recurrent cells compared';
  return htmlPage({ title, lead: methodOf(report).join(' '), sections, footer: '' });
}

/** One chart by the name of its file. */
export type ChartName = 'learning' | 'time' | 'gradients' | 'context' | 'truncations';

/** The charts that stand beside each of the tables, in their order. */
export const chartsOfTables: readonly (readonly ChartName[])[] = [
  ['learning', 'time'],
  ['gradients'],
  ['context'],
  [],
  ['truncations'],
  [],
];

/** Of a chart in a file of its own. */
export function pictureName(chart: ChartName): string {
  return `cells-${chart}.svg`;
}

/** A curve begins so far above where the best one ends, in bits per character; what was before is cut off. */
const shownAboveBest = 1.25;

/** Bits or norms below this are rounding, and would stretch a logarithmic axis. */
const leastNorm = 1e-9;

export function chartsOf(report: CellsReport): Readonly<Record<ChartName, Chart>> {
  const { cells, truncations, setup } = report;
  const bits = { title: 'held-out bits per character' };
  const best = Math.min(...cells.flatMap(({ curve }) => curve.map(({ bitsPerCharacter }) => bitsPerCharacter)));
  const yMaximum = best + shownAboveBest;
  const perCell = (points: (cell: CellsReport['cells'][number]) => Line['points']): Line[] =>
    cells.map((result, color) => ({ title: cellTitles[result.cell], color, points: points(result) }));
  return {
    learning: {
      title: 'Held-out bits per character against text read',
      x: { title: 'tokens read' },
      y: bits,
      yMaximum,
      lines: perCell(({ curve }) => curve.map(({ tokens, bitsPerCharacter }) => [tokens, bitsPerCharacter])),
    },
    time: {
      title: 'Held-out bits per character against time',
      x: { title: 'seconds of one core' },
      y: bits,
      yMaximum,
      lines: perCell(({ curve }) => curve.map(({ seconds, bitsPerCharacter }) => [seconds, bitsPerCharacter])),
    },
    gradients: {
      title: 'How much a state k tokens ago still matters (dashed: before training)',
      x: { title: 'k', base: 2 },
      y: { title: 'mean ‖∂L_t/∂s_{t−k}‖', base: 10 },
      lines: cells.flatMap(({ cell, gradientNorms }, color) => [
        { title: cellTitles[cell], color, points: normPoints(gradientNorms.trained) },
        { color, dashed: true, points: normPoints(gradientNorms.untrained) },
      ]),
    },
    context: {
      title: 'Bits per character against length of context',
      x: { title: 'tokens read before the one that is scored', base: 2 },
      y: { title: 'bits per character' },
      lines: perCell(({ context }) => context.map(({ length, bitsPerToken }) => [length, bitsPerToken / setup.charactersPerToken])), // prettier-ignore
    },
    truncations: {
      title: 'The GRU with gradients over T steps',
      x: { title: 'tokens read' },
      y: bits,
      yMaximum,
      lines: truncations.map(({ steps, curve }, color) => ({
        title: `T = ${steps}`,
        color,
        points: curve.map(({ tokens, bitsPerCharacter }) => [tokens, bitsPerCharacter]),
      })),
    },
  };
}

function normPoints(norms: readonly number[]): Line['points'] {
  return norms.flatMap((norm, index) => (norm > leastNorm ? [[index + 1, norm] as const] : []));
}
