/** What may come next, as a table: a row for each choice, a bar and a figure for the model alone and, beside it, with the text cache. */
import { barLength, effect, percent } from './choices.ts';
import { element, spoken } from '../shared/elements.ts';
import type { ChoiceView, SceneView } from './exploreProtocol.ts';

export function choicesSection({ choices, hasCache, uncertainty, remark }: SceneView): HTMLElement {
  const titles = hasCache ? ['Next', 'Model alone', 'With the text cache', 'Effect'] : ['Next', 'Model'];
  const head = titles.map((title) => {
    const cell = element('th', title === 'Effect' ? 'effect' : '', title);
    cell.scope = 'col';
    return cell;
  });
  const table = element('table', hasCache ? 'choices both' : 'choices', [
    element('thead', '', [element('tr', '', head)]),
    element(
      'tbody',
      '',
      choices.map((choice, index) => choiceRow(choice, hasCache, index === choices.length - 1)),
    ),
    element('tfoot', '', [uncertaintyRow(uncertainty)]),
  ]);
  return element('section', '', [
    element('h2', '', 'What may come next'),
    table,
    ...(remark === undefined ? [] : [element('p', 'remark note', remark)]),
  ]);
}

function uncertaintyRow({ alone, cached }: SceneView['uncertainty']): HTMLElement {
  const name = element('th', '', 'Uncertainty');
  name.scope = 'row';
  const cells = cached === undefined ? [] : [element('td', '', cached), element('td', '')];
  return element('tr', '', [name, element('td', '', alone), ...cells]);
}

function choiceRow(choice: ChoiceView, hasCache: boolean, isRest: boolean): HTMLElement {
  const { label, isText, note, alone, cached, isActual } = choice;
  const name = element('th', '', [
    element('span', isText ? 'choice text' : 'choice', label),
    ...(note === '' ? [] : [' ', element('span', 'note', note)]),
    ...(isActual ? [' ', element('span', 'actual', '◂ stands there')] : []),
  ]);
  name.scope = 'row';
  const cells = [barCell(alone, 'alone')];
  if (hasCache) cells.push(barCell(cached ?? 0, 'cached'), element('td', 'effect', effect(alone, cached)));
  return element('tr', [isActual ? 'actual' : '', isRest ? 'rest' : ''].join(' ').trim(), [name, ...cells]);
}

function barCell(probability: number, kind: 'alone' | 'cached'): HTMLElement {
  const bar = element('span', `bar ${kind}`);
  bar.setAttribute('aria-hidden', 'true');
  bar.style.inlineSize = `${100 * barLength(probability)}%`;
  return element('td', 'probability', [
    element('span', 'track', [bar]),
    element('span', 'figure', percent(probability)),
    spoken(kind === 'alone' ? '' : ' with the text cache'),
  ]);
}
