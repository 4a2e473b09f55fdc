/** Bars one below the other, each under its name, and values to compare with as lines across all of them. */
import { drawing, element, label, line } from './svg.ts';

export interface Bar {
  readonly title: string;
  /** A CSS colour. */
  readonly color: string;
  readonly value: number;
  readonly written: string;
}

export interface Mark {
  readonly title: string;
  readonly value: number;
  readonly written: string;
}

const width = 480;
const rowHeight = 46;
const barTop = 22;
const barHeight = 14;
const markRow = 20;

/** Bars begin at 0; the longest bar or mark takes the whole width. Negative values are drawn as none. */
export function barChart(description: string, bars: readonly Bar[], marks: readonly Mark[] = []): string {
  const largest = Math.max(...bars.map(({ value }) => value), ...marks.map(({ value }) => value), 1e-9);
  const x = (value: number): number => (Math.max(0, value) / largest) * (width - 4) + 2;
  const bottom = bars.length * rowHeight;
  const rows = bars.flatMap(({ title, color, value, written }, row) => {
    const top = row * rowHeight;
    const shape = { y: top + barTop, height: barHeight, rx: 3 };
    return [
      label(2, top + 15, title),
      label(width - 2, top + 15, written, { class: 'value', 'text-anchor': 'end' }),
      element('rect', { ...shape, x: 2, width: width - 4, class: 'track' }),
      element('rect', { ...shape, x: 2, width: Math.max(2, x(value) - 2), style: `fill:${color}` }),
    ];
  });
  const lines = marks.flatMap(({ title, value, written }, row) => {
    const y = bottom + (row + 1) * markRow;
    const isRight = x(value) > width / 2;
    const across = (from: number, to: number): string => line(x(value), from, x(value), to, { class: 'mark' });
    return [
      // Across bars only: between them stand names.
      ...bars.map((_, bar) => across(bar * rowHeight + barTop - 3, bar * rowHeight + barTop + barHeight + 3)),
      across(bottom - rowHeight + barTop + barHeight + 3, y - 4),
      label(x(value) + (isRight ? -6 : 6), y, `${title} ${written}`, {
        class: 'soft',
        'text-anchor': isRight ? 'end' : 'start',
      }),
    ];
  });
  return drawing(width, bottom + marks.length * markRow + 6, description, [...rows, ...lines]);
}
