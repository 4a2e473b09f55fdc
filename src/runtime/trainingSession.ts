/**
 * Runs the training step. Weights, gradients and carried states are flat arrays that the native library reads and
 * writes in place.
 */
import type { Tensor } from 'onnxruntime-node';
import type { ModelConfig } from '../model/config.ts';
import { cells, parameterTable, parameterViews } from '../model/parameters.ts';
import { type SequenceShape, type TrainingShape, names, scoringGraph, trainingGraph } from '../model/trainingGraph.ts';
import { Session, floats, tensor } from './session.ts';

/** One part of one layer's state for all texts of a network. */
interface CarriedState {
  readonly in: string;
  readonly out: string;
  /** (H, B). */
  readonly shape: readonly [number, number];
  /** Index of the text in the first column. */
  readonly firstText: number;
  /** The next step reads the first array and writes the second; then the two swap. */
  readonly data: [Float32Array, Float32Array];
}

/**
 * A network whose distributions are the targets of the last texts of a batch. It has the shape of the trained network.
 */
export interface Teacher {
  /** In the order of the parameter table. Read-only. */
  readonly parameters: Float32Array;
  /** Number of texts with a teacher. */
  readonly texts: number;
}

/**
 * Runs a graph of `model/trainingGraph` over consecutive chunks of B texts and carries the states from chunk to chunk.
 */
class SequenceSession {
  readonly #feeds: Record<string, Tensor>;
  readonly #into: Record<string, Tensor | null>;
  readonly #states: readonly CarriedState[];

  constructor(
    private readonly session: Session,
    private readonly config: ModelConfig,
    readonly shape: SequenceShape,
    parameters: Float32Array,
    teacher?: Teacher,
  ) {
    this.#feeds = parameterTensors(config, parameterViews(config, parameters), (name) => name);
    this.#into = {};
    const own = carriedStates(config, '', 0, shape.batch);
    if (teacher === undefined) {
      this.#states = own;
      return;
    }
    const { texts } = teacher;
    const views = parameterViews(config, teacher.parameters);
    Object.assign(
      this.#feeds,
      parameterTensors(config, views, (name) => names.teacher + name),
    );
    this.#states = [...own, ...carriedStates(config, names.teacher, shape.batch - texts, texts)];
  }

  /** From now on, runs write these outputs in place. */
  bind(outputs: Readonly<Record<string, Tensor | null>>): void {
    Object.assign(this.#into, outputs);
  }

  /** `tokens`, `targets` and `copies` (T·B), time-major. Without `copies`, a copy input reads code 0. */
  async run(tokens: Int32Array, targets: Int32Array, copies?: Int32Array): Promise<Record<string, Tensor>> {
    this.#feeds[names.tokens] = tensor(tokens, [tokens.length]);
    this.#feeds[names.targets] = tensor(targets, [targets.length]);
    if (this.config.copyCodes !== undefined) {
      this.#feeds[names.copies] = tensor(copies ?? new Int32Array(tokens.length), [tokens.length]);
    }
    for (const state of this.#states) {
      this.#feeds[state.in] = tensor(state.data[0], state.shape);
      this.#into[state.out] = tensor(state.data[1], state.shape);
    }
    const result = await this.session.run(this.#feeds, this.#into);
    for (const state of this.#states) state.data.reverse();
    return result;
  }

  /** Sets all states to zero, or those of one text. */
  resetStates(text?: number): void {
    for (const { data, firstText, shape } of this.#states) {
      const column = text === undefined ? undefined : text - firstText;
      if (column === undefined) data[0].fill(0);
      else if (column >= 0) for (let index = column; index < data[0].length; index += shape[1]) data[0][index] = 0;
    }
  }

  /** All carried states in a row, (layers · parts · H · B), then those of a teacher. */
  get states(): Float32Array {
    const all = new Float32Array(this.#statesLength);
    let offset = 0;
    for (const { data } of this.#states) {
      all.set(data[0], offset);
      offset += data[0].length;
    }
    return all;
  }

  set states(all: Float32Array) {
    if (all.length !== this.#statesLength) throw new RangeError(`${all.length} numbers are no carried states`);
    let offset = 0;
    for (const { data } of this.#states) {
      data[0].set(all.subarray(offset, offset + data[0].length));
      offset += data[0].length;
    }
  }

  get #statesLength(): number {
    return this.#states.reduce((sum, { data }) => sum + data[0].length, 0);
  }

  async dispose(): Promise<void> {
    await this.session.dispose();
  }
}

/** Zero states of `batch` texts, the first of which is `firstText`. */
function carriedStates(config: ModelConfig, prefix: string, firstText: number, batch: number): CarriedState[] {
  const size = config.hiddenSize * batch;
  const parts = Array.from({ length: cells[config.cell].stateParts }, (_, part) => part);
  return Array.from({ length: config.layers }, (_, layer) => layer).flatMap((layer) =>
    parts.map((part): CarriedState => ({
      in: prefix + names.stateIn(layer, part),
      out: prefix + names.stateOut(layer, part),
      shape: [config.hiddenSize, batch],
      firstText,
      data: [new Float32Array(size), new Float32Array(size)],
    })),
  );
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

export interface TrainingSessionOptions {
  readonly gradients?: Float32Array;
  readonly teacher?: Teacher | undefined;
}

/** Loss and gradients of one chunk. */
export class TrainingSession {
  private constructor(
    private readonly sequence: SequenceSession,
    /** Gradient of the last step's loss, in the order of the parameter table. */
    readonly gradients: Float32Array,
  ) {}

  /**
   * Every step reads `parameters`, so an optimizer may write to it in between. Steps write to `gradients`, by default a
   * new array. With a teacher, the last texts learn its distributions.
   */
  static async create(
    config: ModelConfig,
    shape: SequenceShape,
    parameters: Float32Array,
    threads: number,
    { gradients = new Float32Array(parameters.length), teacher }: TrainingSessionOptions = {},
  ): Promise<TrainingSession> {
    const trainingShape: TrainingShape = { ...shape, taught: teacher?.texts ?? 0 };
    const session = await Session.create(trainingGraph(config, trainingShape), { threads, optimise: false });
    const sequence = new SequenceSession(session, config, shape, parameters, teacher);
    sequence.bind(parameterTensors(config, parameterViews(config, gradients), names.gradient));
    sequence.bind({ [names.loss]: null });
    return new TrainingSession(sequence, gradients);
  }

  /** Returns the mean cross-entropy to the targets, nats. `gradients` then holds its gradient. */
  async run(tokens: Int32Array, targets: Int32Array, copies?: Int32Array): Promise<number> {
    return floats(await this.sequence.run(tokens, targets, copies), names.loss)[0];
  }

  get shape(): SequenceShape {
    return this.sequence.shape;
  }

  resetStates(text?: number): void {
    this.sequence.resetStates(text);
  }

  get states(): Float32Array {
    return this.sequence.states;
  }

  set states(all: Float32Array) {
    this.sequence.states = all;
  }

  async dispose(): Promise<void> {
    await this.sequence.dispose();
  }
}

/** Loss of each target of one chunk. */
export class ScoringSession {
  private constructor(private readonly sequence: SequenceSession) {}

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
  async run(tokens: Int32Array, targets: Int32Array, copies?: Int32Array): Promise<Float32Array> {
    return floats(await this.sequence.run(tokens, targets, copies), names.nats);
  }

  get shape(): SequenceShape {
    return this.sequence.shape;
  }

  resetStates(text?: number): void {
    this.sequence.resetStates(text);
  }

  async dispose(): Promise<void> {
    await this.sequence.dispose();
  }
}
