/**
 * The texts of the panel *Explore the Model*: what each token is, where the cursor is, how uncertain the model is.
 * Pure. Whitespace is made visible, and tokens that are no characters are explained.
 */
import type { Alternative, Choice, Column, Exploration } from '../../processes/contracts.ts';
import type { ChoiceView, ColumnView, ExploreView, SceneView } from '../../webview/explore/exploreProtocol.ts';
import { localized } from '../localized.ts';

/** The cursor; line and column count from 1, as in the editor. */
export interface ExploredPosition {
  readonly fileName: string;
  readonly line: number;
  readonly column: number;
}

export function noticeView(notice: string): ExploreView {
  return { notice, scene: undefined };
}

export function viewOfExploration(place: ExploredPosition, exploration: Exploration): ExploreView {
  return { notice: undefined, scene: sceneOf(place, exploration) };
}

function sceneOf({ fileName, line, column }: ExploredPosition, exploration: Exploration): SceneView {
  const { columns, cursor, layers, units, states, largest, alternatives, actual, entropy } = exploration;
  const shown = columns.map(columnView);
  const text = (from: number, to: number): string =>
    shown
      .slice(from, to)
      .map(({ label }) => label)
      .join('');
  const choices = alternatives
    .filter((alternative) => isWorthSaying(alternative) || isSame(alternative, actual))
    .map((alternative) => choiceView(alternative, isSame(alternative, actual)));
  if (actual !== undefined && !choices.some(({ isActual }) => isActual)) choices.push(choiceView(actual, true));
  return {
    place: localized`${fileName}, line ${line}, column ${column}`,
    before: text(0, cursor),
    behind: text(cursor, shown.length),
    choices: [...choices, restOf(choices)],
    uncertainty: {
      alone: bitsText(entropy.alone),
      ...(entropy.cached === undefined ? {} : { cached: bitsText(entropy.cached) }),
    },
    remark: actual === undefined ? localized`Nothing stands after the cursor.` : undefined,
    hasCache: entropy.cached !== undefined,
    units: { columns: shown, cursor, layers, units, states, largest },
  };
}

/** Less likely choices are not listed. */
const leastProbability = 5e-4;

function isWorthSaying({ alone, cached }: Alternative): boolean {
  return Math.max(alone, cached ?? 0) >= leastProbability;
}

function isSame(alternative: Alternative, actual: Alternative | undefined): boolean {
  return JSON.stringify(alternative.choice) === JSON.stringify(actual?.choice);
}

function choiceView({ choice, alone, cached }: Alternative, isActual: boolean): ChoiceView {
  return { ...wordsOf(choice), alone, ...(cached === undefined ? {} : { cached }), isActual };
}

/** The sum of all choices that are not listed. */
function restOf(choices: readonly ChoiceView[]): ChoiceView {
  const rest = (listed: readonly number[]): number => Math.max(0, 1 - listed.reduce((sum, value) => sum + value, 0));
  const cached = choices.flatMap((choice) => choice.cached ?? []);
  return {
    label: localized`everything else`,
    isText: false,
    note: '',
    alone: rest(choices.map(({ alone }) => alone)),
    ...(cached.length === 0 ? {} : { cached: rest(cached) }),
    isActual: false,
  };
}

type Words = Pick<ChoiceView, 'label' | 'isText' | 'note'>;

function wordsOf(choice: Choice): Words {
  switch (choice.kind) {
    case 'character':
      return { label: visible(choice.text), isText: true, note: nameOfCharacter(choice.text) };
    case 'indentation':
      return { label: indentationText(choice), isText: false, note: whitespaceText(choice) };
    case 'byte':
      return byteWords(choice);
    case 'end':
      return { label: localized`end of the text`, isText: false, note: '' };
    case 'sign':
      return { label: localized`a sign that no text contains`, isText: false, note: '' };
  }
}

type Indentation = Extract<Choice, { kind: 'indentation' }>;

function indentationText({ change, count, unit, whitespace }: Indentation): string {
  if (change === 'same') return whitespace === '' ? localized`not indented` : localized`indented as above`;
  if (change === 'literal') return localized`indented in another way`;
  if (change === 'deeper')
    return unit === 'tab' ? localized`indented a tab deeper` : localized`indented ${spacesText(count)} deeper`;
  return count === 1 ? localized`one level out` : localized`${count} levels out`;
}

/** The whole whitespace, where the label does not tell it. */
function whitespaceText({ change, count, whitespace }: Indentation): string {
  if (change === 'literal') return localized`character by character`;
  if (whitespace === '') return change === 'out' ? localized`not indented` : '';
  if (change === 'deeper' && whitespace.length === count) return '';
  const described = describeWhitespace(whitespace);
  return change === 'deeper' ? localized`${described} in all` : described;
}

function byteWords({ byte, range, likeliest }: Extract<Choice, { kind: 'byte' }>): Words {
  const hexadecimal = localized`byte ${byte.toString(16).toUpperCase()}`;
  if (range === undefined) return { label: hexadecimal, isText: false, note: localized`inside of a character` };
  const bytes = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
  const note = localized`first of ${bytes}: ${codePointText(range[0])} to ${codePointText(range[1])}`;
  if (likeliest === undefined) return { label: hexadecimal, isText: false, note };
  return { label: `${likeliest}…`, isText: true, note: `${hexadecimal}, ${note}` };
}

function codePointText(point: number): string {
  return `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The entropy, and how many equally likely choices have the same: `1.84 bits, as among 3.6`. */
function bitsText(bits: number): string {
  const among = 2 ** bits;
  return localized`${bits.toFixed(2)} bits, as among ${among < 10 ? among.toFixed(1) : Math.round(among)}`;
}

function columnView({ text }: Column): ColumnView {
  const name = nameOfCharacter(text);
  const isIndentation = text.length > 1 && /^[ \t]+$/.test(text);
  return {
    label: visible(text),
    name: isIndentation ? localized`indentation of ${describeWhitespace(text)}` : name === '' ? text : name,
    text,
  };
}

const characterNames: Readonly<Record<string, string>> = {
  ' ': localized`space`,
  '\t': localized`tab`,
  '\n': localized`end of the line`,
  '\r': localized`carriage return`,
  '\u00a0': localized`no-break space`,
};

/** For invisible and easily confused characters; empty for all others. */
function nameOfCharacter(text: string): string {
  const known = characterNames[text];
  if (known !== undefined) return known;
  const point = text.codePointAt(0) ?? 0;
  return /^[\p{C}\p{Z}\p{M}]/u.test(text) ? codePointText(point) : '';
}

const signs: Readonly<Record<string, string>> = { ' ': '·', '\t': '⇥', '\n': '⏎', '\r': '␍' };

/** Whitespace as signs: ·, ⇥ and ⏎. Invisible characters as a box, combining marks on a circle. */
function visible(text: string): string {
  return Array.from(text, (character) => {
    if (/^\p{M}/u.test(character)) return `◌${character}`;
    return signs[character] ?? (/^[\p{C}\p{Z}]/u.test(character) ? '□' : character);
  }).join('');
}

function describeWhitespace(whitespace: string): string {
  const tabs = whitespace.split('\t').length - 1;
  const spaces = whitespace.length - tabs;
  if (tabs === 0) return spacesText(spaces);
  return spaces === 0 ? tabsText(tabs) : localized`${tabsText(tabs)} and ${spacesText(spaces)}`;
}

function spacesText(count: number): string {
  return count === 1 ? localized`1 space` : localized`${count} spaces`;
}

function tabsText(count: number): string {
  return count === 1 ? localized`1 tab` : localized`${count} tabs`;
}
