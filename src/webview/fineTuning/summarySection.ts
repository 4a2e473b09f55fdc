/** The result: figures before and after, the same lines completed by both models, and what was learnt. */
import { element, spoken, withRole } from '../shared/elements.ts';
import type { ComparedLineView, FigureView, LearntLanguageView, OfferView, SummaryView } from './protocol.ts';

const lineTitles = ['Typed, and how the file goes on', 'The old model offers', 'The new model offers'] as const;

const signs = { better: '✓', worse: '✗', same: '≈' } as const;

export function figuresSection({ figures }: SummaryView): HTMLElement {
  const list = element('dl', 'figures', figures.map(figureTile));
  return element('section', '', [element('h2', '', 'Before and after'), list]);
}

function figureTile({ label, unit, before, after, change, verdict }: FigureView): HTMLElement {
  const sign = element('span', 'sign', signs[verdict]);
  sign.setAttribute('aria-hidden', 'true');
  const arrow = element('span', 'arrow', '→');
  arrow.setAttribute('aria-hidden', 'true');
  return element('div', `figure ${verdict}`, [
    element('dt', '', label),
    element('dd', 'values', [
      spoken('before '),
      before,
      ' ',
      arrow,
      ' ',
      spoken(', after '),
      element('strong', '', after),
    ]),
    element('dd', 'unit', unit),
    element('dd', 'change', [sign, change, spoken(verdict === 'same' ? '' : `, ${verdict}`)]),
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
    'From files that were kept out of training. ',
    element('span', 'right', 'Underlined'),
    ': as it stands in the file. ',
    element('span', 'wrong', 'Struck through'),
    ': not so.',
  ]);
  return element('section', '', [
    element('h2', '', 'The same lines, completed by both'),
    note,
    withRole(table, 'table'),
  ]);
}

function lineRow({ path, typed, truth, before, after }: ComparedLineView): HTMLElement {
  const code = element('code', '', [
    element('span', 'typed', typed),
    element('span', 'cursor'),
    spoken(' goes on with '),
    element('span', 'truth', truth),
  ]);
  const first = withRole(element('th', '', [element('span', 'path', path), code]), 'rowheader');
  return withRole(element('tr', '', [first, offerCell(before, lineTitles[1]), offerCell(after, lineTitles[2])]), 'row');
}

function offerCell({ right, wrong, score }: OfferView, title: string): HTMLElement {
  // A narrow panel has no column heads, so each cell has its own title.
  const label = element('span', 'cellTitle', title);
  if (right === '' && wrong === '')
    return withRole(element('td', '', [label, element('span', 'silence', 'nothing')]), 'cell');
  const code = element('code', '', [
    ...(right === '' ? [] : [element('span', 'right', right)]),
    ...(wrong === '' ? [] : [spoken(right === '' ? 'wrongly ' : ', then wrongly '), element('span', 'wrong', wrong)]),
  ]);
  return withRole(element('td', '', [label, code, element('span', 'score', score)]), 'cell');
}

export function learntSection({ learnt, languages }: SummaryView): HTMLElement {
  const head = ['Language', 'Files', 'Size'].map((title) => {
    const cell = element('th', '', title);
    cell.scope = 'col';
    return cell;
  });
  const table = element('table', 'numbers', [
    element('thead', '', [element('tr', '', head)]),
    element('tbody', '', languages.map(languageRow)),
  ]);
  return element('section', '', [
    element('h2', '', 'What was learnt'),
    element('p', '', learnt),
    ...(languages.length > 0 ? [table] : []),
  ]);
}

function languageRow({ name, files, size }: LearntLanguageView): HTMLElement {
  const first = element('th', '', name);
  first.scope = 'row';
  return element('tr', '', [first, element('td', '', files), element('td', '', size)]);
}
