/**
 * Which language a text is in, by what a character model's states were like while it read it. One row of weights for each
 * language over the mean state, softmax: multinomial logistic regression. The states mean what the weights of one model make them
 * mean, so a head belongs to that model, named by the digest of its weights. At rest it is one file of JSON, `languages.json`.
 */
import { JsonObject, UnexpectedJson } from '../base/jsonObject.ts';
import { UserError } from '../base/userError.ts';
import { fromFloat16, toFloat16 } from './float16.ts';

/** Version of the format that is written; there is no other yet. */
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

/** SHA-256 of some bytes in lower-case hexadecimal digits; handed in, since this room knows no such library. */
export type Digest = (bytes: Uint8Array) => string;

/** All languages of a head, the most probable first. `meanState` has shape (S). */
export function languageProbabilities(head: LanguageHead, meanState: ArrayLike<number>): LanguageProbability[] {
  const logits = head.languages.map((_, row) => logit(head, row, meanState));
  const largest = Math.max(...logits);
  const exponentials = logits.map((value) => Math.exp(value - largest));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return head.languages
    .map((languageId, row) => ({ languageId, probability: (exponentials[row] ?? 0) / sum }))
    .sort((a, b) => b.probability - a.probability);
}

function logit({ weights, stateSize }: LanguageHead, row: number, meanState: ArrayLike<number>): number {
  const from = row * (stateSize + 1);
  let sum = weights[from + stateSize] ?? 0;
  for (let index = 0; index < stateSize; index++) sum += (weights[from + index] ?? 0) * (meanState[index] ?? 0);
  return sum;
}

/** The text of `languages.json`; weights are rounded to half precision. @throws RangeError when they have none */
export function serialiseLanguageHead(head: LanguageHead, digest: Digest): string {
  const halves = toFloat16(head.weights);
  const bytes = new Uint8Array(2 * halves.length);
  const view = new DataView(bytes.buffer);
  halves.forEach((half, index) => {
    view.setUint16(2 * index, half, true);
  });
  const { model, languages, stateSize } = head;
  const weights = { type: 'float16', sha256: digest(bytes), base64: Buffer.from(bytes).toString('base64') };
  return `${JSON.stringify({ formatVersion: FORMAT_VERSION, model, stateSize, languages, weights }, undefined, 2)}\n`;
}

/** Reads `languages.json`. @throws UserError when it is anything else. */
export function parseLanguageHead(json: string, digest: Digest): LanguageHead {
  try {
    const root = JsonObject.parse(json);
    root.oneOf('formatVersion', [FORMAT_VERSION]);
    const stateSize = root.integer('stateSize', 1, 1 << 16);
    const languages = root.strings('languages');
    if (languages.length < 2 || new Set(languages).size !== languages.length || languages.includes('')) {
      throw new UnexpectedJson('languages is not a list of different languages');
    }
    const weights = parseWeights(root.object('weights'), languages.length * (stateSize + 1), digest);
    return { model: root.string('model', /^[0-9a-f]{64}$/, 'a SHA-256'), languages, stateSize, weights };
  } catch (error) {
    if (!(error instanceof UnexpectedJson)) throw error;
    throw new UserError(
      `The file by which languages are told apart is damaged: ${error.message}.`,
      'Reinstall Undercurrent.',
      { cause: error },
    );
  }
}

function parseWeights(stored: JsonObject, count: number, digest: Digest): Float32Array {
  stored.oneOf('type', ['float16']);
  const bytes = Buffer.from(stored.string('base64', /^[A-Za-z0-9+/]*={0,2}$/, 'numbers in Base64'), 'base64');
  if (bytes.length !== 2 * count) throw new UnexpectedJson(`weights are ${bytes.length} bytes instead of ${2 * count}`);
  if (digest(bytes) !== stored.string('sha256')) throw new UnexpectedJson('weights have changed since they were saved');
  const halves = new Uint16Array(count);
  for (let index = 0; index < count; index++) halves[index] = bytes.readUInt16LE(2 * index);
  const weights = fromFloat16(halves);
  if (!weights.every((value) => Number.isFinite(value))) throw new UnexpectedJson('some weights are not numbers');
  return weights;
}
