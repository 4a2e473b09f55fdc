/**
 * What can be written at a place, as decoder and beam see it: a state, tokens in, distributions out, whether the model alone has the word,
 * or what it has learnt of the document and the text cache as well. Alone, the model writes many tokens in one run; else each
 * distribution passes through here, so it goes token by token.
 */
import type { CharacterModel, HiddenState } from '../../model/characterModel.ts';
import type { LiveWeights } from '../live/liveWeights.ts';
import type { CacheContext } from '../textCache/cacheContext.ts';
import type { DocumentCache } from '../textCache/textCache.ts';

export interface Place {
  readonly state: HiddenState;
  /** The same place in the text cache; `undefined` where there is none. */
  readonly context: CacheContext | undefined;
}

/** Tokens that were chosen, n of each. */
export interface WrittenTokens {
  readonly tokens: ArrayLike<number>;
  /** Of each token, given everything before it. */
  readonly probabilities: ArrayLike<number>;
  /** After each token. */
  readonly states: readonly HiddenState[];
  /** After each token; absent without a text cache. */
  readonly contexts?: readonly (CacheContext | undefined)[];
  /** What the model said of each token, (V), before the text cache; absent without one, which is all that learns from it. */
  readonly opinions?: readonly (Float32Array | undefined)[];
}

export interface WriteRequest {
  readonly place: Place;
  /** At most this many, at least 1. */
  readonly maxTokens: number;
  /** Added to the logits of the first choice only, (V). */
  readonly firstBias: Float32Array | undefined;
  /** Writing ends once the product of the probabilities falls below this. */
  readonly minimumProbability: number;
}

export interface Prediction {
  /** Of the next token, (V). Sums to 1. */
  readonly probabilities: Float32Array;
  /** What the model says, (V), before the text cache; absent without one. */
  readonly opinion?: Float32Array;
}

export interface PredictedStep extends Prediction {
  /** After the token. */
  readonly place: Place;
}

/** All methods reject when the native library fails. */
export interface Predictor {
  /** Number of the next token within the document; `undefined` where nobody counts. */
  readonly nextToken: number | undefined;
  /** The end of the document's text, where the model is in this state. */
  placeAt(state: HiddenState): Place;
  /** After one more token, which leads to this state. */
  placeAfter(place: Place, token: number, state: HiddenState): Place;
  predict(place: Place): Promise<Prediction>;
  /** One token for each of several hypotheses, 1 to 8. */
  step(places: readonly Place[], tokens: Int32Array): Promise<readonly PredictedStep[]>;
  /** The likeliest token, again and again. */
  write(request: WriteRequest): Promise<WrittenTokens>;
}

/** The model alone. */
export class ModelPredictor implements Predictor {
  readonly nextToken = undefined;

  constructor(private readonly model: CharacterModel) {}

  placeAt(state: HiddenState): Place {
    return { state, context: undefined };
  }

  placeAfter(_place: Place, _token: number, state: HiddenState): Place {
    return { state, context: undefined };
  }

  async predict({ state }: Place): Promise<Prediction> {
    return { probabilities: await this.model.predict(state) };
  }

  async step(places: readonly Place[], tokens: Int32Array): Promise<readonly PredictedStep[]> {
    const { states, probabilities } = await this.model.step(
      places.map(({ state }) => state),
      tokens,
    );
    return places.map((place, row) => ({
      place: { state: states[row] ?? place.state, context: undefined },
      probabilities: probabilities[row] ?? new Float32Array(0),
    }));
  }

  async write({ place, maxTokens, firstBias, minimumProbability }: WriteRequest): Promise<WrittenTokens> {
    const request = {
      state: place.state,
      maxTokens,
      minimumProbability,
      ...(firstBias === undefined ? {} : { firstBias }),
    };
    const written = await this.model.decode(request);
    // A model that leaves out the token by which the probability falls too low still has to name it.
    if (written.tokens.length > 0) return written;
    return await this.model.decode({ ...request, maxTokens: 1, minimumProbability: 0 });
  }
}

