/** Draws the statistics page. Each view replaces the one before; the button to erase keeps its focus. */
import { element, setText, withRole } from '../shared/elements.ts';
import type { BarView, Figure, StatisticsView, TableView } from './statisticsProtocol.ts';

export class StatisticsPage {
  readonly #content = element('div', '');
  readonly #erase: HTMLButtonElement;

  constructor(body: HTMLElement, erase: () => void) {
    this.#erase = element('button', 'erase');
    this.#erase.addEventListener('click', erase);
    this.#erase.hidden = true;
    body.append(element('main', '', [this.#content, this.#erase]));
  }

  show(view: StatisticsView): void {
    const { title, introduction, notice, figures, tables, bars, erase } = view;
    this.#content.replaceChildren(
      element('h1', '', title),
      element('p', 'introduction', introduction),
      ...(notice === undefined ? [] : [withRole(element('p', 'notice', notice), 'status')]),
      ...(figures.length === 0 ? [] : [element('dl', 'figures', figures.map(figureOf))]),
      ...(bars === undefined ? [] : barsOf(bars.title, bars.bars)),
      ...tables.flatMap(tableOf),
    );
    this.#erase.hidden = erase === undefined;
    setText(this.#erase, erase ?? '');
  }
}

function figureOf({ value, label }: Figure): HTMLElement {
  return element('div', 'figure', [element('dt', '', label), element('dd', '', value)]);
}

function tableOf({ title, head, rows }: TableView): HTMLElement[] {
  const heads = head.map((text) => {
    const cell = element('th', '', text);
    cell.scope = 'col';
    return cell;
  });
  const lines = rows.map(([name = '', ...cells]) => {
    const rowHead = element('th', '', name);
    rowHead.scope = 'row';
    return element('tr', '', [rowHead, ...cells.map((cell) => element('td', '', cell))]);
  });
  const table = element('table', 'numbers', [
    element('thead', '', [element('tr', '', heads)]),
    element('tbody', '', lines),
  ]);
  return [element('h2', '', title), table];
}

function barsOf(title: string, bars: readonly BarView[]): HTMLElement[] {
  const rows = bars.map(({ label, figure, share }) => {
    const bar = element('span', 'bar');
    bar.style.width = `${(100 * share).toFixed(1)}%`;
    const head = element('th', '', label);
    head.scope = 'row';
    const track = element('td', 'track', [bar]);
    return element('tr', '', [head, track, element('td', 'share', figure)]);
  });
  return [element('h2', '', title), element('table', 'bars', [element('tbody', '', rows)])];
}
