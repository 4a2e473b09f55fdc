/**
 * Tells which language a text is in, from the mean of a character model's states while it reads the text: multinomial
 * logistic regression, one row of weights a language. States mean what the weights of one model make them mean, so a
 * head names its model by the digest of the weights. It is stored as one JSON file, `languages.json`.
 */
import * as v from 'valibot';
import { UserError } from '../base/userError.ts';
import { type Refusal, objectOf, oneOf, parseJson, wholeNumberFrom } from '../base/validation.ts';
import { type Digest, parseNumbers, serialiseNumbers, storedNumbersSchema } from './numberTables.ts';

/** The version of the format that is written. There is no other yet. */
const FORMAT_VERSION = 1;
/** Longest `languages.json`, in bytes: a hundred languages over the states of a large model. */
export const MAXIMUM_HEAD_BYTES = 1 << 22;

export interface LanguageHead {
  /** SHA-256 of the weights file of the model whose states it reads. */
  readonly model: string;
  /** K VS Code language ids. */
  readonly languages: readonly string[];
  /** Length S of a state. */
  readonly stateSize: number;
  /** (K, S + 1), rows first: the weights of a language, then its bias. */
  readonly weights: Float32Array;
}

export interface LanguageProbability {
  /** VS Code language id. */
  readonly languageId: string;
  readonly probability: number;
}

const headSchema = objectOf({
  formatVersion: oneOf([FORMAT_VERSION]),
  stateSize: wholeNumberFrom(1, 1 << 16),
  languages: v.pipe(
    v.array(v.string()),
    v.check(
      (ids) => ids.length >= 2 && new Set(ids).size === ids.length && !ids.includes(''),
      'a list of different languages',
    ),
  ),
  weights: objectOf({ type: oneOf(['float16']), ...storedNumbersSchema }),
  model: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'a SHA-256')),
});

/** All languages of a head, the most probable first. `meanState` has shape (S). */
export function languageProbabilities(head: LanguageHead, meanState: ArrayLike<number>): LanguageProbability[] {
  const logits = head.languages.map((_, row) => logit(head, row, meanState));
  const largest = Math.max(...logits);
  const exponentials = logits.map((value) => Math.exp(value - largest));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return head.languages
    .map((languageId, row) => ({ languageId, probability: exponentials[row] / sum }))
    .sort((a, b) => b.probability - a.probability);
}

function logit({ weights, stateSize }: LanguageHead, row: number, meanState: ArrayLike<number>): number {
  const from = row * (stateSize + 1);
  let sum = weights[from + stateSize];
  for (let index = 0; index < stateSize; index++) sum += weights[from + index] * meanState[index];
  return sum;
}

/** The text of `languages.json`. Weights are rounded to half precision. @throws RangeError when they have none */
export function serialiseLanguageHead({ model, languages, stateSize, weights }: LanguageHead, digest: Digest): string {
  const stored = { type: 'float16', ...serialiseNumbers(weights, digest) };
  const file = { formatVersion: FORMAT_VERSION, model, stateSize, languages, weights: stored };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/** Reads `languages.json`. @throws UserError when it is anything else. */
export function parseLanguageHead(json: string, digest: Digest): LanguageHead {
  const refuse: Refusal = (reason, options) =>
    new UserError(
      `The file by which languages are told apart is damaged: ${reason}.`,
      'Reinstall Undercurrent.',
      options,
    );
  const { model, languages, stateSize, weights: stored } = parseJson(headSchema, json, refuse);
  const weights = parseNumbers(stored, digest, refuse);
  const count = languages.length * (stateSize + 1);
  if (weights.length !== count) throw refuse(`there are ${weights.length} weights instead of ${count}`);
  return { model, languages, stateSize, weights };
}
