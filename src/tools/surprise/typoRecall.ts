/**
 * How many planted typos are among the most surprising words of a text, by the measure that the editor shows and by others it was
 * chosen from. Words are ranked within their document, as they are for whoever looks at one.
 */
import { Rng } from '../../base/rng.ts';
import { ScoredText } from '../../completion/surprise/scoredText.ts';
import { type SurprisingWord, wordsOf } from '../../completion/surprise/words.ts';
import type { CharacterModel } from '../../model/characterModel.ts';
import type { Vocabulary } from '../../model/vocabulary.ts';
import type { CorpusDocument } from '../../training/corpus.ts';
import { plantTypos, type Typo } from './plantedTypos.ts';

/** Bits and excess of the characters of one word, with the one behind it where it is made of letters. */
type Statistic = (bits: Float32Array, excess: Float32Array) => number;

const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0);

/** What else a word's surprise could be. `stretch` is what ships. */
export const statistics = {
  stretch: undefined,
  'sum of excess': (_bits, excess) => sum(excess),
  'largest excess': (_bits, excess) => Math.max(...excess),
  'sum of bits': sum,
  'largest bits': (bits) => Math.max(...bits),
  'mean of bits': (bits) => sum(bits) / Math.max(1, bits.length),
} satisfies Record<string, Statistic | undefined>;

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
  const words = wordsOf(planted.text, scored.excess);
  const names = Object.keys(statistics) as StatisticName[];
  const values = new Map(names.map((name) => [name, words.map((word) => valueOf(name, word, scored))]));
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

function valueOf(name: StatisticName, { offset, length, excess }: SurprisingWord, scored: ScoredText): number {
  const statistic: Statistic | undefined = statistics[name];
  if (statistic === undefined) return excess;
  const end = offset + length + (/[\p{L}\p{N}_$]/u.test(scored.text.charAt(offset)) ? 1 : 0);
  return statistic(scored.bits.subarray(offset, end), scored.excess.subarray(offset, end));
}

/** Share of the values that are as large as the largest of some of them. */
function shareAbove(values: readonly number[], some: readonly number[]): number {
  const best = Math.max(...some.map((index) => values[index] ?? -Infinity));
  return values.filter((value) => value >= best).length / Math.max(1, values.length);
}
