/**
 * What a model writes at one position: tokens, their text, and the state behind each of them. Typing along moves
 * through it without reading. An accepted offer finds its states here.
 */
import type { IncrementalDecoder } from '../../model/text/incrementalDecoder.ts';
import type { IncrementalEncoder } from '../../model/text/incrementalEncoder.ts';
import { indentationChoices } from '../../model/text/indentation.ts';
import { INDENT_LITERAL, isIndentationToken, LINE_FEED } from '../../model/text/tokens.ts';
import type { Vocabulary } from '../../model/text/vocabulary.ts';
import type { DecodedText } from '../choosing/showRule.ts';
import { type ExpectedText, ownState, type ReadPosition } from '../reading/readPath.ts';
import type { Predicted } from '../textCache/textCache.ts';
import type { Predictor, WriteState, WrittenToken } from './predictor.ts';

/** Tokens of typed whitespace that no single token stands for. They have to be read before decoding. */
export function tokensForTypedIndentation(encoder: IncrementalEncoder): readonly number[] {
  const typed = encoder.pendingIndentation;
  const choice = typed === undefined ? undefined : indentationChoices(encoder, typed)[0];
  return choice?.token === INDENT_LITERAL ? choice.tokens : [];
}

/** Mask of the first token: at the start of a line, only indentation that agrees with the typed whitespace. */
export function firstTokenBias(encoder: IncrementalEncoder, vocabularySize: number): Float32Array | undefined {
  const typed = encoder.pendingIndentation;
  if (typed === undefined || tokensForTypedIndentation(encoder).length > 0) return undefined;
  const bias = new Float32Array(vocabularySize).fill(-1e9);
  for (const { token } of indentationChoices(encoder, typed)) bias[token] = 0;
  if (typed === '') bias[LINE_FEED] = 0;
  return bias;
}

export interface ContinuationToken extends WrittenToken {
  /** Length of the text behind the token, in UTF-16 code units. */
  readonly end: number;
}

export class Continuation implements Predicted, ExpectedText {
  /** Number of the first token within the document; `undefined` without a text cache. */
  readonly firstToken: number | undefined;
  /** Mask of the first choice. */
  readonly firstBias: Float32Array | undefined;
  readonly written: ContinuationToken[] = [];
  text = '';
  closed = false;
  readonly #start: WriteState;
  readonly #decoder: IncrementalDecoder;
  /** Encodes the decoded text. Where it gives other tokens, the model wrote what no text is encoded as. */
  readonly #encoder: IncrementalEncoder;
  #verified = 0;

  /** `predictor`: of the document; without one there is no text cache. */
  constructor(
    /** The text it continues. */
    readonly prefixText: string,
    readonly start: ReadPosition,
    vocabulary: Vocabulary,
    predictor?: Predictor,
  ) {
    this.firstToken = predictor?.nextToken;
    this.#start = predictor?.startAt(start.state) ?? { state: start.state, context: undefined };
    this.firstBias = firstTokenBias(start.encoder, vocabulary.size);
    this.#decoder = vocabulary.decoder(start.encoder);
    this.#encoder = start.encoder.clone();
  }

  /** Behind everything written so far. */
  get end(): WriteState {
    return this.written.at(-1)?.after ?? this.#start;
  }

  get bytes(): number {
    const distributions = this.written.reduce(
      (sum, { modelProbabilities }) => sum + (modelProbabilities?.byteLength ?? 0),
      0,
    );
    return this.written.length * this.start.state.byteLength + distributions;
  }

  get decoded(): DecodedText {
    return this.#decodedFrom(0, 0);
  }

  /** Adds what the model wrote next. A token that stands for no text closes the continuation. */
  append(tokens: readonly WrittenToken[]): void {
    for (const { token, probability, after, modelProbabilities } of tokens) {
      if (this.closed) return;
      if (token >= 256 && !isIndentationToken(token)) {
        this.closed = true;
        return;
      }
      const piece = this.#decoder.push(token);
      this.text += piece;
      const own = { state: ownState(after.state), context: after.context };
      this.written.push({ token, probability, after: own, modelProbabilities, end: this.text.length });
      this.#verify(this.#encoder.push(piece));
    }
  }

  /** Decodes up to `maxTokens` more tokens, at least one unless closed. */
  async extend(predictor: Predictor, maxTokens: number, minimumProbability: number): Promise<void> {
    const firstBias = this.written.length === 0 ? this.firstBias : undefined;
    this.append(await predictor.write({ from: this.end, maxTokens, firstBias, minimumProbability }));
  }

  /** The rest after `typed` more characters; undefined when no token ends there. */
  after(typed: number): DecodedText | undefined {
    if (typed === 0) return this.decoded;
    // The first token that ends there: later ones without text belong to what follows.
    const index = this.written.findIndex(({ end }) => end === typed);
    return index < 0 ? undefined : this.#decodedFrom(index + 1, typed);
  }

  #decodedFrom(first: number, typed: number): DecodedText {
    const rest = first === 0 ? this.written : this.written.slice(first);
    return {
      text: this.text.slice(typed),
      ends: rest.map(({ end }) => end - typed),
      probabilities: rest.map(({ probability }) => probability),
      closed: this.closed,
    };
  }

  #verify(encoded: readonly number[]): void {
    for (const token of encoded) {
      if (this.written[this.#verified]?.token !== token) {
        this.#closeAt(this.#verified);
        return;
      }
      this.#verified++;
    }
  }

  #closeAt(count: number): void {
    this.closed = true;
    this.written.length = count;
    this.text = this.text.slice(0, this.written.at(-1)?.end ?? 0);
  }
}
