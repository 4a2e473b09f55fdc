/**
 * Units that are pinned, as curves over the line: one canvas for all of them, told apart by colour and by the dashes of
 * their lines. They stay when the cursor goes elsewhere, so that one can see what a unit does from line to line.
 */
import { element } from '../shared/elements.ts';
import type { Pin } from './exploreProtocol.ts';
import { curveText, type HiddenUnits, valueText } from './hiddenUnits.ts';
import { linearScale } from '../../base/scales.ts';
import { colourOf, onThemeChange, sizedContext } from '../shared/themeColours.ts';
import { columnEdges, gutterWidth } from './unitGrid.ts';
import { localized } from '../shared/localized.ts';

/** As many as there are colours. */
export const mostPins = 4;

const dashes: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 2, 2, 2]];
const margin = { top: 10, bottom: 22 };

export class PinnedUnits {
  readonly root: HTMLElement;
  readonly #legend = element('ul', 'legend pins');
  readonly #canvas = element('canvas', 'curves');
  readonly #details = element('details', '', [element('summary', '', localized`The curves in numbers`)]);
  #keys: readonly Element[] = [];
  #pins: readonly Pin[] = [];
  #hidden: HiddenUnits | undefined;
  #cursor = 0;

  constructor(private readonly unpin: (pin: Pin) => void) {
    this.#canvas.setAttribute('role', 'img');
    this.root = element('section', '', [
      element('h2', '', localized`Pinned units over this line`),
      this.#legend,
      this.#canvas,
      this.#details,
    ]);
    // A closed table need not follow every move of the cursor.
    this.#details.addEventListener('toggle', () => {
      this.#fillTable();
    });
    const redraw = (): void => {
      this.#draw();
    };
    new ResizeObserver(redraw).observe(this.#canvas);
    onThemeChange(redraw);
  }

  show(hidden: HiddenUnits, pins: readonly Pin[], cursor: number): void {
    this.root.hidden = pins.length === 0;
    this.#hidden = hidden;
    this.#cursor = cursor;
    if (JSON.stringify(pins) !== JSON.stringify(this.#pins)) this.#showLegend(pins);
    this.#pins = pins;
    this.#canvas.setAttribute('aria-label', pins.map(({ layer, unit }) => curveText(hidden, layer, unit)).join(' '));
    this.#fillTable();
    this.#draw();
  }

  #showLegend(pins: readonly Pin[]): void {
    this.#keys = pins.map((_, index) => element('span', `key pin${index}`));
    const items = pins.map((pin, index) => {
      const name = nameOf(pin);
      const button = element('button', 'unpin', '✕');
      button.setAttribute('aria-label', localized`Unpin ${name}`);
      button.title = localized`Unpin ${name}`;
      button.addEventListener('click', () => {
        this.unpin(pin);
      });
      return element('li', '', [this.#keys[index] ?? '', name, button]);
    });
    this.#legend.replaceChildren(...items);
  }

  #fillTable(): void {
    const hidden = this.#hidden;
    if (!this.#details.open || hidden === undefined) return;
    const head = [localized`Place`, localized`After`, ...this.#pins.map(nameOf)].map((title) => {
      const cell = element('th', '', title);
      cell.scope = 'col';
      return cell;
    });
    const rows = hidden.columns.map(({ name }, column) => {
      const values = this.#pins.map(({ layer, unit }) => valueText(hidden.value(layer, unit, column)));
      return element(
        'tr',
        '',
        [`${column + 1}`, name, ...values].map((text) => element('td', '', text)),
      );
    });
    const table = element('table', 'numbers', [
      element('thead', '', [element('tr', '', head)]),
      element('tbody', '', rows),
    ]);
    this.#details.replaceChildren(...[...this.#details.children].slice(0, 1), table);
  }

  #draw(): void {
    const sized = sizedContext(this.#canvas);
    const hidden = this.#hidden;
    if (sized === undefined || hidden === undefined) return;
    const { context, width, height } = sized;
    const style = getComputedStyle(this.#canvas);
    context.font = `${style.fontSize} ${style.fontFamily}`;
    const edges = columnEdges(hidden.columns, width - gutterWidth - 1);
    // A line that is too long for a scrolling strip is drawn narrower here.
    const squeeze = Math.min(1, (width - gutterWidth - 1) / Math.max(1, edges.at(-1) ?? 0));
    const x = (column: number): number => gutterWidth + squeeze * (edges[column] ?? 0);
    const y = linearScale([-hidden.largest, hidden.largest], [height - margin.bottom, margin.top]);
    this.#axes(context, style, { x, y, width, height, squeeze });
    for (const [index, { layer, unit }] of this.#pins.entries()) {
      const key = this.#keys[index];
      context.strokeStyle = key === undefined ? style.color : colourOf(key);
      context.lineWidth = 2;
      context.lineJoin = 'round';
      context.setLineDash([...(dashes[index] ?? [])]);
      context.beginPath();
      for (const [column, value] of hidden.curve(layer, unit).entries())
        context.lineTo((x(column) + x(column + 1)) / 2, y(value));
      context.stroke();
    }
    context.setLineDash([]);
  }

  #axes(context: CanvasRenderingContext2D, style: CSSStyleDeclaration, { x, y, width, height, squeeze }: Axes): void {
    const hidden = this.#hidden;
    if (hidden === undefined) return;
    context.fillStyle = style.color;
    context.strokeStyle = style.borderTopColor;
    context.lineWidth = 1;
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    for (const value of [-hidden.largest, 0, hidden.largest]) {
      const level = Math.round(y(value)) + 0.5;
      context.beginPath();
      context.moveTo(gutterWidth, level);
      context.lineTo(width, level);
      context.stroke();
      context.fillText(valueText(value), gutterWidth - 6, level);
    }
    const cursor = Math.round(x(this.#cursor));
    context.fillRect(cursor - 1, margin.top, 2, height - margin.top - margin.bottom);
    // Narrower than that, signs would lie upon each other.
    if (squeeze < 0.8) return;
    context.textAlign = 'center';
    for (const [column, { label }] of hidden.columns.entries())
      context.fillText(label, (x(column) + x(column + 1)) / 2, height - margin.bottom / 2, x(column + 1) - x(column));
  }
}

interface Axes {
  readonly x: (column: number) => number;
  readonly y: (value: number) => number;
  readonly width: number;
  readonly height: number;
  readonly squeeze: number;
}

function nameOf({ layer, unit }: Pin): string {
  return localized`Layer ${layer + 1}, unit ${unit}`;
}
