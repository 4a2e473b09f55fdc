/**
 * How many planted typos are among the most surprising words of a text, by the measure of the editor and by others.
 * Words are ranked within their document, as in the editor.
 */
import { Rng } from '../../../base/rng.ts';
import { ScoredText } from '../../../completion/surprise/scoredText.ts';
import { type SurprisingWord, wordsOf } from '../../../completion/surprise/words.ts';
import type { CharacterModel } from '../../../model/characterModel.ts';
import type { Vocabulary } from '../../../model/text/vocabulary.ts';
import type { CorpusDocument } from '../../../training/corpus.ts';
import { plantTypos, type Typo } from './plantedTypos.ts';

/** How surprising each word is: the words of `wordsOf`, in their order. */
type Statistic = (scored: ScoredText, words: readonly SurprisingWord[]) => readonly number[];

const stretchOf = (text: string, excess: Float32Array, kindExcess: Float32Array): readonly number[] =>
  wordsOf({ text, excess, kindExcess }).map((word) => word.excess);

/** Something over a word's characters and, where it is made of letters, the one behind it. */
const over =
  (valuesOf: (scored: ScoredText) => Float32Array, statistic: (values: Float32Array) => number): Statistic =>
  (scored, words) =>
    words.map(({ offset, length }) => {
      const isWord = /[\p{L}\p{N}_$]/u.test(scored.text.charAt(offset));
      return statistic(valuesOf(scored).subarray(offset, offset + length + (isWord ? 1 : 0)));
    });

const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0);
const largest = (values: Float32Array): number => Math.max(...values);

/** Measures of a word's surprise. The first ships. */
export const statistics = {
  stretch: (_, words) => words.map(({ excess }) => excess),
  'stretch, any next character': ({ text, excess }) => stretchOf(text, excess, excess),
  'sum of excess': over(({ excess }) => excess, sum),
  'largest excess': over(({ excess }) => excess, largest),
  'sum of bits': over(({ bits }) => bits, sum),
  'largest bits': over(({ bits }) => bits, largest),
  'mean of bits': over(
    ({ bits }) => bits,
    (values) => sum(values) / Math.max(1, values.length),
  ),
} satisfies Record<string, Statistic>;

export type StatisticName = keyof typeof statistics;

export interface FoundTypo {
  readonly typo: Typo;
  /** Share of the document's words that are at least as surprising, by each statistic. */
  readonly rank: Readonly<Record<StatisticName, number>>;
}

export interface TypoSearch {
  readonly words: number;
  readonly typos: readonly FoundTypo[];
}

/** Scores a text with planted typos from its beginning. The same seed plants the same ones. */
export async function searchTypos(
  model: CharacterModel,
  vocabulary: Vocabulary,
  { language, path, text }: Pick<CorpusDocument, 'language' | 'path' | 'text'>,
  seed: number,
): Promise<TypoSearch> {
  const planted = plantTypos(text, new Rng(seed));
  const { state } = await model.read(model.initialState(), vocabulary.encodeHeader(language, path));
  const scored = new ScoredText(model, { state, encoder: vocabulary.encoder() });
  scored.follow(planted.text);
  while (!scored.isComplete) await scored.scoreSlice(64);
  const words = wordsOf(scored);
  const names = Object.keys(statistics) as StatisticName[];
  const values = new Map(names.map((name) => [name, statistics[name](scored, words)]));
  const typos = planted.typos.map((typo) => {
    const own = [...words.keys()].filter((index) => touches(words[index], typo));
    const rankOf = (name: StatisticName): number => shareAbove(values.get(name) ?? [], own);
    return { typo, rank: Object.fromEntries(names.map((name) => [name, rankOf(name)])) as FoundTypo['rank'] };
  });
  return { words: words.length, typos };
}

function touches(word: SurprisingWord | undefined, { offset, is }: Typo): boolean {
  return word !== undefined && word.offset < offset + is.length && offset < word.offset + word.length;
}

/** Share of the values that are as large as the largest of some of them. */
function shareAbove(values: readonly number[], some: readonly number[]): number {
  const best = Math.max(...some.map((index) => values[index] ?? -Infinity));
  return values.filter((value) => value >= best).length / Math.max(1, values.length);
}
