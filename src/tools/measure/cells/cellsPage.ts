/**
 * A bench of cells as one HTML file to look at and to pass on: no scripts, nothing loaded from elsewhere, light and
 * dark, each chart beside its table.
 */
import { chartsOf, chartsOfTables } from './cellsCharts.ts';
import { type CellsReport, methodOf, type Table, tablesOf } from './cellsReport.ts';
import { escapeXml, lineChart } from '../../shared/lineChart.ts';

const style = `
:root { color-scheme: light dark; --ink: #1b2733; --soft: #5c6b7a; --line: #dde3ea; --paper: #fbfcfd; --card: #fff }
@media (prefers-color-scheme: dark) { :root { --ink: #e4ebf1; --soft: #93a3b3; --line: #2b3844; --paper: #10181f; --card: #17222b } }
* { box-sizing: border-box } body { margin: 0; padding: 3rem 1.5rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif } main { max-width: 76rem; margin: 0 auto } h1 { font-size: 1.7rem; margin: 0 0 .4rem }
h2 { font-size: 1rem; margin: 0 0 .8rem } p { color: var(--soft); margin: .2rem 0 } header { margin-bottom: 2rem }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1.1rem 1.3rem; margin-bottom: 1rem }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); gap: 1rem; margin-bottom: 1rem }
.chart { width: 100%; max-width: 40rem; height: auto } .wide { overflow-x: auto } table { border-collapse: collapse; width: 100%; font-size: .9rem }
th, td { text-align: right; padding: .35rem .6rem; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; white-space: nowrap }
th { color: var(--soft); font-weight: 500 } th:first-child, td:first-child { text-align: left } tr:last-child td { border-bottom: 0 }`;

export function cellsPage(report: CellsReport): string {
  const charts = chartsOf(report);
  const sections = tablesOf(report).map(([title, table], index) => {
    const pictures = (chartsOfTables[index] ?? []).map((name) => lineChart(charts[name]));
    return `<section><h2>${escapeXml(title)}</h2>
${pictures.length === 0 ? '' : `<div class="charts">${pictures.join('\n')}</div>`}
<div class="wide">${tableOf(table)}</div></section>`;
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Recurrent cells compared</title><style>${style}</style></head>
<body><main><header><h1>Recurrent cells compared</h1>
${methodOf(report).map((line) => `<p>${escapeXml(line)}</p>`).join('\n')}</header>
${sections.join('\n')}
</main></body></html>
`; // prettier-ignore
}

function tableOf({ head, rows }: Table): string {
  const line = (cells: readonly string[], tag: 'td' | 'th') =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeXml(cell)}</${tag}>`).join('')}</tr>`;
  return `<table><thead>${line(head, 'th')}</thead>
<tbody>${rows.map((row) => line(row, 'td')).join('\n')}</tbody></table>`;
}
