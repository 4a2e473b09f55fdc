/**
 * The geometry of the heat map: edges of columns and rows, the cell at a point, the cell that a key leads to,
 * scrolling. Pure, so that tests need no canvas.
 */
import type { ColumnView } from './exploreProtocol.ts';

/** A cell by its row in the present order and its column in the line. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

export const rowHeight = 14;
/** Above the rows: the characters. */
export const headerHeight = 22;
/** Left of the columns: the numbers of the units. */
export const gutterWidth = 40;

const narrowest = 9;
const widest = 20;
/** Leading whitespace is as wide as this many characters at most. */
const widestIndentation = 6;

/** Left edges of all columns in CSS pixels from the first, and the right edge of the last. */
export function columnEdges(columns: readonly ColumnView[], room: number): readonly number[] {
  const widths = columns.map(({ label }) => Math.min(widestIndentation, Array.from(label).length));
  const total = widths.reduce((sum, width) => sum + width, 0);
  const width = Math.max(narrowest, Math.min(widest, Math.floor(room / Math.max(1, total))));
  let edge = 0;
  return [0, ...widths.map((characters) => (edge += characters * width))];
}

/** The column at `x`, counted from the left edge of the first; `undefined` left and right of all. */
export function columnAt(edges: readonly number[], x: number): number | undefined {
  if (x < 0) return undefined;
  const next = edges.findIndex((edge) => edge > x);
  return next < 1 ? undefined : next - 1;
}

/** The cell that a key leads to; `undefined` for other keys. */
export function moved(
  { row, column }: Cell,
  key: string,
  { rows, columns, page }: { readonly rows: number; readonly columns: number; readonly page: number },
): Cell | undefined {
  const at = (nextRow: number, nextColumn: number): Cell => ({
    row: Math.max(0, Math.min(rows - 1, nextRow)),
    column: Math.max(0, Math.min(columns - 1, nextColumn)),
  });
  switch (key) {
    case 'ArrowUp':
      return at(row - 1, column);
    case 'ArrowDown':
      return at(row + 1, column);
    case 'ArrowLeft':
      return at(row, column - 1);
    case 'ArrowRight':
      return at(row, column + 1);
    case 'PageUp':
      return at(row - page, column);
    case 'PageDown':
      return at(row + page, column);
    case 'Home':
      return at(row, 0);
    case 'End':
      return at(row, columns - 1);
    default:
      return undefined;
  }
}

/** The scroll offset nearest to `scroll` that shows all from `start` to `end` in a view of this size. */
export function scrolledTo(start: number, end: number, scroll: number, view: number): number {
  if (start < scroll) return start;
  return end > scroll + view ? Math.max(0, end - view) : scroll;
}
