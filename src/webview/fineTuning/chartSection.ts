/** The learning curve with its legend, and the same numbers as a table that opens on demand. */
import { CurveChart } from './chart.ts';
import { curveRows } from './curves.ts';
import { element, setText } from '../shared/elements.ts';
import type { CurvePoint, FineTuneView } from './protocol.ts';
import { localized } from '../shared/localized.ts';

export class ChartSection {
  readonly root: HTMLElement;
  readonly #chart: CurveChart;
  readonly #trainingName = element('span', '', '');
  readonly #heldOutName = element('span', '', '');
  readonly #details = element('details', '', [element('summary', '', localized`The curve in numbers`)]);
  readonly #body = element('tbody', '');
  #view: FineTuneView | undefined;

  constructor() {
    const canvas = element('canvas', 'chart');
    const keys = { training: element('span', 'key training'), heldOut: element('span', 'key heldOut') };
    const legend = element('ul', 'legend', [
      element('li', '', [keys.heldOut, this.#heldOutName]),
      element('li', '', [keys.training, this.#trainingName]),
    ]);
    const head = [
      localized`Characters read`,
      localized`Held-out files, bits per character`,
      localized`Training, bits per token`,
    ].map((title) => {
      const cell = element('th', '', title);
      cell.scope = 'col';
      return cell;
    });
    this.#details.append(element('table', 'numbers', [element('thead', '', [element('tr', '', head)]), this.#body]));
    // A closed table need not follow every update.
    this.#details.addEventListener('toggle', () => {
      this.#fillTable();
    });
    this.root = element('section', '', [element('h2', '', localized`Learning curve`), legend, canvas, this.#details]);
    this.#chart = new CurveChart(canvas, keys);
  }

  show(view: FineTuneView): void {
    this.#view = view;
    this.root.hidden = view.heldOut.length + view.training.length === 0;
    setText(this.#heldOutName, legendText(localized`Held-out files`, view.heldOut, localized`bits per character`));
    setText(this.#trainingName, legendText(localized`Training`, view.training, localized`bits per token`));
    this.#chart.show(view.training, view.heldOut);
    this.#fillTable();
  }

  #fillTable(): void {
    if (!this.#details.open || this.#view === undefined) return;
    const rows = curveRows(this.#view.training, this.#view.heldOut).map(({ characters, training, heldOut }) =>
      element('tr', '', [...[characters, heldOut, training].map((text) => element('td', '', text))]),
    );
    this.#body.replaceChildren(...rows);
  }
}

function legendText(name: string, curve: readonly CurvePoint[], unit: string): string {
  const last = curve.at(-1);
  return last === undefined ? name : `${name}: ${last[1].toFixed(2)} ${unit}`;
}
