/**
 * Distributions of the next token for decoder and beam: of the model alone, or mixed with live learning and the text
 * cache. Alone, the model writes many tokens in one run; mixed, it goes token by token.
 */
import type { CharacterModel, DecodeResult, HiddenState } from '../../model/characterModel.ts';
import type { LiveWeights } from '../live/liveWeights.ts';
import type { CacheContext } from '../textCache/cacheContext.ts';
import type { DocumentCache } from '../textCache/textCache.ts';

/** Where writing goes on. */
export interface WriteState {
  readonly state: HiddenState;
  /** The same place in the text cache; `undefined` without one. */
  readonly context: CacheContext | undefined;
}

/** A token that was chosen. */
export interface WrittenToken {
  readonly token: number;
  /** Given everything before it. */
  readonly probability: number;
  /** Behind the token. */
  readonly after: WriteState;
  /** Of the model before the text cache, (V), from which the cache learns; absent without a cache. */
  readonly modelProbabilities?: Float32Array | undefined;
}

export interface WriteRequest {
  readonly from: WriteState;
  /** At least 1. */
  readonly maxTokens: number;
  /** Added to the logits of the first choice only, (V). */
  readonly firstBias: Float32Array | undefined;
  /** Writing ends once the product of the probabilities falls below this. */
  readonly minimumProbability: number;
}

export interface Prediction {
  /** Of the next token, (V). Sums to 1. */
  readonly probabilities: Float32Array;
  /** Before the text cache, (V); absent without one. */
  readonly modelProbabilities?: Float32Array;
}

export interface PredictedStep extends Prediction {
  /** Behind the token. */
  readonly after: WriteState;
}

/** All methods reject when the native library fails. */
export interface Predictor {
  /** Number of the next token within the document; `undefined` without a text cache. */
  readonly nextToken: number | undefined;
  /** The end of the document's text, where the model is in this state. */
  startAt(state: HiddenState): WriteState;
  /** Behind one more token, which leads to this state. */
  behind(before: WriteState, token: number, state: HiddenState): WriteState;
  predict(at: WriteState): Promise<Prediction>;
  /** One token for each of several hypotheses, 1 to 8. */
  step(before: readonly WriteState[], tokens: Int32Array): Promise<readonly PredictedStep[]>;
  /** The likeliest token, again and again. */
  write(request: WriteRequest): Promise<readonly WrittenToken[]>;
}

/** The model alone. */
export class ModelPredictor implements Predictor {
  readonly nextToken = undefined;

  constructor(private readonly model: CharacterModel) {}

  startAt(state: HiddenState): WriteState {
    return { state, context: undefined };
  }

  behind(_before: WriteState, _token: number, state: HiddenState): WriteState {
    return { state, context: undefined };
  }

  async predict({ state }: WriteState): Promise<Prediction> {
    return { probabilities: await this.model.predict(state) };
  }

  async step(before: readonly WriteState[], tokens: Int32Array): Promise<readonly PredictedStep[]> {
    const { states, probabilities } = await this.model.step(
      before.map(({ state }) => state),
      tokens,
    );
    return states.map((state, row) => ({ after: { state, context: undefined }, probabilities: probabilities[row] }));
  }

  async write({ from, maxTokens, firstBias, minimumProbability }: WriteRequest): Promise<readonly WrittenToken[]> {
    const request = {
      state: from.state,
      maxTokens,
      minimumProbability,
      ...(firstBias === undefined ? {} : { firstBias }),
    };
    const decoded = await this.model.decode(request);
    // A model may leave out the token that makes the text too unlikely, but at least one token is needed.
    if (decoded.tokens.length > 0) return writtenBy(decoded);
    return writtenBy(await this.model.decode({ ...request, maxTokens: 1, minimumProbability: 0 }));
  }
}

/** The tokens of one run of the model. */
export function writtenBy({ tokens, probabilities, states }: DecodeResult): readonly WrittenToken[] {
  return states.map((state, index) => ({
    token: tokens[index],
    probability: probabilities[index],
    after: { state, context: undefined },
  }));
}

/** What is mixed with the distribution of the model, for one document. */
export interface MixedIn {
  readonly live?: LiveWeights | undefined;
  readonly cache?: DocumentCache | undefined;
}

/** The model, changed by live learning and then mixed with the text cache. */
export class MixedPredictor implements Predictor {
  constructor(
    private readonly model: CharacterModel,
    private readonly mixed: MixedIn,
  ) {}

  get nextToken(): number | undefined {
    return this.mixed.cache?.length;
  }

  startAt(state: HiddenState): WriteState {
    return { state, context: this.mixed.cache?.context };
  }

  behind({ context }: WriteState, token: number, state: HiddenState): WriteState {
    return { state, context: context === undefined ? undefined : this.mixed.cache?.after(context, token) };
  }

  async predict(at: WriteState): Promise<Prediction> {
    return this.#mix(at, await this.model.predict(at.state));
  }

  async step(before: readonly WriteState[], tokens: Int32Array): Promise<readonly PredictedStep[]> {
    const { states, probabilities } = await this.model.step(
      before.map(({ state }) => state),
      tokens,
    );
    return before.map((at, row) => {
      const after = this.behind(at, tokens[row], states[row]);
      return { after, ...this.#mix(after, probabilities[row]) };
    });
  }

  /** Token by token, since each distribution is mixed; the first one in any case. */
  async write({ from, maxTokens, firstBias, minimumProbability }: WriteRequest): Promise<readonly WrittenToken[]> {
    const written: WrittenToken[] = [];
    let { probabilities, modelProbabilities } = await this.predict(from);
    probabilities = biased(probabilities, firstBias);
    let at = from;
    let product = 1;
    while (written.length === 0 || (written.length < maxTokens && product >= minimumProbability)) {
      const token = likeliestToken(probabilities);
      const probability = probabilities[token];
      const next = (await this.step([at], Int32Array.of(token))).at(0);
      if (next === undefined) break;
      written.push({ token, probability, after: next.after, modelProbabilities });
      product *= probability;
      at = next.after;
      ({ probabilities, modelProbabilities } = next);
    }
    return written;
  }

  #mix({ context, state }: WriteState, alone: Float32Array): Prediction {
    const modelProbabilities = this.mixed.live?.adjust(alone, this.model.features(state)) ?? alone;
    if (this.mixed.cache === undefined || context === undefined) return { probabilities: modelProbabilities };
    return { probabilities: this.mixed.cache.mix(context, modelProbabilities), modelProbabilities };
  }
}

/** The distribution after a bias (V) is added to the logits. */
export function biased(probabilities: Float32Array, bias: Float32Array | undefined): Float32Array {
  if (bias === undefined) return probabilities;
  const result = probabilities.map((probability, token) => probability * Math.exp(bias[token]));
  const sum = result.reduce((total, probability) => total + probability, 0);
  return sum > 0 ? result.map((probability) => probability / sum) : result;
}

function likeliestToken(probabilities: Float32Array): number {
  let best = 0;
  for (let token = 1; token < probabilities.length; token++) {
    if (probabilities[token] > probabilities[best]) best = token;
  }
  return best;
}
