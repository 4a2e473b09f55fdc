/**
 * A character model that knows a few texts by heart: it looks up what followed the last tokens there, the longer the
 * match the better. Everything about it is exact and deterministic; it counts what it is asked to do and, with a clock
 * that it moves itself, takes as long as it is told to.
 */
import type {
  CharacterModel,
  DecodeRequest,
  DecodeResult,
  HiddenState,
  ReadResult,
  ScoreResult,
  StepResult,
} from '../../src/model/characterModel.ts';
import { DOCUMENT_START } from '../../src/model/text/tokens.ts';
import { emptyScores, scoreToken } from '../../src/model/tokenSurprise.ts';
import type { Vocabulary } from '../../src/model/text/vocabulary.ts';

/** A clock whose hands only move when somebody moves them. */
export class FakeClock {
  milliseconds = 0;
  readonly now = (): number => this.milliseconds;
}

export interface FakeModelOptions {
  /** Longest match, in tokens. A state remembers this many. 24 by default. */
  readonly order?: number;
  /** Probability left for everything else, spread over all tokens. 0.02 by default. */
  readonly surprise?: number;
  readonly clock?: FakeClock;
  /** Milliseconds a token takes. */
  readonly millisecondsPerToken?: number;
  /**
   * How much a distribution depends on *all* tokens read, so that a test sees when a state is that of another text: the
   * probabilities of what it knows are scaled by a factor between 1 − this and 1.
   */
  readonly memory?: number;
}

/** Numbers in a state before the remembered tokens: how many tokens were read, and a hash of all of them. */
const countAt = 0;
const hashAt = 1;
const tokensAt = 2;

export class FakeModel implements CharacterModel {
  readonly vocabularySize: number;
  readonly stateSize: number;
  /** Tokens read by `read`, chosen by `decode`, scored by `score`, and rows stepped. */
  readonly counts = { calls: 0, read: 0, decoded: 0, stepped: 0, predicted: 0, scored: 0 };
  /** Called before every call, after the clock was moved; may throw. */
  onCall: (method: string) => void = () => undefined;
  readonly #order: number;
  readonly #options: FakeModelOptions;
  /** What followed a context in the texts: by context, by token, how often. */
  readonly #followers = new Map<string, Map<number, number>>();
  readonly #vocabulary: Vocabulary;

  constructor(vocabulary: Vocabulary, texts: readonly string[], options: FakeModelOptions = {}) {
    this.#vocabulary = vocabulary;
    this.vocabularySize = vocabulary.size;
    this.#order = options.order ?? 24;
    this.stateSize = tokensAt + this.#order;
    this.#options = options;
    for (const text of texts) this.learn(text);
  }

  /** Adds a text to those it knows. */
  learn(text: string): void {
    const header = this.#vocabulary.encodeHeader('plaintext');
    // Where a text ends, it knows that nothing follows.
    const tokens = [...header, ...this.#vocabulary.encode(text), DOCUMENT_START];
    for (let at = 0; at < tokens.length; at++) {
      for (let length = 0; length <= Math.min(this.#order, at); length++) {
        const context = tokens.slice(at - length, at).join(' ');
        const followers = this.#followers.get(context) ?? new Map<number, number>();
        const token = tokens[at] ?? 0;
        followers.set(token, (followers.get(token) ?? 0) + 1);
        this.#followers.set(context, followers);
      }
    }
  }

  /** Tokens put through the network so far, however. */
  get steps(): number {
    return this.counts.read + this.counts.decoded + this.counts.stepped;
  }

  initialState(): HiddenState {
    return new Float32Array(this.stateSize).fill(-1, tokensAt).fill(0, 0, tokensAt);
  }

  read(state: HiddenState, tokens: Int32Array, keepAt: readonly number[] = []): Promise<ReadResult> {
    return this.#call('read', tokens.length, () => {
      this.counts.read += tokens.length;
      const states: HiddenState[] = [];
      let after = state;
      for (const token of tokens) states.push((after = this.#next(after, token)));
      return { state: after, kept: keepAt.map((index) => states[index] ?? after) };
    });
  }

  predict(state: HiddenState): Promise<Float32Array> {
    return this.#call('predict', 0, () => {
      this.counts.predicted++;
      return this.#distribution(state);
    });
  }

