/** A report as one HTML file: no scripts, nothing loaded from elsewhere, light and dark, wide and narrow. */
import { escapeXml } from './svg.ts';

const baseStyle = `
:root { color-scheme: light dark; --ink: #1b2733; --soft: #56646f; --line: #dde3ea; --paper: #f6f8fa; --card: #fff; --focus: #1f7a8c }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4ebf1; --soft: #9dadbb; --line: #2b3844; --paper: #10181f; --card: #17222b; --focus: #45b3c9 } }
* { box-sizing: border-box }
body { margin: 0; padding: 2.5rem 1.25rem; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
main { max-width: 74rem; margin: 0 auto }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .3rem; overflow-wrap: anywhere }
h2 { font-size: 1.05rem; margin: 0 0 .2rem }
p { margin: 0 0 1rem; text-wrap: pretty; color: var(--soft); max-width: 60rem }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1.2rem 1.4rem; margin: 1rem 0 }
.pair { display: grid; gap: 1.2rem 2rem; align-items: start }
@media (min-width: 60rem) { .pair { grid-template-columns: repeat(2, minmax(0, 1fr)) } }
.scroll { overflow-x: auto }
.scroll:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px }
svg { display: block; width: 100%; height: auto; max-width: 40rem; font: 13px system-ui, sans-serif }
table { border-collapse: collapse; width: 100%; font-size: .875rem; font-variant-numeric: tabular-nums }
caption { text-align: left; color: var(--soft); padding-bottom: .3rem }
th, td { text-align: right; padding: .3rem .4rem; border-bottom: 1px solid var(--line); white-space: nowrap }
th[colspan] { text-align: center }
thead th { color: var(--soft); font-weight: 500; vertical-align: bottom; white-space: normal; min-width: 3.2rem }
tbody th { font-weight: 400 }
tbody th, thead tr:first-child th:first-child { text-align: left; white-space: normal; overflow-wrap: anywhere; min-width: 8rem }
tr:last-child > * { border-bottom: 0 }
footer { color: var(--soft); font-size: .85rem; margin-top: 1.5rem; max-width: 60rem }`;

interface Page {
  readonly title: string;
  readonly lead: string;
  /** Markup, as `section` makes it. */
  readonly sections: readonly string[];
  readonly footer: string;
  /** Rules beside those of every page. */
  readonly style?: string;
}

export function htmlPage({ title, lead, sections, footer, style = '' }: Page): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeXml(title)}</title><style>${baseStyle}${style}</style></head>
<body><main><h1>${escapeXml(title)}</h1>
<p>${escapeXml(lead)}</p>
${sections.join('\n')}
<footer>${escapeXml(footer)}</footer>
</main></body></html>
`;
}

/** `parts` are markup and stand side by side where there is room. */
export function section(title: string, text: string, ...parts: readonly string[]): string {
  const content = parts.length > 1 ? `<div class="pair">${parts.join('\n')}</div>` : parts.join('');
  const lead = text === '' ? '' : `<p>${escapeXml(text)}</p>`;
  return `<section><h2>${escapeXml(title)}</h2>${lead}${content}</section>`;
}

/** Columns under one head, and their own heads below it. */
export type ColumnGroup = readonly [head: string, titles: readonly string[]];

/**
 * A table that scrolls sideways, with the keyboard too. The first cell of each row is its head, and markup. All else is
 * text. Groups come after the columns that belong to none.
 */
export function htmlTable(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  groups: readonly ColumnGroup[] = [],
): string {
  const body = rows.map(([first = '', ...others]) => {
    const cells = others.map((cell) => `<td>${escapeXml(cell)}</td>`);
    return `<tr><th scope="row">${first}</th>${cells.join('')}</tr>`;
  });
  const rowSpan = groups.length > 0 ? ' rowspan="2"' : '';
  const heads = [
    ...head.map((title) => `<th scope="col"${rowSpan}>${escapeXml(title)}</th>`),
    ...groups.map(([title, { length }]) => `<th scope="colgroup" colspan="${length}">${escapeXml(title)}</th>`),
  ];
  const below = groups.flatMap(([, titles]) => titles.map((title) => `<th scope="col">${escapeXml(title)}</th>`));
  const name = escapeXml(caption);
  return (
    `<div class="scroll" tabindex="0" role="region" aria-label="${name}"><table><caption>${name}</caption>` +
    `<thead><tr>${heads.join('')}</tr>${below.length > 0 ? `<tr>${below.join('')}</tr>` : ''}</thead>\n<tbody>${body.join('\n')}</tbody></table></div>`
  );
}
