/**
 * `CharacterModel` with ONNX sessions: one each to read, to predict, to decode and to step the rows of a beam. All use
 * the same weights. Each runs on one thread, because the products of one text are too small to split.
 */
import type {
  CharacterModel,
  DecodeRequest,
  DecodeResult,
  HiddenState,
  ReadResult,
  ScoreResult,
  StepResult,
} from '../model/characterModel.ts';
import type { ModelConfig } from '../model/config.ts';
import { outputFeatures } from '../model/outputFeatures.ts';
import { stateSize } from '../model/parameters.ts';
import { decodeGraph, predictGraph, readGraph, stepGraph } from './inferenceGraphs.ts';
import { emptyScores, scoreToken } from '../model/tokenSurprise.ts';
import { ModelWeights, type Precision } from './modelWeights.ts';
import { Session, floats, integers, tensor } from './session.ts';

/** Tokens read in one run: long enough to be efficient, short enough to wait for (a few ms). */
const tokensPerRead = 64;

interface Sessions {
  readonly read: Session;
  readonly predict: Session;
  readonly decode: Session;
  readonly step: Session;
}

export class OnnxCharacterModel implements CharacterModel {
  readonly vocabularySize: number;
  readonly stateSize: number;
  readonly features: (state: HiddenState) => Float32Array;
  readonly #noBias: Float32Array;
  readonly #readsCopies: boolean;

  private constructor(
    config: ModelConfig,
    parameters: Float32Array,
    private readonly sessions: Sessions,
  ) {
    this.vocabularySize = config.vocabularySize;
    this.stateSize = stateSize(config);
    this.features = outputFeatures(config, parameters);
    this.#noBias = new Float32Array(config.vocabularySize);
    this.#readsCopies = config.copyCodes !== undefined;
  }

  /** @throws Error when the native library cannot make the sessions. */
  static async create(
    config: ModelConfig,
    parameters: Float32Array,
    precision: Precision = 'int8',
  ): Promise<OnnxCharacterModel> {
    const options = { threads: 1, optimise: true };
    const weights = new ModelWeights(config, parameters, precision);
    return new OnnxCharacterModel(config, parameters, {
      read: await Session.create(readGraph(weights), options),
      predict: await Session.create(predictGraph(weights), options),
      decode: await Session.create(decodeGraph(weights), options),
      step: await Session.create(stepGraph(weights), options),
    });
  }

  initialState(): HiddenState {
    return new Float32Array(this.stateSize);
  }