  predictAll(states: readonly HiddenState[]): Promise<readonly Float32Array[]> {
    return this.#call('predictAll', 0, () => {
      this.counts.predicted += states.length;
      return states.map((state) => this.#distribution(state));
    });
  }

  /** One number for each token: the last one stands out, as far as those of a trained network do together. */
  features(state: HiddenState): Float32Array {
    const features = new Float32Array(this.vocabularySize);
    features[Math.max(0, state[this.stateSize - 1] ?? 0)] = 16;
    return features;
  }

  decode({ state, maxTokens, firstBias, minimumProbability }: DecodeRequest): Promise<DecodeResult> {
    const tokens: number[] = [];
    const probabilities: number[] = [];
    const states: HiddenState[] = [];
    let after = state;
    let product = 1;
    while (tokens.length < maxTokens && (tokens.length === 0 || product >= minimumProbability)) {
      const distribution = this.#distribution(after, tokens.length === 0 ? firstBias : undefined);
      const token = distribution.reduce((best, value, index) => (value > (distribution[best] ?? 0) ? index : best), 0);
      after = this.#next(after, token);
      tokens.push(token);
      probabilities.push(distribution[token] ?? 0);
      states.push(after);
      product *= distribution[token] ?? 0;
    }
    return this.#call('decode', tokens.length, () => {
      this.counts.decoded += tokens.length;
      return { tokens: Int32Array.from(tokens), probabilities: Float32Array.from(probabilities), states };
    });
  }

  step(states: readonly HiddenState[], tokens: Int32Array): Promise<StepResult> {
    return this.#call('step', states.length, () => {
      if (states.length > 8 || states.length !== tokens.length) throw new RangeError('1 to 8 rows, a token each');
      this.counts.stepped += states.length;
      const after = states.map((state, row) => this.#next(state, tokens[row] ?? 0));
      return { states: after, probabilities: after.map((state) => this.#distribution(state)) };
    });
  }

  async score(state: HiddenState, tokens: Int32Array): Promise<ScoreResult> {
    const scores = emptyScores(tokens.length);
    let after = state;
    for (const [index, token] of tokens.entries()) {
      scoreToken(scores, index, this.#distribution(after), token);
      after = this.#next(after, token);
    }
    return this.#call('score', tokens.length, () => {
      this.counts.scored += tokens.length;
      return { ...scores, state: after };
    });
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }

  /** Everything goes through here: moves the clock, counts, answers later. */
  async #call<T>(method: string, tokens: number, result: () => T): Promise<T> {
    this.counts.calls++;
    if (this.#options.clock !== undefined) {
      this.#options.clock.milliseconds += tokens * (this.#options.millisecondsPerToken ?? 0);
    }
    await Promise.resolve();
    this.onCall(method);
    return result();
  }

  #next(state: HiddenState, token: number): HiddenState {
    const after = new Float32Array(this.stateSize);
    after[countAt] = (state[countAt] ?? 0) + 1;
    after[hashAt] = ((state[hashAt] ?? 0) * 31 + token + 7) % 65_521;
    after.set(state.subarray(tokensAt + 1), tokensAt);
    after[this.stateSize - 1] = token;
    return after;
  }

  #distribution(state: HiddenState, bias?: Float32Array): Float32Array {
    const followers = this.#followersAfter(state);
    const surprise = this.#options.surprise ?? 0.02;
    const known = (1 - surprise) * (1 - (this.#options.memory ?? 0) * ((state[hashAt] ?? 0) / 65_521));
    const total = [...followers.values()].reduce((sum, count) => sum + count, 0);
    const result = new Float32Array(this.vocabularySize).fill((total === 0 ? 1 : 1 - known) / this.vocabularySize);
    for (const [token, count] of followers) result[token] = (result[token] ?? 0) + (known * count) / total;
    if (bias === undefined) return result;
    const masked = result.map((value, token) => value * Math.exp(bias[token] ?? 0));
    const sum = masked.reduce((all, value) => all + value, 0);
    return masked.map((value) => value / sum);
  }

  /** What followed the longest known end of what was read. */
  #followersAfter(state: HiddenState): ReadonlyMap<number, number> {
    const tokens = [...state.subarray(tokensAt)].filter((token) => token >= 0);
    for (let from = 0; from <= tokens.length; from++) {
      const followers = this.#followers.get(tokens.slice(from).join(' '));
      if (followers !== undefined) return followers;
    }
    return new Map();
  }
}
