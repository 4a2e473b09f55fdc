/**
 * What may come next, as a table: per choice a bar and a figure of the model alone, and of the model with the text
 * cache.
 */
import { element, spoken } from '../shared/elements.ts';
import type { ChoiceView, SceneView } from './exploreProtocol.ts';
import { localized } from '../shared/localized.ts';

const effectTitle = localized`Effect`;

export function choicesSection({ choices, hasCache, uncertainty, remark }: SceneView): HTMLElement {
  const titles = hasCache
    ? [localized`Next`, localized`Model alone`, localized`With the text cache`, effectTitle]
    : [localized`Next`, localized`Model`];
  const head = titles.map((title) => {
    const cell = element('th', title === effectTitle ? 'effect' : '', title);
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
    element('h2', '', localized`What may come next`),
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
    ...(isActual ? [' ', element('span', 'actual', `◂ ${localized`stands there`}`)] : []),
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
    spoken(kind === 'alone' ? '' : ` ${localized`with the text cache`}`),
  ]);
}

/** `97%`, `0.35%`, `< 0.01%`. */
export function percent(probability: number): string {
  const hundredths = 100 * probability;
  if (hundredths < 0.01) return hundredths === 0 ? '0%' : '< 0.01%';
  return `${hundredths.toFixed(hundredths < 1 ? 2 : hundredths < 10 ? 1 : 0)}%`;
}

/** Length of a bar, 0 to 1. It is never so short that it looks like none. */
export function barLength(probability: number): number {
  return probability <= 0 ? 0 : Math.max(0.004, Math.min(1, probability));
}

/** How the text cache changes a probability: `3.2 ×`, `0.50 ×`; empty where it hardly does. */
export function effect(alone: number, cached: number | undefined): string {
  if (cached === undefined || alone <= 0 || cached <= 0) return '';
  if (Math.max(alone, cached) < 0.001) return '';
  const factor = cached / alone;
  if (factor >= 100) return '> 100 ×';
  if (factor <= 0.01) return '< 0.01 ×';
  if (Math.abs(factor - 1) < 0.05) return '';
  return `${factor.toFixed(factor >= 10 ? 0 : factor >= 1 ? 1 : 2)} ×`;
}
