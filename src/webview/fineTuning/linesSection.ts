/**
 * Lines of held-out files, and what either model would have offered there. What stands in the file like that is underlined and in bold,
 * what does not is struck through: no colour is needed to tell them apart, and a screen reader hears it in words.
 */
import { element, spoken, withRole } from '../shared/elements.ts';
import type { ComparedLineView, OfferView, SummaryView } from './protocol.ts';

const titles = ['Typed, and how the file goes on', 'The old model offers', 'The new model offers'] as const;

export function linesSection({ lines }: SummaryView): HTMLElement {
  const head = titles.map((title) => withRole(element('th', '', title), 'columnheader'));
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
  return withRole(element('tr', '', [first, offerCell(before, titles[1]), offerCell(after, titles[2])]), 'row');
}

function offerCell({ right, wrong, score }: OfferView, title: string): HTMLElement {
  // Where the panel is narrow the heads of the columns are gone, and each cell has its own.
  const label = element('span', 'cellTitle', title);
  if (right === '' && wrong === '')
    return withRole(element('td', '', [label, element('span', 'silence', 'nothing')]), 'cell');
  const code = element('code', '', [
    ...(right === '' ? [] : [element('span', 'right', right)]),
    ...(wrong === '' ? [] : [spoken(right === '' ? 'wrongly ' : ', then wrongly '), element('span', 'wrong', wrong)]),
  ]);
  return withRole(element('td', '', [label, code, element('span', 'score', score)]), 'cell');
}
