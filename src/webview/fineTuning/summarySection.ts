/** What came of it: the figures before and after, and what was learnt. */
import { element, spoken } from '../shared/elements.ts';
import type { FigureView, LearntLanguageView, SummaryView } from './protocol.ts';

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
