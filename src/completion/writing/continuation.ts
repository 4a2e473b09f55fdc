/**
 * What a model went on to write at one place: tokens, their probabilities, the text they make, and the state after each of
 * them. It only grows. Who types along moves through it without any reading; whoever accepts finds the states there.
 */
import type { HiddenState } from '../../model/characterModel.ts';
import type { IncrementalDecoder } from '../../model/text/incrementalDecoder.ts';
import type { IncrementalEncoder } from '../../model/text/incrementalEncoder.ts';
import { indentationChoices } from '../../model/text/indentation.ts';
import { INDENT_LITERAL, isIndentationToken, LINE_FEED } from '../../model/text/tokens.ts';
import type { Vocabulary } from '../../model/text/vocabulary.ts';
import type { Place, Predictor, WrittenTokens } from './predictor.ts';
import type { DecodedText } from '../choosing/showRule.ts';
import type { CacheContext } from '../textCache/cacheContext.ts';
import type { Foretold } from '../textCache/textCache.ts';

/** A place in a text that has been read: the state, and what the encoder holds back there. */
export interface ReadPosition {
  /** In the text, UTF-16 code units. */
  readonly offset: number;
  /** Tokens of the text up to here, the header not counted. */
  readonly tokenCount: number;
  /** Never written to: cloned before use. */
  readonly encoder: IncrementalEncoder;
  readonly state: HiddenState;
}

/** Typed whitespace that no single token stands for: the tokens to be read before anything can be decoded. */
export function tokensForTypedIndentation(encoder: IncrementalEncoder): readonly number[] {
  const typed = encoder.pendingIndentation;
  const choice = typed === undefined ? undefined : indentationChoices(encoder, typed)[0];
  return choice?.token === INDENT_LITERAL ? choice.tokens : [];
}

/** Mask of the first choice: at the start of a line only indentation that agrees with the whitespace typed already. */
export function firstTokenBias(encoder: IncrementalEncoder, vocabularySize: number): Float32Array | undefined {
  const typed = encoder.pendingIndentation;
  if (typed === undefined || tokensForTypedIndentation(encoder).length > 0) return undefined;
  const bias = new Float32Array(vocabularySize).fill(-1e9);
  for (const { token } of indentationChoices(encoder, typed)) bias[token] = 0;
  if (typed === '') bias[LINE_FEED] = 0;
  return bias;
}

export class Continuation implements DecodedText, Foretold {
  /** Number of the first token within the document, where the text cache counts them. */
  readonly firstToken: number | undefined;
  readonly firstBias: Float32Array | undefined;
  readonly tokens: number[] = [];
  readonly probabilities: number[] = [];
  readonly states: HiddenState[] = [];
  readonly contexts: (CacheContext | undefined)[] = [];
  readonly opinions: (Float32Array | undefined)[] = [];
  readonly ends: number[] = [];
  text = '';
  closed = false;
  readonly #start: Place;
  readonly #decoder: IncrementalDecoder;
  /** Encodes what was decoded: where its tokens are others, the model wrote what no text is encoded as. */
  readonly #encoder: IncrementalEncoder;
  #verified = 0;

  /** `predictor`: of the document whose text ends here; without one nothing is known of a text cache. */
  constructor(
    /** The text it continues. */
    readonly prefixText: string,
    readonly start: ReadPosition,
    vocabulary: Vocabulary,
    predictor?: Predictor,
  ) {
    this.firstToken = predictor?.nextToken;
    this.#start = predictor?.placeAt(start.state) ?? { state: start.state, context: undefined };
    this.firstBias = firstTokenBias(start.encoder, vocabulary.size);
    this.#decoder = vocabulary.decoder(start.encoder);
    this.#encoder = start.encoder.clone();
  }

  /** After everything written so far. */
  get end(): Place {
    const state = this.states.at(-1);
    return state === undefined ? this.#start : { state, context: this.contexts.at(-1) };
  }

  get bytes(): number {
    const opinions = this.opinions.reduce((sum, opinion) => sum + (opinion?.byteLength ?? 0), 0);
    return this.states.length * this.start.state.byteLength + opinions;
  }

  /** Adds what the model wrote next; what cannot stand in a text ends the continuation there. */
  append(written: WrittenTokens): void {
    for (let index = 0; index < written.tokens.length && !this.closed; index++) {
      const token = written.tokens[index] ?? 0;
      if (token >= 256 && !isIndentationToken(token)) {
        this.closed = true;
        return;
      }
      this.tokens.push(token);
      this.probabilities.push(written.probabilities[index] ?? 0);
      this.states.push(ownState(written.states[index] ?? this.end.state));
      this.contexts.push(written.contexts?.[index]);
      this.opinions.push(written.opinions?.[index]);
      const piece = this.#decoder.push(token);
      this.text += piece;
      this.ends.push(this.text.length);
      this.#verify(this.#encoder.push(piece));
    }
  }

  /** Decodes up to `maxTokens` more tokens, at least one unless closed. */
  async extend(predictor: Predictor, maxTokens: number, minimumProbability: number): Promise<void> {
    const firstBias = this.tokens.length === 0 ? this.firstBias : undefined;
    this.append(await predictor.write({ place: this.end, maxTokens, firstBias, minimumProbability }));
  }

  /** What is left after `typed` more characters, if that is where a token ends; undefined otherwise. */
  after(typed: number): DecodedText | undefined {
    if (typed === 0) return this;
    // The first token that ends there: those without text after it (an indentation of none) belong to what follows.
    const index = this.ends.indexOf(typed);
    if (index < 0) return undefined;
    return {
      text: this.text.slice(typed),
      ends: this.ends.slice(index + 1).map((end) => end - typed),
      probabilities: this.probabilities.slice(index + 1),
      closed: this.closed,
    };
  }

  #verify(encoded: readonly number[]): void {
    for (const token of encoded) {
      if (this.tokens[this.#verified] !== token) {
        this.#closeAt(this.#verified);
        return;
      }
      this.#verified++;
    }
  }

  #closeAt(count: number): void {
    this.closed = true;
    const { tokens, probabilities, states, contexts, opinions, ends } = this;
    for (const list of [tokens, probabilities, states, contexts, opinions, ends]) list.length = count;
    this.text = this.text.slice(0, this.ends.at(-1) ?? 0);
  }
}

/** A state that does not keep a larger buffer alive. */
export function ownState(state: HiddenState): HiddenState {
  return state.byteLength === state.buffer.byteLength ? state : state.slice();
}
