/**
 * Units × characters of the line as a heat map on a canvas. Only the visible part is drawn: the canvas stays in place
 * while an element of the full size scrolls behind it. Positive and negative values have a colour each, large ones a
 * stronger shade; high contrast has bars up and down instead.
 */
import { element } from '../shared/elements.ts';
import { type StripContent, StripPicture } from './stripPicture.ts';
import { colourOf, isHighContrast, onThemeChange, sizedContext } from '../shared/themeColours.ts';
import {
  type Cell,
  columnAt,
  columnEdges,
  gutterWidth,
  headerHeight,
  moved,
  rowHeight,
  scrolledTo,
} from './unitGrid.ts';
import { localized } from '../shared/localized.ts';

/** The elements of the legend whose colours the cells have. */
export interface StripKeys {
  readonly positive: Element;
  readonly negative: Element;
}

export interface StripListener {
  /** The pointed cell has changed. `byKeyboard`: a screen reader should read it out. */
  pointed(cell: Cell | undefined, byKeyboard: boolean): void;
  /** The user toggled the pin of the unit in this row. */
  chosen(row: number): void;
}

export class UnitStrip {
  readonly root: HTMLElement;
  readonly #extent = element('div', 'extent');
  readonly #canvas = element('canvas', 'units');
  #content: StripContent | undefined;
  #edges: readonly number[] = [0];
  #cell: Cell | undefined;
  #hovered: Cell | undefined;

  constructor(
    private readonly keys: StripKeys,
    private readonly listener: StripListener,
  ) {
    this.#canvas.tabIndex = 0;
    this.#canvas.setAttribute('role', 'application');
    this.#canvas.setAttribute('aria-roledescription', localized`heat map`);
    this.#extent.append(this.#canvas);
    this.root = element('div', 'strip', [this.#extent]);
    this.root.addEventListener('scroll', () => {
      this.#draw();
    });
    this.#listen();
    const redraw = (): void => {
      this.#layOut();
    };
    new ResizeObserver(redraw).observe(this.root);
    onThemeChange(redraw);
  }

  /** The cell under the mouse, else the one of the keyboard. */
  get cell(): Cell | undefined {
    return this.#hovered ?? this.#cell;
  }

  show(content: StripContent): void {
    const { hidden, layer, order } = content;
    this.#content = content;
    const clamp = (cell: Cell | undefined): Cell | undefined =>
      cell !== undefined && cell.row < order.length && cell.column < hidden.columns.length ? cell : undefined;
    this.#cell = clamp(this.#cell);
    this.#hovered = clamp(this.#hovered);
    const label = localized`Hidden units of layer ${layer + 1} over the line: ${hidden.units} units, ${hidden.columns.length} places. Arrow keys move, Enter pins a unit.`;
    this.#canvas.setAttribute('aria-label', label);
    this.#layOut();
  }

  #listen(): void {
    const canvas = this.#canvas;
    canvas.addEventListener('keydown', (event) => {
      if (this.#key(event.key)) event.preventDefault();
    });
    canvas.addEventListener('focus', () => {
      if (this.#content === undefined || this.#content.hidden.columns.length === 0) return;
      this.#cell ??= { row: this.#firstRow, column: Math.max(0, this.#content.cursor - 1) };
      this.#point(true);
    });
    canvas.addEventListener('blur', () => {
      this.#draw();
    });
    canvas.addEventListener('pointermove', ({ offsetX, offsetY }) => {
      this.#hovered = this.#cellAt(offsetX, offsetY);
      this.#point(false);
    });
    canvas.addEventListener('pointerleave', () => {
      this.#hovered = undefined;
      this.#point(false);
    });
    canvas.addEventListener('click', ({ offsetX, offsetY }) => {
      const cell = this.#cellAt(offsetX, offsetY);
      if (cell === undefined) return;
      this.#cell = cell;
      this.listener.chosen(cell.row);
      this.#point(false);
    });
  }

  /** @returns whether the key was handled */
  #key(key: string): boolean {
    const { hidden, order } = this.#content ?? {};
    if (hidden === undefined || order === undefined || this.#cell === undefined) return false;
    if (key === 'Enter' || key === ' ') {
      this.listener.chosen(this.#cell.row);
      return true;
    }
    const page = Math.max(1, this.#rowsInSight - 1);
    const next = moved(this.#cell, key, { rows: order.length, columns: hidden.columns.length, page });
    if (next === undefined) return false;
    this.#cell = next;
    this.#hovered = undefined;
    this.#reveal(next);
    this.#point(true);
    return true;
  }

  #point(byKeyboard: boolean): void {
    this.listener.pointed(this.cell, byKeyboard);
    this.#draw();
  }

  get #firstRow(): number {
    return Math.ceil(this.root.scrollTop / rowHeight);
  }

  get #rowsInSight(): number {
    return Math.floor((this.root.clientHeight - headerHeight) / rowHeight);
  }

  #reveal({ row, column }: Cell): void {
    const { root } = this;
    const [left = 0, right = 0] = this.#edges.slice(column);
    root.scrollTop = scrolledTo(
      row * rowHeight,
      (row + 1) * rowHeight,
      root.scrollTop,
      root.clientHeight - headerHeight,
    );
    root.scrollLeft = scrolledTo(left, right, root.scrollLeft, root.clientWidth - gutterWidth);
  }

  #cellAt(x: number, y: number): Cell | undefined {
    const rows = this.#content?.order.length ?? 0;
    const row = Math.floor((y - headerHeight + this.root.scrollTop) / rowHeight);
    const column = x < gutterWidth ? undefined : columnAt(this.#edges, x - gutterWidth + this.root.scrollLeft);
    return column === undefined || y < headerHeight || row >= rows ? undefined : { row, column };
  }

  /** Sets all sizes, then draws. */
  #layOut(): void {
    const { hidden, order } = this.#content ?? {};
    if (hidden === undefined || order === undefined) return;
    this.#edges = columnEdges(hidden.columns, this.root.clientWidth - gutterWidth - 1);
    this.#extent.style.width = `${gutterWidth + (this.#edges.at(-1) ?? 0)}px`;
    this.#extent.style.height = `${headerHeight + order.length * rowHeight}px`;
    this.#canvas.style.width = `${this.root.clientWidth}px`;
    this.#canvas.style.height = `${Math.min(this.root.clientHeight, headerHeight + order.length * rowHeight)}px`;
    this.#draw();
  }

  #draw(): void {
    const sized = sizedContext(this.#canvas);
    if (sized === undefined || this.#content === undefined) return;
    const { context, width, height } = sized;
    const style = getComputedStyle(this.#canvas);
    context.font = `${style.fontSize} ${style.fontFamily}`;
    const view = { left: this.root.scrollLeft, top: this.root.scrollTop, width, height };
    new StripPicture(context, view, this.#content, this.#edges, {
      text: style.color,
      quiet: style.borderTopColor,
      accent: style.outlineColor,
      positive: colourOf(this.keys.positive),
      negative: colourOf(this.keys.negative),
      bars: isHighContrast(),
    }).draw(this.cell, this.#canvas === document.activeElement);
  }
}
