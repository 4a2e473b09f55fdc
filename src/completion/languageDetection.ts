/**
 * Many to one: from a text to the language it is in. A model that reads characters has to find out what it reads, or it
 * could not go on; so its states say it, and the mean of them over the beginning of a text is all that the head looks
 * at. Reading is background work in slices: every completion request goes first, and what was read before it is not
 * read again.
 */
import type { CharacterModel, HiddenState } from '../model/characterModel.ts';
import { type LanguageHead, type LanguageProbability, languageProbabilities } from '../model/languageHead.ts';
import type { Vocabulary } from '../model/text/vocabulary.ts';
import type { MayGoOn, Turns } from './turns.ts';

/**
 * Tokens of a text that are read, some 850 characters: more make it hardly surer, and this takes some 50 ms of one
 * core.
 */
export const detectionTokens = 768;

/** Characters that are enough for these tokens, though all the whitespace before a line may be one. */
const detectionCharacters = 4 * detectionTokens;

/** Tokens read before other work may have its turn. */
const slice = 64;

/** Languages in an answer, at most. */
const mostLanguages = 3;

/** A question for the language of a text. */
export interface LanguageRequest {
  readonly documentId: string;
  /** The beginning of the document, line feeds only; what is behind `detectionCharacters` is not looked at. */
  readonly text: string;
}

export interface LanguageResult {
  /** The most probable first; empty when cancelled, or when nothing is known of this model's states. */
  readonly languages: readonly LanguageProbability[];
}

/** The mean of the states over a text, as far as it is read. */
export class Impression {
  readonly #header: Int32Array;
  readonly #tokens: Int32Array;
  readonly #sum: Float64Array;
  #state: HiddenState | undefined;
  #read = 0;

  /** A text that was not told to be in any language: `plaintext` is what an editor says of those. */
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

  /** (S); zeros when nothing was read. */
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

  /** `head`: `undefined` where there is none for this model's states; then nothing is ever detected. */
  constructor(
    private readonly model: CharacterModel,
    private readonly vocabulary: Vocabulary,
    head: LanguageHead | undefined,
    private readonly options: LanguageDetectorOptions,
  ) {
    this.#head = head?.stateSize === model.stateSize ? head : undefined;
  }

  /** Asking again for the same document gives up what was asked before. Rejects when the native library fails. */
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
