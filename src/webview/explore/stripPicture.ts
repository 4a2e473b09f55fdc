/**
 * One drawing of the strip: the cells in sight, the numbers of their units, the characters above, the cursor between
 * them.
 */
import type { HiddenUnits } from './hiddenUnits.ts';
import { type Cell, gutterWidth, headerHeight, rowHeight } from './unitGrid.ts';

export interface StripContent {
  readonly hidden: HiddenUnits;
  readonly layer: number;
  /** Numbers of units, from top to bottom. */
  readonly order: readonly number[];
  /** Columns before the cursor. */
  readonly cursor: number;
  /** Units of this layer that are pinned. */
  readonly pinned: ReadonlySet<number>;
}

/** Opacity of the largest value: a whole wall of it should not glare. */
const strongest = 0.85;

/** What is in sight, in CSS pixels. */
export interface View {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Palette {
  readonly text: string;
  readonly quiet: string;
  readonly accent: string;
  readonly positive: string;
  readonly negative: string;
  /** Bars instead of shades. */
  readonly bars: boolean;
}

export class StripPicture {
  constructor(
    private readonly context: CanvasRenderingContext2D,
    private readonly view: View,
    private readonly content: StripContent,
    private readonly edges: readonly number[],
    private readonly palette: Palette,
  ) {}

  draw(cell: Cell | undefined, hasFocus: boolean): void {
    const first = Math.floor(this.view.top / rowHeight);
    const last = Math.min(
      this.content.order.length,
      first + Math.ceil((this.view.height - headerHeight) / rowHeight) + 1,
    );
    this.#clipped(gutterWidth, headerHeight, () => {
      for (let row = first; row < last; row++) this.#row(row);
      this.#cursorLine();
      if (cell !== undefined) this.#mark(cell, hasFocus);
    });
    this.#clipped(0, headerHeight, () => {
      for (let row = first; row < last; row++) this.#unitLabel(row, cell?.row === row);
    });
    this.#clipped(gutterWidth, 0, () => {
      this.#header(cell?.column);
    });
  }

  /** Draws what is right of `left` and below `top`, and nothing elsewhere. */
  #clipped(left: number, top: number, draw: () => void): void {
    const context = this.context;
    context.save();
    context.beginPath();
    context.rect(left, top, this.view.width - left, this.view.height - top);
    context.clip();
    draw();
    context.restore();
  }

  #x(column: number): number {
    return gutterWidth + (this.edges[column] ?? 0) - this.view.left;
  }

  #y(row: number): number {
    return headerHeight + row * rowHeight - this.view.top;
  }

  #row(row: number): void {
    const { hidden, layer, order } = this.content;
    const { positive, negative, bars } = this.palette;
    const context = this.context;
    const unit = order[row] ?? 0;
    const y = this.#y(row);
    for (let column = 0; column < hidden.columns.length; column++) {
      const share = hidden.value(layer, unit, column) / hidden.largest;
      const x = this.#x(column);
      const width = this.#x(column + 1) - x;
      context.fillStyle = share < 0 ? negative : positive;
      if (bars) {
        const height = (Math.abs(share) * (rowHeight - 2)) / 2;
        context.fillRect(x, share < 0 ? y + rowHeight / 2 : y + rowHeight / 2 - height, width - 1, height);
      } else {
        context.globalAlpha = strongest * Math.abs(share);
        context.fillRect(x, y, width, rowHeight - 1);
      }
    }
    context.globalAlpha = 1;
  }

  /** Between what stands before the cursor and what stands behind it. */
  #cursorLine(): void {
    const context = this.context;
    context.fillStyle = this.palette.text;
    context.fillRect(this.#x(this.content.cursor) - 1.5, headerHeight, 2, this.view.height);
  }

  #mark({ row, column }: Cell, hasFocus: boolean): void {
    const context = this.context;
    const [x, y] = [this.#x(column), this.#y(row)];
    context.strokeStyle = hasFocus ? this.palette.accent : this.palette.text;
    context.lineWidth = 2;
    context.strokeRect(x - 1, y - 1, this.#x(column + 1) - x + 1, rowHeight + 1);
  }

  #unitLabel(row: number, isMarked: boolean): void {
    const context = this.context;
    const unit = this.content.order[row] ?? 0;
    const isPinned = this.content.pinned.has(unit);
    context.fillStyle = isMarked || isPinned ? this.palette.text : this.palette.quiet;
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    context.fillText(`${isPinned ? '◆ ' : ''}${unit}`, gutterWidth - 6, this.#y(row) + rowHeight / 2);
  }

  #header(marked: number | undefined): void {
    const context = this.context;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    for (const [column, { label }] of this.content.hidden.columns.entries()) {
      const [left, right] = [this.#x(column), this.#x(column + 1)];
      context.fillStyle = column === marked ? this.palette.text : this.palette.quiet;
      context.fillText(label, (left + right) / 2, headerHeight / 2, right - left);
      if (column === marked) context.fillRect(left, headerHeight - 3, right - left - 1, 2);
    }
  }
}
