/**
 * Pieces of SVG as strings. Colours are variables of the page's style sheet, so that a drawing follows light and dark
 * as the page does.
 */
import { escapeXml } from '../../../shared/lineChart.ts';

type Attributes = Readonly<Record<string, string | number>>;

/** An element; numbers are written with two digits. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes).map(([key, value]) => {
    const text = typeof value === 'number' ? String(Math.round(value * 100) / 100) : escapeXml(value);
    return ` ${key}="${text}"`;
  });
  return `<${name}${written.join('')}>${content}</${name}>`;
}

export function label(x: number, y: number, text: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escapeXml(text));
}

export function line(x1: number, y1: number, x2: number, y2: number, attributes: Attributes = {}): string {
  return element('line', { x1, y1, x2, y2, ...attributes });
}

/**
 * A drawing that scales with the page. `description` says in words what it shows; the numbers stand in a table beside
 * it.
 */
export function drawing(width: number, height: number, description: string, content: readonly string[]): string {
  const attributes = { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': description };
  return element('svg', attributes, content.join(''));
}
