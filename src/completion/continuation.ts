/**
 * What a model went on to write at one place: tokens, their probabilities, the text they make, and the state after each of
 * them. It only grows. Who types along moves through it without any reading; whoever accepts finds the states there.
 */
import type { CharacterModel, HiddenState } from '../model/characterModel.ts';
import type { IncrementalDecoder } from '../model/incrementalDecoder.ts';
import type { IncrementalEncoder } from '../model/incrementalEncoder.ts';
import { indentationChoices } from '../model/indentation.ts';
import { INDENT_LITERAL, isIndentationToken, LINE_FEED } from '../model/tokens.ts';
import type { Vocabulary } from '../model/vocabulary.ts';
import type { DecodedText } from './showRule.ts';

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

/** Tokens chosen by the model, n of each. */
export interface WrittenTokens {
  readonly tokens: ArrayLike<number>;
  readonly probabilities: ArrayLike<number>;
  readonly states: readonly HiddenState[];
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

export class Continuation implements DecodedText {
  /** The text it continues. */
  readonly prefixText: string;
  readonly start: ReadPosition;
  readonly firstBias: Float32Array | undefined;
  readonly tokens: number[] = [];
  readonly probabilities: number[] = [];
  readonly states: HiddenState[] = [];
  readonly ends: number[] = [];
  text = '';
  closed = false;
  readonly #decoder: IncrementalDecoder;
  /** Encodes what was decoded: where its tokens are others, the model wrote what no text is encoded as. */
  readonly #encoder: IncrementalEncoder;
  #verified = 0;

  constructor(prefixText: string, start: ReadPosition, vocabulary: Vocabulary) {
    this.prefixText = prefixText;
    this.start = start;
    this.firstBias = firstTokenBias(start.encoder, vocabulary.size);
    this.#decoder = vocabulary.decoder(start.encoder);
    this.#encoder = start.encoder.clone();
  }

  /** State after everything written so far. */
  get endState(): HiddenState {
    return this.states.at(-1) ?? this.start.state;
  }

  get bytes(): number {
    return this.states.length * this.start.state.byteLength;
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
      this.states.push(ownState(written.states[index] ?? this.endState));
      const piece = this.#decoder.push(token);
      this.text += piece;
      this.ends.push(this.text.length);
      this.#verify(this.#encoder.push(piece));
    }
  }

  /** Decodes up to `maxTokens` more tokens, at least one unless closed. */
  async extend(model: CharacterModel, maxTokens: number, minimumProbability: number): Promise<void> {
    const firstBias = this.tokens.length === 0 ? this.firstBias : undefined;
    const request = {
      state: this.endState,
      maxTokens,
      minimumProbability,
      ...(firstBias === undefined ? {} : { firstBias }),
    };
    const written = await model.decode(request);
    // A model that leaves out the token by which the probability falls too low still has to name it.
    this.append(
      written.tokens.length > 0 ? written : await model.decode({ ...request, maxTokens: 1, minimumProbability: 0 }),
    );
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
    for (const list of [this.tokens, this.probabilities, this.states, this.ends]) list.length = count;
    this.text = this.text.slice(0, this.ends.at(-1) ?? 0);
  }
}

/** A state that does not keep a larger buffer alive. */
export function ownState(state: HiddenState): HiddenState {
  return state.byteLength === state.buffer.byteLength ? state : state.slice();
}
