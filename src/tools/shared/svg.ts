/** Pieces of SVG as text, for drawings in pages and in files of their own. */

type Attributes = Readonly<Record<string, string | number>>;

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** `content` is markup. Numbers are written with two digits. */
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

export function polyline(points: readonly (readonly [x: number, y: number])[], attributes: Attributes = {}): string {
  return element('polyline', { points: points.map((point) => point.join(',')).join(' '), ...attributes });
}

/** A drawing that scales with the page. `description` says in words what it shows. */
export function drawing(
  width: number,
  height: number,
  description: string,
  content: readonly string[],
  attributes: Attributes = {},
): string {
  const own = { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': description, ...attributes };
  return element('svg', own, content.join('\n'));
}
