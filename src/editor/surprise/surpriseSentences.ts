/**
 * The texts of surprise: hover, list, status bar. Whitespace is made visible, since a hover would not show it.
 */
import { grouped, Markdown, markup, type PlainText, plain, plainText } from '../../base/shownText.ts';
import type { Explanation, SurpriseResult, SurprisingPlace } from '../../processes/contracts.ts';
import { localized, localizedMarkdown } from '../localized.ts';

/** Longest text that is quoted, in code points. */
const longestQuote = 48;
/** Of a line in a list, in UTF-16 code units. */
const longestLine = 1_000;

const levelWords = {
  1: localized`Surprising`,
  2: localized`Very surprising`,
  3: localized`Extremely surprising`,
} as const;

function levelWord(level: SurprisingPlace['level']): string {
  return levelWords[level];
}

/** A probability of 2^−bits: in percent from 1% on, else as `1 in 2,300`. */
export function odds(bits: number): string {
  const probability = 2 ** -bits;
  if (probability >= 0.01) return localized`${(100 * probability).toFixed(probability < 0.1 ? 1 : 0)}%`;
  const times = 1 / probability;
  if (times >= 1e9) return localized`less than 1 in a billion`;
  const unit = 10 ** (Math.floor(Math.log10(times)) - 1);
  return localized`1 in ${grouped(Math.round(times / unit) * unit)}`;
}

/** Whitespace as signs: ·, ⇥ and ⏎. */
export function visible(text: string): string {
  const points = Array.from(
    text
      .slice(0, 4 * longestQuote)
      .replaceAll(' ', '·')
      .replaceAll('\t', '⇥')
      .replaceAll('\n', '⏎')
      .replaceAll('\r', '␍'),
  );
  return points.length <= longestQuote ? points.join('') : `${points.slice(0, longestQuote).join('')}…`;
}

/** A text as Markdown code. */
export function codeSpan(text: string): Markdown {
  return Markdown.code(visible(text));
}

/** A hover over `word`. */
export function hoverText(place: SurprisingPlace, word: string, explanation: Explanation): Markdown {
  const { wordBits, expected } = explanation;
  const head = localizedMarkdown`**${levelWord(place.level)}**: ${codeSpan(word)} has a probability of ${odds(wordBits)} here (${wordBits.toFixed(1)} bits).`;
  if (expected.length === 0) return markup`${head}\n\n${localizedMarkdown`Nothing in particular was expected.`}`;
  const list = expected.map(
    ({ text, isWhole, probability }) =>
      markup`- ${codeSpan(isWhole ? text : `${text}…`)}, ${odds(-Math.log2(probability))}`,
  );
  return Markdown.lines([head, markup``, whereText(explanation), markup``, ...list]);
}

/** Which character of the word was surprising, or that the word ended. */
function whereText({ word, character, characterText, characterBits }: Explanation): Markdown {
  const index = character.character - word.character;
  const isBehind = character.line !== word.line || index >= word.length;
  if (isBehind) return localizedMarkdown`Instead of the end of the word (${odds(characterBits)}) the model expected:`;
  if (word.length === characterText.length) return localizedMarkdown`Instead the model expected:`;
  return localizedMarkdown`Instead of ${codeSpan(characterText)} (${odds(characterBits)}) at character ${index + 1} the model expected:`;
}

/** `Surprise: 12`, or how much is read. */
export function statusText(result: SurpriseResult | undefined): PlainText {
  if (result === undefined) return localized`$(eye) Surprise`;
  if (!result.isComplete && result.scored < 0.995)
    return localized`$(eye) Surprise: ${Math.floor(100 * result.scored)}% read`;
  return localized`$(eye) Surprise: ${result.places.length}`;
}

export function statusTooltip(result: SurpriseResult | undefined): PlainText {
  if (result === undefined) return localized`There is nothing to read here.`;
  const { length } = result.places;
  const count =
    length === 0
      ? localized`No place surprises the model.`
      : length === 1
        ? localized`One place surprises the model.`
        : localized`${length} places surprise the model.`;
  return plain`${count} ${localized`Select to list.`}`;
}

/** A place in the list: the word, where it is, and the line it is in. */
export function placeItem(
  { level, excess }: SurprisingPlace,
  word: string,
  line: { readonly number: number; readonly text: string },
): { readonly label: PlainText; readonly description: PlainText; readonly detail: PlainText } {
  return {
    label: plainText(visible(word)),
    description: localized`line ${line.number} · ${levelWord(level).toLowerCase()}, ${Math.round(excess)} bits more than expected`,
    detail: plainText(line.text.slice(0, longestLine).trim()),
  };
}
