/** A loss curve as an SVG picture: bits per token against characters read, readable on light and dark backgrounds. */

const width = 720;
const height = 360;
const margin = { left: 56, right: 16, top: 32, bottom: 44 };

/** `points`: (characters read, bits per token). */
export function lossCurveSvg(title: string, points: readonly (readonly [number, number])[]): string {
  const xMaximum = Math.max(1, ...points.map(([x]) => x));
  const ys = points.map(([, y]) => y);
  const yMinimum = Math.floor(Math.min(...ys, 8) * 2) / 2;
  const yMaximum = Math.min(Math.ceil(Math.max(...ys, yMinimum + 0.5) * 2) / 2, yMinimum + 3);
  const px = (x: number) => margin.left + (x / xMaximum) * (width - margin.left - margin.right);
  const py = (y: number) =>
    margin.top + ((yMaximum - Math.min(y, yMaximum)) / (yMaximum - yMinimum)) * (height - margin.top - margin.bottom);
  const ticks = Array.from({ length: Math.round((yMaximum - yMinimum) * 2) + 1 }, (_, i) => yMinimum + i / 2);
  const text = 'font-family="sans-serif" font-size="12" fill="#767c88"';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">`,
    `<text x="${margin.left}" y="20" ${text}>${title}</text>`,
    ...ticks.map(
      (y) =>
        `<line x1="${margin.left}" x2="${width - margin.right}" y1="${py(y)}" y2="${py(y)}" stroke="#767c88" stroke-opacity="0.3"/>` +
        `<text x="${margin.left - 8}" y="${py(y) + 4}" text-anchor="end" ${text}>${y.toFixed(1)}</text>`,
    ),
    ...[0, 0.25, 0.5, 0.75, 1].map(
      (share) =>
        `<text x="${px(share * xMaximum)}" y="${height - 20}" text-anchor="middle" ${text}>${((share * xMaximum) / 1e6).toFixed(1)}</text>`,
    ),
    `<text x="${width / 2}" y="${height - 4}" text-anchor="middle" ${text}>million tokens read</text>`,
    `<polyline fill="none" stroke="#2f81f7" stroke-width="1.5" points="${points.map(([x, y]) => `${px(x).toFixed(1)},${py(y).toFixed(1)}`).join(' ')}"/>`,
    '</svg>',
    '',
  ].join('\n');
}
