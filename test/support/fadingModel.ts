/**
 * A character model that forgets: its state is a sum of what it read, each token half as much as the one after it. So
 * two readings that differ somewhere agree a while later, as those of a trained network do, only sooner and exactly to
 * be foretold.
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
import { emptyScores, scoreToken } from '../../src/model/tokenSurprise.ts';

const size = 6;

export class FadingModel implements CharacterModel {
  readonly vocabularySize: number;
  readonly stateSize = size;
  /** Tokens scored so far. */
  scored = 0;

  constructor(vocabularySize: number) {
    this.vocabularySize = vocabularySize;
  }

  initialState(): HiddenState {
    return new Float32Array(size).fill(1);
  }

  read(state: HiddenState, tokens: Int32Array, keepAt: readonly number[] = []): Promise<ReadResult> {
    const states: HiddenState[] = [];
    let after = state;
    for (const token of tokens) states.push((after = next(after, token)));
    return Promise.resolve({ state: after, kept: keepAt.map((index) => states[index] ?? after) });
  }

  predict(state: HiddenState): Promise<Float32Array> {
    return Promise.resolve(this.#distribution(state));
  }

  predictAll(states: readonly HiddenState[]): Promise<readonly Float32Array[]> {
    return Promise.resolve(states.map((state) => this.#distribution(state)));
  }

  features(state: HiddenState): Float32Array {
    return state;
  }

  async decode({ state, maxTokens }: DecodeRequest): Promise<DecodeResult> {
    const tokens: number[] = [];
    const probabilities: number[] = [];
    const states: HiddenState[] = [];
    let after = state;
    while (tokens.length < maxTokens) {
      const distribution = await this.predict(after);
      const token = distribution.indexOf(Math.max(...distribution));
      after = next(after, token);
      tokens.push(token);
      probabilities.push(distribution[token] ?? 0);
      states.push(after);
    }
    return { tokens: Int32Array.from(tokens), probabilities: Float32Array.from(probabilities), states };
  }

  step(states: readonly HiddenState[], tokens: Int32Array): Promise<StepResult> {
    const after = states.map((state, row) => next(state, tokens[row] ?? 0));
    return Promise.resolve({ states: after, probabilities: after.map((state) => this.#distribution(state)) });
  }

  score(state: HiddenState, tokens: Int32Array): Promise<ScoreResult> {
    const scores = emptyScores(tokens.length);
    let after = state;
    for (const [index, token] of tokens.entries()) {
      scoreToken(scores, index, this.#distribution(after), token);
      after = next(after, token);
    }
    this.scored += tokens.length;
    return Promise.resolve({ ...scores, state: after });
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }

  #distribution(state: HiddenState): Float32Array {
    const weights = new Float32Array(this.vocabularySize).map((_, token) => {
      const likeness = state.reduce((sum, value, index) => sum + value * feature(token, index), 0);
      return Math.exp(likeness);
    });
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map((weight) => weight / sum);
  }
}

const features = Float32Array.from({ length: 320 * size }, (_, at) =>
  Math.sin((Math.floor(at / size) + 1) * ((at % size) + 1.7)),
);

/** Between −1 and 1, different for each token. */
function feature(token: number, index: number): number {
  return features[token * size + index] ?? 0;
}

function next(state: HiddenState, token: number): HiddenState {
  return state.map((value, index) => 0.5 * value + feature(token, index));
}
