/**
 * The hidden units: choice of layer and order, the heat map, the value of the pointed cell, and pinned units as curves.
 */
import { element, setText } from '../shared/elements.ts';
import type { Pin, SavedExplorePanel, UnitOrder, UnitsView } from './exploreProtocol.ts';
import { unitOrders } from './exploreProtocol.ts';
import { cellText, HiddenUnits, orderedUnits, signalOf } from './hiddenUnits.ts';
import { mostPins, PinnedUnits } from './pinnedUnits.ts';
import type { Cell } from './unitGrid.ts';
import { UnitStrip } from './unitStrip.ts';
import { localized } from '../shared/localized.ts';

/** The line has nothing that units could follow. */
const fallbackTexts = {
  brackets: localized`There are no brackets in this line. The units that move most come first.`,
  quotes: localized`There are no quotes in this line. The units that move most come first.`,
};

const orderNames: Readonly<Record<UnitOrder, string>> = {
  range: localized`those that move most`,
  number: localized`by number`,
  brackets: localized`those that follow the brackets`,
  quotes: localized`those that follow the quotes`,
};

const hint = localized`Point at a cell, or move with the arrow keys. A click or Enter pins a unit.`;

export class UnitsSection {
  readonly root: HTMLElement;
  readonly #layers = element('select', '');
  readonly #orders = element('select', '');
  readonly #remark = element('span', 'note');
  readonly #readout = element('p', 'readout', hint);
  /** Read out by screen readers: moves by keyboard in the heat map, not those of the editor's cursor. */
  readonly #announcer = element('div', 'spoken');
  readonly #strip: UnitStrip;
  readonly #pinned: PinnedUnits;
  #hidden: HiddenUnits | undefined;
  #cursor = 0;
  #order: readonly number[] = [];

  /** @param changed called when another layer, order or unit was chosen */
  constructor(
    private chosen: SavedExplorePanel,
    private readonly changed: (chosen: SavedExplorePanel) => void,
  ) {
    const keys = { negative: element('span', 'swatch negative'), positive: element('span', 'swatch positive') };
    this.#strip = new UnitStrip(keys, {
      pointed: (cell, byKeyboard) => {
        this.#read(cell, byKeyboard);
      },
      chosen: (row) => {
        this.#toggle({ layer: this.#layer, unit: this.#order[row] ?? 0 });
      },
    });
    this.#pinned = new PinnedUnits((pin) => {
      this.#toggle(pin);
    });
    this.#announcer.setAttribute('aria-live', 'polite');
    this.#orders.append(...unitOrders.map((order) => option(order, orderNames[order])));
    this.#orders.value = chosen.order;
    for (const select of [this.#layers, this.#orders])
      select.addEventListener('change', () => {
        this.#choose();
      });
    const legend = element('ul', 'legend', [
      element('li', '', [keys.negative, localized`below zero`]),
      element('li', '', [keys.positive, localized`above zero`]),
      element('li', '', [element('span', 'swatch cursor'), localized`the cursor`]),
    ]);
    this.root = element('div', '', [
      element('section', '', [
        element('h2', '', localized`Hidden units over this line`),
        element('div', 'controls', [
          element('label', '', ['Layer ', this.#layers]),
          element('label', '', ['Order ', this.#orders]),
          this.#remark,
        ]),
        legend,
        this.#strip.root,
        this.#readout,
      ]),
      this.#pinned.root,
      this.#announcer,
    ]);
  }

  show(view: UnitsView): void {
    this.#hidden = new HiddenUnits(view);
    this.#cursor = view.cursor;
    if (this.#layers.options.length !== view.layers) this.#fillLayers(view.layers);
    this.#showChosen();
  }

  #fillLayers(layers: number): void {
    const names = Array.from({ length: layers }, (_, layer) => option(`${layer}`, `${layer + 1}`));
    this.#layers.replaceChildren(...names);
  }

  /** The last one, nearest to the output, unless another was chosen. */
  get #layer(): number {
    const last = (this.#hidden?.layers ?? 1) - 1;
    return this.chosen.layer < 0 ? last : Math.min(this.chosen.layer, last);
  }

  #choose(): void {
    const order = unitOrders.find((known) => known === this.#orders.value) ?? 'range';
    this.chosen = { ...this.chosen, layer: Number(this.#layers.value), order };
    this.changed(this.chosen);
    this.#showChosen();
  }

  /** Pins a unit, in place of the oldest when there are too many, or unpins it. */
  #toggle(pin: Pin): void {
    const others = this.chosen.pins.filter(({ layer, unit }) => layer !== pin.layer || unit !== pin.unit);
    const isPinned = others.length < this.chosen.pins.length;
    const pins = isPinned ? others : [...others, pin].slice(-mostPins);
    this.chosen = { ...this.chosen, pins };
    this.changed(this.chosen);
    const name = localized`Layer ${pin.layer + 1}, unit ${pin.unit}`;
    setText(this.#announcer, isPinned ? localized`${name} is no longer pinned.` : localized`${name} is pinned.`);
    this.#showChosen();
  }

  #showChosen(): void {
    const hidden = this.#hidden;
    if (hidden === undefined) return;
    const { order } = this.chosen;
    const layer = this.#layer;
    this.#layers.value = `${layer}`;
    this.#order = orderedUnits(hidden, layer, order);
    const pins = this.chosen.pins.filter((pin) => pin.layer < hidden.layers && pin.unit < hidden.units);
    const pinned = new Set(pins.filter((pin) => pin.layer === layer).map(({ unit }) => unit));
    this.#strip.show({ hidden, layer, order: this.#order, cursor: this.#cursor, pinned });
    this.#pinned.show(hidden, pins, this.#cursor);
    const isFallback = (order === 'brackets' || order === 'quotes') && signalOf(hidden.columns, order) === undefined;
    setText(this.#remark, isFallback ? fallbackTexts[order] : '');
    this.#read(this.#strip.cell, false);
  }

  #read(cell: Cell | undefined, byKeyboard: boolean): void {
    const hidden = this.#hidden;
    if (hidden === undefined || cell === undefined) {
      setText(this.#readout, hint);
      return;
    }
    const text = cellText(hidden, this.#layer, this.#order[cell.row] ?? 0, cell.column);
    setText(this.#readout, text);
    if (byKeyboard) setText(this.#announcer, text);
  }
}

function option(value: string, name: string): HTMLOptionElement {
  const made = element('option', '', name);
  made.value = value;
  return made;
}
