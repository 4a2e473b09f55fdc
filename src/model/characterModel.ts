/**
 * The interface of a language model: a state and tokens in, distributions out. A recurrent model has no context window.
 * Reading is `state' = f(state, token)`: a text is read once, useful states are kept, and a keystroke usually costs one
 * step. `runtime/` implements this interface with ONNX sessions; tests use fakes.
 */
import type { TokenScores } from './tokenSurprise.ts';

/** Recurrent state at one position of one text: all layers (for an LSTM, both parts) in a row. Read-only. */
export type HiddenState = Float32Array;

export interface ReadResult {
  /** State after the last token. */
  readonly state: HiddenState;
  /** States after the tokens at the indices `keepAt`, in the same order. */
  readonly kept: readonly HiddenState[];
}

export interface DecodeRequest {
  readonly state: HiddenState;
  /** Largest number of tokens, at least 1. A run cannot be interrupted, so callers ask for at most 16. */
  readonly maxTokens: number;
  /** Added to the logits of the first choice only, shape (V). −1e9 forbids a token. */
  readonly firstBias?: Float32Array;
  /** Decoding ends when the product of the probabilities falls below this (0: never). */
  readonly minimumProbability: number;
}

export interface DecodeResult {
  /** Greedily chosen tokens, n ≤ maxTokens of them. */
  readonly tokens: Int32Array;
  /** Probability of each chosen token given everything before it, shape (n). */
  readonly probabilities: Float32Array;
  /** State after each chosen token, n of them. */
  readonly states: readonly HiddenState[];
}

export interface StepResult {
  /** State of each row after its token. */
  readonly states: readonly HiddenState[];
  /** Distribution of the next token for each row, shape (V), sums to 1. */
  readonly probabilities: readonly Float32Array[];
}

/** Surprise of each token. */
export interface ScoreResult extends TokenScores {
  /** State after the last token. */
  readonly state: HiddenState;
}

/**
 * A character-level language model, ready to run. All methods reject with an `Error` when the native library fails.
 * Behind each promise is a synchronous native call that blocks its thread.
 */
export interface CharacterModel {
  /** Number of tokens V in the vocabulary. */
  readonly vocabularySize: number;
  /** Length of a `HiddenState`. */
  readonly stateSize: number;
  /** The state before any token: zeros. */
  initialState(): HiddenState;
  /**
   * Reads tokens in order, starting from `state`. `keepAt` holds ascending indices into `tokens`. `copies`: the copy
   * code of each token, for models with a copy input; without it, the text cache expects nothing.
   */
  read(state: HiddenState, tokens: Int32Array, keepAt?: readonly number[], copies?: Int32Array): Promise<ReadResult>;
  /** Distribution of the next token, shape (V), sums to 1. */
  predict(state: HiddenState): Promise<Float32Array>;
  /** `predict` for several states in one run. */
  predictAll(states: readonly HiddenState[]): Promise<readonly Float32Array[]>;
  /** Input of the output layer for a state, shape (H), for live learning. Length 0 in models without such a layer. */
  features(state: HiddenState): Float32Array;
  /** Greedy continuation of one text. */
  decode(request: DecodeRequest): Promise<DecodeResult>;
  /** One token for each of 1 to 8 hypotheses (the rows of a beam). */
  step(states: readonly HiddenState[], tokens: Int32Array, copies?: Int32Array): Promise<StepResult>;
  /** Surprise of each token, given all before it. */
  score(state: HiddenState, tokens: Int32Array, copies?: Int32Array): Promise<ScoreResult>;
  dispose(): Promise<void>;
}
