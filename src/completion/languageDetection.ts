/**
 * Detects the language of a text. A model of characters keeps the language in its states, so the head only looks at
 * their mean over the beginning of a text. Reading is background work in slices. It continues after a completion
 * request.
 */
import type { CharacterModel, HiddenState } from '../model/characterModel.ts';
import { type LanguageHead, type LanguageProbability, languageProbabilities } from '../model/languageHead.ts';
import type { Vocabulary } from '../model/text/vocabulary.ts';
import type { MayGoOn, Turns } from './turns.ts';

/** Tokens that are read, some 850 characters in 50 ms of one core. More make the answer hardly surer. */
export const detectionTokens = 768;

/** Characters that are enough for these tokens, even with much indentation. */
const detectionCharacters = 4 * detectionTokens;

/** Tokens between two checks of the signal. */
const slice = 64;

/** Most languages in an answer. */
const mostLanguages = 3;

export interface LanguageRequest {
  readonly documentId: string;
  /** The beginning of the document, line feeds only, `detectionCharacters` at most. */
  readonly text: string;
}

export interface LanguageResult {
  /** Most probable first. Empty when cancelled, and without a head for the states of this model. */
  readonly languages: readonly LanguageProbability[];
}

/** The mean of the states over a text, as far as it is read. */
export class Impression {
  readonly #header: Int32Array;
  readonly #tokens: Int32Array;
  readonly #sum: Float64Array;
  #state: HiddenState | undefined;
  #read = 0;

  /** The header says `plaintext`, as an editor does for texts of unknown language. */
  constructor(
    private readonly model: CharacterModel,
    vocabulary: Vocabulary,
    text: string,
  ) {
    this.#header = vocabulary.encodeHeader('plaintext');
    this.#tokens = vocabulary.encode(text.slice(0, detectionCharacters)).subarray(0, detectionTokens);
    this.#sum = new Float64Array(model.stateSize);
  }

  /** Tokens read so far. */
  get length(): number {
    return this.#read;
  }

  get isComplete(): boolean {
    return this.#read >= this.#tokens.length;
  }

  /** (S); zeros before anything is read. */
  get mean(): Float32Array {
    return Float32Array.from(this.#sum, (value) => value / Math.max(1, this.#read));
  }

  async readSlice(): Promise<void> {
    const tokens = this.#tokens.subarray(this.#read, this.#read + slice);
    if (tokens.length === 0) return;
    this.#state ??= (await this.model.read(this.model.initialState(), this.#header)).state;
    const { state, kept } = await this.model.read(this.#state, tokens, [...tokens.keys()]);
    for (const one of kept) for (let index = 0; index < one.length; index++) this.#sum[index] += one[index];
    this.#state = state;
    this.#read += tokens.length;
  }
}

export interface LanguageDetectorOptions {
  readonly turns: Turns;
}

export class LanguageDetector {
  readonly #head: LanguageHead | undefined;

  /** `head`: `undefined` for a model without one; then no language is detected. */
  constructor(
    private readonly model: CharacterModel,
    private readonly vocabulary: Vocabulary,
    head: LanguageHead | undefined,
    private readonly options: LanguageDetectorOptions,
  ) {
    this.#head = head?.stateSize === model.stateSize ? head : undefined;
  }

  /** Replaces an earlier request for the same document. Rejects when the native library fails. */
  async detect({ documentId, text }: LanguageRequest, signal: AbortSignal): Promise<LanguageResult> {
    const head = this.#head;
    if (head === undefined || signal.aborted || text.trim() === '') return { languages: [] };
    const impression = new Impression(this.model, this.vocabulary, text);
    const read = async (mayGoOn: MayGoOn): Promise<void> => {
      while (!impression.isComplete) {
        await impression.readSlice();
        if (!(await mayGoOn())) return;
      }
    };
    await this.options.turns.background(`language of ${documentId}`, read, signal);
    if (!impression.isComplete) return { languages: [] };
    return { languages: languageProbabilities(head, impression.mean).slice(0, mostLanguages) };
  }
}
