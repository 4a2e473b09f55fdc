/** The result: figures before and after, the same lines completed by both models, and what was learnt. */
import { element, spoken, withRole } from '../shared/elements.ts';
import type { ComparedLineView, FigureView, LearntLanguageView, OfferView, SummaryView } from './protocol.ts';
import { localized } from '../shared/localized.ts';

const lineTitles = [localized`Typed, and how the file continues`, localized`Old model`, localized`New model`] as const;

function verdictText(verdict: FigureView['verdict']): string {
  if (verdict === 'same') return '';
  return verdict === 'better' ? `, ${localized`better`}` : `, ${localized`worse`}`;
}

const signs = { better: '✓', worse: '✗', same: '≈' } as const;

export function figuresSection({ figures }: SummaryView): HTMLElement {
  const list = element('dl', 'figures', figures.map(figureTile));
  return element('section', '', [element('h2', '', localized`Before and after`), list]);
}

function figureTile({ label, unit, before, after, change, verdict }: FigureView): HTMLElement {
  const sign = element('span', 'sign', signs[verdict]);
  sign.setAttribute('aria-hidden', 'true');
  const arrow = element('span', 'arrow', '→');
  arrow.setAttribute('aria-hidden', 'true');
  return element('div', `figure ${verdict}`, [
    element('dt', '', label),
    element('dd', 'values', [
      spoken(`${localized`before`} `),
      before,
      ' ',
      arrow,
      ' ',
      spoken(`, ${localized`after`} `),
      element('strong', '', after),
    ]),
    element('dd', 'unit', unit),
    element('dd', 'change', [sign, change, spoken(verdictText(verdict))]),
  ]);
}

/**
 * Lines of held-out files, and what each model would have offered. Right parts are underlined and bold, wrong ones
 * struck through: neither needs colour, and a screen reader says it in words.
 */
export function linesSection({ lines }: SummaryView): HTMLElement {
  const head = lineTitles.map((title) => withRole(element('th', '', title), 'columnheader'));
  const table = element('table', 'lines', [
    withRole(element('thead', '', [withRole(element('tr', '', head), 'row')]), 'rowgroup'),
    withRole(element('tbody', '', lines.map(lineRow)), 'rowgroup'),
  ]);
  const note = element('p', 'note', [
    `${localized`From files that were kept out of training.`} `,
    element('span', 'right', localized`Underlined`),
    `: ${localized`correct`}. `,
    element('span', 'wrong', localized`Struck through`),
    `: ${localized`wrong`}.`,
  ]);
  return element('section', '', [
    element('h2', '', localized`The same lines, completed by both`),
    note,
    withRole(table, 'table'),
  ]);
}

function lineRow({ path, typed, truth, before, after }: ComparedLineView): HTMLElement {
  const code = element('code', '', [
    element('span', 'typed', typed),
    element('span', 'cursor'),
    spoken(` ${localized`continues with`} `),
    element('span', 'truth', truth),
  ]);
  const first = withRole(element('th', '', [element('span', 'path', path), code]), 'rowheader');
  return withRole(element('tr', '', [first, offerCell(before, lineTitles[1]), offerCell(after, lineTitles[2])]), 'row');
}

function offerCell({ right, wrong, score }: OfferView, title: string): HTMLElement {
  // A narrow panel has no column heads, so each cell has its own title.
  const label = element('span', 'cellTitle', title);
  if (right === '' && wrong === '')
    return withRole(element('td', '', [label, element('span', 'silence', localized`nothing`)]), 'cell');
  const code = element('code', '', [
    ...(right === '' ? [] : [element('span', 'right', right)]),
    ...(wrong === ''
      ? []
      : [
          spoken(right === '' ? `${localized`wrong:`} ` : `, ${localized`then wrong:`} `),
          element('span', 'wrong', wrong),
        ]),
  ]);
  return withRole(element('td', '', [label, code, element('span', 'score', score)]), 'cell');
}

export function learntSection({ learnt, languages }: SummaryView): HTMLElement {
  const head = [localized`Language`, localized`Files`, localized`Size`].map((title) => {
    const cell = element('th', '', title);
    cell.scope = 'col';
    return cell;
  });
  const table = element('table', 'numbers', [
    element('thead', '', [element('tr', '', head)]),
    element('tbody', '', languages.map(languageRow)),
  ]);
  return element('section', '', [
    element('h2', '', localized`What was learned`),
    element('p', '', learnt),
    ...(languages.length > 0 ? [table] : []),
  ]);
}

function languageRow({ name, files, size }: LearntLanguageView): HTMLElement {
  const first = element('th', '', name);
  first.scope = 'row';
  return element('tr', '', [first, element('td', '', files), element('td', '', size)]);
}
