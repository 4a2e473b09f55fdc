/** A bench of cells as one HTML file to look at and to pass on, each chart beside its table. */
import { lineChart } from '../../shared/lineChart.ts';
import { htmlPage, htmlTable, section } from '../../shared/page.ts';
import { escapeXml } from '../../shared/svg.ts';
import { chartsOf, chartsOfTables } from './cellsCharts.ts';
import { type CellsReport, methodOf, tablesOf } from './cellsReport.ts';

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
