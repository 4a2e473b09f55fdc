/**
 * Why a word is surprising: at which character, and what the model expected there. The model writes on from the state
 * before that character with each of the likeliest tokens, until the word is whole.
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

/** Most expectations, and their least probability. */
const mostExpectations = 3;
const leastProbability = 0.01;
/** Most tokens to finish a word. */
const longestRest = 20;
/** A word is written on while it is at least so probable, given its first character. */
const leastRest = 0.5;

/** A word or signs, with the whitespace before them. */
const firstPiece = /^\s*(?:[\p{L}\p{M}\p{N}_$]+|[^\s\p{L}\p{M}\p{N}_$]+|$)/u;
const wordAtEnd = /[\p{L}\p{M}\p{N}_$]{1,40}$/u;
const startsWithWord = /^[\p{L}\p{M}\p{N}_$]/u;
const longestWordBefore = 40;
const firstTwoPieces =
  /^\s*(?:[\p{L}\p{M}\p{N}_$]+(?:[^\p{L}\p{M}\p{N}_$]|$)|[^\s\p{L}\p{M}\p{N}_$]+(?:[\p{L}\p{M}\p{N}_$]+|\s|$)|$)/u;

/** What was expected at the peak of a word, likeliest first. The word lies before `scored.scoredTo`. */
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

/** Offset at which the encoder has let go of a character: for indentation, behind the next character. */
function endOfCharacter(text: string, offset: number): number {
  let end = offset;
  while (text.charAt(end) === ' ' || text.charAt(end) === '\t') end++;
  return end + codePointAt(text, end).length;
}

/** Index of the least expected token of the character at `offset`. */
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

interface UnexpectedToken {
  readonly model: CharacterModel;
  /** Before the token. */
  readonly state: HiddenState;
  readonly decoder: IncrementalDecoder;
  readonly actualToken: number;
  /** Text between the start of the word and the token. */
  readonly typed: string;
  /** The word that ends at the token, which the model may have continued. */
  readonly wordBefore: string;
  /** The word in the text. */
  readonly actual: string;
}

async function expectations(at: UnexpectedToken): Promise<Expectation[]> {
  const distribution = await at.model.predict(at.state);
  const likeliest = [...distribution.keys()]
    .filter((token) => token !== at.actualToken && (token < 256 || isIndentationToken(token)))
    .filter((token) => distribution[token] >= leastProbability)
    .sort((a, b) => distribution[b] - distribution[a])
    .slice(0, mostExpectations);
  const found: Expectation[] = [];
  for (const token of likeliest) found.push(await writeOn(at, token, distribution[token]));
  return found;
}

/** What the model writes after `token`, whose probability is `first`. */
async function writeOn(
  { model, state, decoder, typed, wordBefore, actual }: UnexpectedToken,
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
  // When the word is the same, what follows it was unexpected.
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
