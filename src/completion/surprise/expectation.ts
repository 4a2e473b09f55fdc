/**
 * Why a word is surprising: which of its characters it was, and what the model expected in its place. From the state
 * before that character each of the likeliest tokens is taken once and the model writes on, until the word is whole.
 */
import type { CharacterModel, HiddenState } from '../../model/characterModel.ts';
import type { IncrementalDecoder } from '../../model/text/incrementalDecoder.ts';
import { isIndentationToken } from '../../model/text/tokens.ts';
import type { Vocabulary } from '../../model/text/vocabulary.ts';
import { codePointAt } from '../choosing/naturalStops.ts';
import { type AlignedTokens, alignTokens } from './alignment.ts';
import type { Expectation } from './request.ts';
import type { ScoredText } from './scoredText.ts';
import type { SurprisingWord } from './words.ts';

/** Expectations at most, and how probable one is at least. */
const mostExpectations = 3;
const leastProbability = 0.01;
/** Tokens that the model writes to finish a word. */
const longestRest = 20;
/** It is written out as long as it is at least so probable, given its first character. */
const leastRest = 0.5;

/** A word, or signs, with the whitespace before it, and what comes directly behind it. */
const firstPiece = /^\s*(?:[\p{L}\p{M}\p{N}_$]+|[^\s\p{L}\p{M}\p{N}_$]+|$)/u;
const wordAtEnd = /[\p{L}\p{M}\p{N}_$]+$/u;
const startsWithWord = /^[\p{L}\p{M}\p{N}_$]/u;
const longestWordBefore = 40;
const firstTwoPieces =
  /^\s*(?:[\p{L}\p{M}\p{N}_$]+(?:[^\p{L}\p{M}\p{N}_$]|$)|[^\s\p{L}\p{M}\p{N}_$]+(?:[\p{L}\p{M}\p{N}_$]+|\s|$)|$)/u;

/** What was expected at a word's peak, the likeliest first. Word and peak lie before `scored.scoredTo`. */
export async function expectationsAt(
  model: CharacterModel,
  vocabulary: Vocabulary,
  scored: ScoredText,
  word: SurprisingWord,
): Promise<Expectation[]> {
  const { text } = scored;
  const offset = word.peak;
  const from = scored.milestoneAt(offset);
  const encoder = from.encoder.clone();
  const tokens = Int32Array.from([
    ...encoder.push(text.slice(from.offset, endOfCharacter(text, offset))),
    ...encoder.flush(),
  ]);
  const target = await leastExpectedToken(model, from.state, tokens, alignTokens(text, from.offset, tokens), offset);
  const before = tokens.subarray(0, target);
  const { state } = await model.read(from.state, before);
  const decoder = vocabulary.decoder(from.encoder);
  for (const token of before) decoder.push(token);
  const actual = text.slice(word.offset, word.offset + word.length);
  const typed = text.slice(word.offset, offset);
  const wordBefore = wordAtEnd.exec(text.slice(Math.max(0, offset - longestWordBefore), offset))?.[0] ?? '';
  const actualToken = tokens[target];
  const found = await expectations({ model, state, decoder, actualToken, typed, wordBefore, actual });
  return merged(found);
}

/** Where a character is known to be over: of an indentation, only with the character behind it. */
function endOfCharacter(text: string, offset: number): number {
  let end = offset;
  while (text.charAt(end) === ' ' || text.charAt(end) === '\t') end++;
  return end + codePointAt(text, end).length;
}

/** Index of the token, among those of the character at `offset`, that was least expected. */
async function leastExpectedToken(
  model: CharacterModel,
  state: HiddenState,
  tokens: Int32Array,
  { offsets, isSilent }: AlignedTokens,
  offset: number,
): Promise<number> {
  const { nats, entropies } = await model.score(state, tokens);
  const excessOf = (index: number): number => nats[index] - entropies[index];
  const own = [...tokens.keys()].filter((index) => offsets[index] === offset && !isSilent[index]);
  return own.reduce((best, index) => (excessOf(index) > excessOf(best) ? index : best), own.at(-1) ?? 0);
}

interface Place {
  readonly model: CharacterModel;
  /** Before the token in question. */
  readonly state: HiddenState;
  readonly decoder: IncrementalDecoder;
  readonly actualToken: number;
  /** What stands between the start of the word and the place. */
  readonly typed: string;
  /** The word that ends at the place: what was expected may have gone on with it. */
  readonly wordBefore: string;
  /** The word as it is. */
  readonly actual: string;
}

async function expectations(place: Place): Promise<Expectation[]> {
  const distribution = await place.model.predict(place.state);
  const likeliest = [...distribution.keys()]
    .filter((token) => token !== place.actualToken && (token < 256 || isIndentationToken(token)))
    .filter((token) => distribution[token] >= leastProbability)
    .sort((a, b) => distribution[b] - distribution[a])
    .slice(0, mostExpectations);
  const found: Expectation[] = [];
  for (const token of likeliest) found.push(await writeOn(place, token, distribution[token]));
  return found;
}

/** What the model writes when its next token is this one, which has this probability. */
async function writeOn(
  { model, state, decoder, typed, wordBefore, actual }: Place,
  token: number,
  first: number,
): Promise<Expectation> {
  const firstBias = new Float32Array(model.vocabularySize).fill(-1e9);
  firstBias[token] = 0;
  const written = await model.decode({ state, maxTokens: longestRest, firstBias, minimumProbability: leastRest });
  const own = decoder.clone();
  let all = typed;
  const steps = Array.from(written.tokens, (next, index) => {
    all += own.push(next);
    return { end: all.length, probability: index === 0 ? first : written.probabilities[index] };
  });
  const piece = firstPiece.exec(all)?.[0] ?? all;
  // Where the word would have been the same, it is what follows it that was not expected.
  const length = piece === actual ? (firstTwoPieces.exec(all)?.[0] ?? all).length : piece.length;
  let end = 0;
  let product = 1;
  for (const { end: next, probability } of steps) {
    if (end >= length || (end > 0 && product * probability < leastRest * first)) break;
    product *= probability;
    end = next;
  }
  const text = all.slice(0, Math.min(end, length));
  const goesOn = typed === '' && startsWithWord.test(text);
  return {
    text: goesOn ? wordBefore + text : text,
    isWhole: end >= length && all.length > length,
    probability: product,
  };
}

/** Several tokens may lead to the same word. */
function merged(expectations: readonly Expectation[]): Expectation[] {
  const byText = new Map<string, Expectation>();
  for (const expectation of expectations) {
    const probability = expectation.probability + (byText.get(expectation.text)?.probability ?? 0);
    byText.set(expectation.text, { ...expectation, probability });
  }
  return [...byText.values()].sort((a, b) => b.probability - a.probability);
}