  async read(
    state: HiddenState,
    tokens: Int32Array,
    keepAt: readonly number[] = [],
    copies?: Int32Array,
  ): Promise<ReadResult> {
    const kept: HiddenState[] = [];
    let last = state;
    for (let from = 0; from < tokens.length; from += tokensPerRead) {
      const slice = tokens.subarray(from, from + tokensPerRead);
      const states = await this.#readSlice(last, slice, copies?.subarray(from, from + tokensPerRead));
      for (const index of keepAt) {
        if (index >= from && index < from + slice.length) kept.push(this.#row(states, index - from));
      }
      last = this.#row(states, slice.length - 1);
    }
    return { state: last, kept };
  }

  async predict(state: HiddenState): Promise<Float32Array> {
    const result = await this.sessions.predict.run({ state: tensor(state, [1, this.stateSize]) });
    return floats(result, 'probabilities');
  }

  async predictAll(states: readonly HiddenState[]): Promise<readonly Float32Array[]> {
    const result: Float32Array[] = [];
    for (let from = 0; from < states.length; from += tokensPerRead) {
      const some = states.slice(from, from + tokensPerRead);
      const all = await this.sessions.predict.run({ state: this.#stacked(some) });
      result.push(...this.#distributions(floats(all, 'probabilities'), some.length));
    }
    return result;
  }

  async decode({ state, maxTokens, firstBias, minimumProbability }: DecodeRequest): Promise<DecodeResult> {
    const result = await this.sessions.decode.run({
      state: tensor(state, [this.stateSize]),
      bias: tensor(firstBias ?? this.#noBias, [this.vocabularySize]),
      limit: tensor(BigInt64Array.of(BigInt(maxTokens)), []),
      minimum: tensor(Float32Array.of(minimumProbability), [1]),
    });
    const tokens = integers(result, 'tokens');
    return { tokens, probabilities: floats(result, 'probabilities'), states: this.#rows(floats(result, 'states')) };
  }

  async step(states: readonly HiddenState[], tokens: Int32Array, copies?: Int32Array): Promise<StepResult> {
    const rows = states.length;
    if (rows !== tokens.length) throw new RangeError(`${rows} states and ${tokens.length} tokens`);
    const feeds = { state: this.#stacked(states), ...this.#read(tokens, copies) };
    const result = await this.sessions.step.run(feeds);
    const probabilities = this.#distributions(floats(result, 'probabilities'), rows);
    return { states: this.#rows(floats(result, 'stateOut')), probabilities };
  }

  async score(state: HiddenState, tokens: Int32Array, copies?: Int32Array): Promise<ScoreResult> {
    const scores = emptyScores(tokens.length);
    let last = state;
    for (let from = 0; from < tokens.length; from += tokensPerRead) {
      const slice = tokens.subarray(from, from + tokensPerRead);
      const states = await this.#readSlice(last, slice, copies?.subarray(from, from + tokensPerRead));
      const before = new Float32Array(slice.length * this.stateSize);
      before.set(last);
      before.set(states.subarray(0, before.length - this.stateSize), this.stateSize);
      const feeds = { state: tensor(before, [slice.length, this.stateSize]) };
      const probabilities = floats(await this.sessions.predict.run(feeds), 'probabilities');
      slice.forEach((token, index) => {
        const row = probabilities.subarray(index * this.vocabularySize, (index + 1) * this.vocabularySize);
        scoreToken(scores, from + index, row, token);
      });
      last = this.#row(states, slice.length - 1);
    }
    return { ...scores, state: last };
  }

  async dispose(): Promise<void> {
    const { read, predict, decode, step } = this.sessions;
    for (const session of [read, predict, decode, step]) await session.dispose();
  }

  /** States (T, S) after each token. */
  async #readSlice(state: HiddenState, tokens: Int32Array, copies: Int32Array | undefined): Promise<Float32Array> {
    const feeds = { state: tensor(state, [this.stateSize]), ...this.#read(tokens, copies) };
    return floats(await this.sessions.read.run(feeds), 'states');
  }

  /** What is read, as graph inputs. */
  #read(tokens: Int32Array, copies: Int32Array | undefined): Record<string, ReturnType<typeof tensor>> {
    const read = { tokens: tensor(tokens, [tokens.length]) };
    if (!this.#readsCopies) return read;
    return { ...read, copies: tensor(copies ?? new Int32Array(tokens.length), [tokens.length]) };
  }

  /** (R, S) */
  #stacked(states: readonly HiddenState[]): ReturnType<typeof tensor> {
    const stacked = new Float32Array(states.length * this.stateSize);
    states.forEach((state, row) => {
      stacked.set(state, row * this.stateSize);
    });
    return tensor(stacked, [states.length, this.stateSize]);
  }

  /** (R, V) as views, one for each row. */
  #distributions(all: Float32Array, rows: number): Float32Array[] {
    return Array.from({ length: rows }, (_, row) =>
      all.subarray(row * this.vocabularySize, (row + 1) * this.vocabularySize),
    );
  }

  /** A copy, so that one kept row does not hold a whole result in memory. */
  #row(states: Float32Array, index: number): HiddenState {
    return states.slice(index * this.stateSize, (index + 1) * this.stateSize);
  }

  #rows(states: Float32Array): HiddenState[] {
    return Array.from({ length: states.length / this.stateSize }, (_, index) => this.#row(states, index));
  }
}
