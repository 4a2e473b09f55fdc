/**
 * What everything above the matrix product sees of a language model: a state, tokens in, distributions out.
 *
 * A recurrent model has no context window. Reading is `state' = f(state, token)`, so a text is read once, its states are kept
 * where they may be needed again, and an ordinary keystroke costs one step. `runtime/` implements this with ONNX sessions,
 * tests implement it with a model that knows one sentence.
 */
import type { TokenScores } from './tokenSurprise.ts';

/** Recurrent state at one position of one text: all layers (and, for an LSTM, both parts) in a row. Never written to. */
export type HiddenState = Float32Array;

export interface ReadResult {
  /** State after the last token. */
  readonly state: HiddenState;
  /** States after the tokens whose indices were asked for with `keepAt`, in the same order. */
  readonly kept: readonly HiddenState[];
}

export interface DecodeRequest {
  readonly state: HiddenState;
  /** At most this many tokens, at least 1. One run is uninterruptible, so callers ask for slices of ≤ 16. */
  readonly maxTokens: number;
  /** Added to the logits of the first choice only, shape (V): −1e9 forbids a token. */
  readonly firstBias?: Float32Array;
  /** Decoding ends early once the product of the probabilities falls below this (0: never). */
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
  /** Distribution of the token after that, one of shape (V) for each row; each sums to 1. */
  readonly probabilities: readonly Float32Array[];
}

/** How improbable tokens are, one after the other. */
export interface ScoreResult extends TokenScores {
  /** State after the last token. */
  readonly state: HiddenState;
}

/**
 * A character-level language model ready to run. All methods reject with an `Error` when the native library fails.
 * The promises hide synchronous native calls: each call blocks its thread until it is done.
 */
export interface CharacterModel {
  /** Number of tokens V in the vocabulary. */
  readonly vocabularySize: number;
  /** Length of a `HiddenState`. */
  readonly stateSize: number;
  /** The state before any token: zeros. */
  initialState(): HiddenState;
  /** Reads tokens one after the other, starting from `state`. `keepAt` holds ascending indices into `tokens`. */
  read(state: HiddenState, tokens: Int32Array, keepAt?: readonly number[]): Promise<ReadResult>;
  /** Distribution of the token that follows `state`, shape (V), sums to 1. */
  predict(state: HiddenState): Promise<Float32Array>;
  /** The same of several states in one run. */
  predictAll(states: readonly HiddenState[]): Promise<readonly Float32Array[]>;
  /** What the output layer sees of a state, for whoever learns beside it; nothing, of length 0, where there is no such layer. */
  features(state: HiddenState): Float32Array;
  /** Greedy continuation of one text. */
  decode(request: DecodeRequest): Promise<DecodeResult>;
  /** One token for each of several hypotheses (the rows of a beam; 1 to 8 of them). */
  step(states: readonly HiddenState[], tokens: Int32Array): Promise<StepResult>;
  /** How improbable each token is, given all before it. */
  score(state: HiddenState, tokens: Int32Array): Promise<ScoreResult>;
  dispose(): Promise<void>;
}