/** What is mixed with what the model says, of one document. */
export interface MixedIn {
  /** What has been learnt of it. */
  readonly live?: LiveWeights | undefined;
  /** What the text cache knows of it and of its workspace. */
  readonly cache?: DocumentCache | undefined;
}

/** The model, moved by what has been learnt of a document, and what the text cache knows: first the one, then the other. */
export class MixedPredictor implements Predictor {
  readonly #live: LiveWeights | undefined;
  readonly #cache: DocumentCache | undefined;

  constructor(
    private readonly model: CharacterModel,
    { live, cache }: MixedIn,
  ) {
    this.#live = live;
    this.#cache = cache;
  }

  get nextToken(): number | undefined {
    return this.#cache?.length;
  }

  placeAt(state: HiddenState): Place {
    return { state, context: this.#cache?.context };
  }

  placeAfter({ context }: Place, token: number, state: HiddenState): Place {
    return { state, context: context === undefined ? undefined : this.#cache?.after(context, token) };
  }

  async predict(place: Place): Promise<Prediction> {
    return this.#mix(place, await this.model.predict(place.state));
  }

  async step(places: readonly Place[], tokens: Int32Array): Promise<readonly PredictedStep[]> {
    const { states, probabilities } = await this.model.step(
      places.map(({ state }) => state),
      tokens,
    );
    return places.map((before, row) => {
      const place = this.placeAfter(before, tokens[row] ?? 0, states[row] ?? before.state);
      return { place, ...this.#mix(place, probabilities[row] ?? new Float32Array(0)) };
    });
  }

  async write(request: WriteRequest): Promise<WrittenTokens> {
    return await writeByTokens(this, request);
  }

  #mix({ context, state }: Place, alone: Float32Array): Prediction {
    const opinion = this.#live?.adjust(alone, this.model.features(state)) ?? alone;
    if (this.#cache === undefined || context === undefined) return { probabilities: opinion };
    return { probabilities: this.#cache.mix(context, opinion), opinion };
  }
}

/** Writes the likeliest token, again and again, as long as places go on like this; the first one in any case. */
export async function writeByTokens(
  predictor: Pick<Predictor, 'predict' | 'step'>,
  { place, maxTokens, firstBias, minimumProbability }: WriteRequest,
  goesOn: (place: Place) => boolean = () => true,
): Promise<WrittenTokens> {
  const tokens: number[] = [];
  const probabilities: number[] = [];
  const places: Place[] = [];
  const opinions: (Float32Array | undefined)[] = [];
  let prediction = await predictor.predict(place);
  let distribution = biased(prediction.probabilities, firstBias);
  let here = place;
  let product = 1;
  while (tokens.length === 0 || (tokens.length < maxTokens && product >= minimumProbability && goesOn(here))) {
    const token = likeliestToken(distribution);
    const probability = distribution[token] ?? 0;
    product *= probability;
    tokens.push(token);
    probabilities.push(probability);
    opinions.push(prediction.opinion);
    const [next] = await predictor.step([here], Int32Array.of(token));
    if (next === undefined) break;
    here = next.place;
    places.push(here);
    prediction = next;
    distribution = next.probabilities;
  }
  const states = places.map(({ state }) => state);
  const contexts = places.map(({ context }) => context);
  return { tokens, probabilities, states, contexts, opinions };
}

/** The distribution that results from adding a bias to the logits. */
export function biased(probabilities: Float32Array, bias: Float32Array | undefined): Float32Array {
  if (bias === undefined) return probabilities;
  const result = probabilities.map((probability, token) => probability * Math.exp(bias[token] ?? 0));
  const sum = result.reduce((total, probability) => total + probability, 0);
  return sum > 0 ? result.map((probability) => probability / sum) : result;
}

function likeliestToken(probabilities: Float32Array): number {
  let best = 0;
  for (let token = 1; token < probabilities.length; token++) {
    if ((probabilities[token] ?? 0) > (probabilities[best] ?? 0)) best = token;
  }
  return best;
}
