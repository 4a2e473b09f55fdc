/**
 * The training step at work: weights, gradients and carried states as flat arrays that the native library reads and writes in place.
 */
import type { Tensor } from 'onnxruntime-node';
import type { ModelConfig } from '../model/config.ts';
import { cells, parameterTable, parameterViews } from '../model/parameters.ts';
import { type SequenceShape, names, scoringGraph, trainingGraph } from '../model/trainingGraph.ts';
import { Session, floats, tensor } from './session.ts';

/** Runs one graph of `model/trainingGraph` over consecutive chunks of B texts, carrying the states of each from chunk to chunk. */
class SequenceSession {
  readonly shape: SequenceShape;
  readonly #session: Session;
  readonly #feeds: Record<string, Tensor>;
  readonly #into: Record<string, Tensor | null>;
  /** States by (layer, part): what the next step reads, and what it writes. */
  readonly #states: readonly {
    readonly in: string;
    readonly out: string;
    readonly data: [Float32Array, Float32Array];
  }[];
  readonly #stateShape: readonly number[];

  constructor(session: Session, config: ModelConfig, shape: SequenceShape, parameters: Float32Array) {
    this.#session = session;
    this.shape = shape;
    const views = parameterViews(config, parameters);
    this.#feeds = parameterTensors(config, views, (name) => name);
    this.#into = {};
    this.#stateShape = [config.hiddenSize, shape.batch];
    const size = config.hiddenSize * shape.batch;
    this.#states = Array.from({ length: config.layers }, (_, layer) => layer).flatMap((layer) =>
      Array.from({ length: cells[config.cell].stateParts }, (_unused, part) => ({
        in: names.stateIn(layer, part),
        out: names.stateOut(layer, part),
        data: [new Float32Array(size), new Float32Array(size)] as [Float32Array, Float32Array],
      })),
    );
  }

  /** Writes these outputs in place from now on. */
  bind(outputs: Readonly<Record<string, Tensor | null>>): void {
    Object.assign(this.#into, outputs);
  }

  /** `tokens` and `targets` (T·B), time-major. */
  async run(tokens: Int32Array, targets: Int32Array): Promise<Record<string, Tensor>> {
    this.#feeds[names.tokens] = tensor(tokens, [tokens.length]);
    this.#feeds[names.targets] = tensor(targets, [targets.length]);
    for (const state of this.#states) {
      this.#feeds[state.in] = tensor(state.data[0], this.#stateShape);
      this.#into[state.out] = tensor(state.data[1], this.#stateShape);
    }
    const result = await this.#session.run(this.#feeds, this.#into);
    for (const state of this.#states) state.data.reverse();
    return result;
  }

  /** Forgets what was read: zeros in every state, or in those of one text. */
  resetStates(text?: number): void {
    for (const { data } of this.#states) {
      if (text === undefined) data[0].fill(0);
      else for (let index = text; index < data[0].length; index += this.shape.batch) data[0][index] = 0;
    }
  }

  /** All carried states in a row, (layers · parts · H · B), for a checkpoint. */
  get states(): Float32Array {
    const size = this.#states[0]?.data[0].length ?? 0;
    const all = new Float32Array(size * this.#states.length);
    this.#states.forEach((state, index) => {
      all.set(state.data[0], index * size);
    });
    return all;
  }

  set states(all: Float32Array) {
    const size = this.#states[0]?.data[0].length ?? 0;
    if (all.length !== size * this.#states.length) throw new RangeError(`${all.length} numbers are no carried states`);
    this.#states.forEach((state, index) => {
      state.data[0].set(all.subarray(index * size, (index + 1) * size));
    });
  }

  async dispose(): Promise<void> {
    await this.#session.dispose();
  }
}

function parameterTensors(
  config: ModelConfig,
  views: ReadonlyMap<string, Float32Array>,
  rename: (name: string) => string,
): Record<string, Tensor> {
  const tensors: Record<string, Tensor> = {};
  for (const { name, shape } of parameterTable(config)) {
    const view = views.get(name);
    if (view !== undefined) tensors[rename(name)] = tensor(view, shape);
  }
  return tensors;
}

/** Loss and gradients of one chunk. */
export class TrainingSession {
  /** Gradient of the last step's loss, one number per parameter, in the order of the parameter table. */
  readonly gradients: Float32Array;
  readonly #sequence: SequenceSession;

  private constructor(sequence: SequenceSession, gradients: Float32Array) {
    this.#sequence = sequence;
    this.gradients = gradients;
  }

  /**
   * `parameters` is read at every step, so an optimizer may write to it in between; `gradients` is where they are written, an array of
   * its own if none is given.
   */
  static async create(
    config: ModelConfig,
    shape: SequenceShape,
    parameters: Float32Array,
    threads: number,
    gradients: Float32Array = new Float32Array(parameters.length),
  ): Promise<TrainingSession> {
    const session = await Session.create(trainingGraph(config, shape), { threads, optimise: false });
    const sequence = new SequenceSession(session, config, shape, parameters);
    sequence.bind(parameterTensors(config, parameterViews(config, gradients), names.gradient));
    sequence.bind({ [names.loss]: null });
    return new TrainingSession(sequence, gradients);
  }

  /** Returns the mean negative log-likelihood of the targets, nats; `gradients` holds its gradient. */
  async run(tokens: Int32Array, targets: Int32Array): Promise<number> {
    return floats(await this.#sequence.run(tokens, targets), names.loss)[0] ?? NaN;
  }

  get shape(): SequenceShape {
    return this.#sequence.shape;
  }

  resetStates(text?: number): void {
    this.#sequence.resetStates(text);
  }

  get states(): Float32Array {
    return this.#sequence.states;
  }

  set states(all: Float32Array) {
    this.#sequence.states = all;
  }

  async dispose(): Promise<void> {
    await this.#sequence.dispose();
  }
}

/** Losses of one chunk, target by target. */
export class ScoringSession {
  readonly #sequence: SequenceSession;

  private constructor(sequence: SequenceSession) {
    this.#sequence = sequence;
  }

  static async create(
    config: ModelConfig,
    shape: SequenceShape,
    parameters: Float32Array,
    threads: number,
  ): Promise<ScoringSession> {
    const session = await Session.create(scoringGraph(config, shape), { threads, optimise: false });
    const sequence = new SequenceSession(session, config, shape, parameters);
    sequence.bind({ [names.nats]: null });
    return new ScoringSession(sequence);
  }

  /** Negative log-likelihood of each target, nats, (T·B) time-major. */
  async run(tokens: Int32Array, targets: Int32Array): Promise<Float32Array> {
    return floats(await this.#sequence.run(tokens, targets), names.nats);
  }

  get shape(): SequenceShape {
    return this.#sequence.shape;
  }

  resetStates(text?: number): void {
    this.#sequence.resetStates(text);
  }

  async dispose(): Promise<void> {
    await this.#sequence.dispose();
  }
}
