/**
 * Stateful truncated back-propagation through time: chunk, gradients, clipping, AdamW, moving average, repeat. The
 * result is the moving average of the weights. `TrainingState` holds everything that the next update depends on. So the
 * same seed gives the same weights, and a resumed run gives the same weights as an uninterrupted one.
 */
import { Rng } from '../base/rng.ts';
import { UserError } from '../base/userError.ts';
import type { ModelConfig } from '../model/config.ts';
import { initialParameters, parameterCount, parameterTable } from '../model/parameters.ts';
import { type Teacher, TrainingSession } from '../runtime/trainingSession.ts';
import { AdamW, adamWDefaults, globalNorm } from './adamW.ts';
import type { BatchSource } from './batches.ts';
import type { TrainingState } from './trainingState.ts';

export interface TrainerOptions {
  readonly config: ModelConfig;
  readonly batches: BatchSource;
  /** Learning rate of the next update, by the number of updates done. */
  readonly rate: (updates: number) => number;
  /** Gradients are scaled down to this global norm. */
  readonly clipNorm: number;
  /** Decay of the moving average per update. It is smaller during the first updates. */
  readonly averageDecay: number;
  readonly seed: number;
  /** Weights to start with. By default random ones from `seed`. */
  readonly initial?: Float32Array | undefined;
  /** All weights decay towards `anchor` by `pull` per unit of learning rate. Without it, matrices decay to zero. */
  readonly anchor?: Float32Array;
  readonly pull?: number;
  /** The last streams learn the teacher's distributions instead of the next characters. */
  readonly teacher?: Teacher | undefined;
  readonly threads: number;
  /** Identifies data and recipe. A state with another fingerprint is refused. */
  readonly fingerprint: string;
}

export interface UpdateReport {
  readonly updates: number;
  /** Mean negative log-likelihood of the chunk before the update, bits per token. */
  readonly bitsPerToken: number;
  readonly gradientNorm: number;
}

export class Trainer {
  readonly #curve: [number, number][];

  private constructor(
    private readonly options: TrainerOptions,
    private readonly session: TrainingSession,
    private readonly adamW: AdamW,
    curve: TrainingState['curve'],
  ) {
    this.#curve = curve.map(([characters, bits]) => [characters, bits]);
  }

  /** A new training, or the one saved in `state`. @throws UserError when `state` belongs to another training */
  static async create(options: TrainerOptions, state?: TrainingState): Promise<Trainer> {
    if (state !== undefined && state.fingerprint !== options.fingerprint) {
      throw new UserError(
        'The saved training was started with other options or another corpus.',
        'Start it with the same options, or begin anew in another folder.',
      );
    }
    const { config, batches, threads, teacher } = options;
    const { anchor, pull = 0 } = options;
    const adamW =
      anchor === undefined
        ? new AdamW(parameterCount(config), decayedRanges(config))
        : new AdamW(anchor.length, [[0, anchor.length]], { ...adamWDefaults, weightDecay: pull }, anchor);
    const parameters = state?.parameters ?? options.initial ?? initialParameters(config, new Rng(options.seed));
    adamW.parameters.set(parameters);
    adamW.average.set(state?.average ?? parameters);
    if (state !== undefined) {
      adamW.mean.set(state.mean);
      adamW.square.set(state.square);
      adamW.updates = state.updates;
    }
    const shape = { steps: batches.steps, batch: batches.batch };
    const session = await TrainingSession.create(config, shape, adamW.parameters, threads, {
      gradients: adamW.gradients,
      teacher,
    });
    if (state !== undefined) session.states = state.states;
    return new Trainer(options, session, adamW, state?.curve ?? []);
  }

  /** Updates done. */
  get updates(): number {
    return this.adamW.updates;
  }

  /** The moving average of the weights, which is the result. Changes with every update. */
  get average(): Float32Array {
    return this.adamW.average;
  }

  get curve(): readonly (readonly [number, number])[] {
    return this.#curve;
  }

  /** One update with one chunk. @throws UserError when the training has diverged */
  async update(): Promise<UpdateReport> {
    const { batches, clipNorm, averageDecay } = this.options;
    const update = this.updates;
    const rate = this.options.rate(update);
    for (const stream of batches.freshStreams(update)) this.session.resetStates(stream);
    const { tokens, targets, copies } = batches.chunk(update);
    const nats = await this.session.run(tokens, targets, copies);
    const norm = globalNorm(this.adamW.gradients);
    if (!Number.isFinite(nats) || !Number.isFinite(norm)) {
      throw new UserError(
        `The training diverged at update ${update}: its loss is no number any more.`,
        'Start again with a lower learning rate.',
      );
    }
    const scale = Math.min(1, clipNorm / (norm + 1e-6));
    this.adamW.update(rate, scale, Math.min(averageDecay, (1 + update) / (10 + update)));
    return { updates: this.updates, bitsPerToken: nats / Math.LN2, gradientNorm: norm };
  }

  /** Adds a point to the loss curve that is saved with the state. */
  record(characters: number, bitsPerToken: number): void {
    this.#curve.push([characters, bitsPerToken]);
  }

  /** Everything needed to resume from here. The arrays are not copies: write them before the next update. */
  get state(): TrainingState {
    return {
      config: this.options.config,
      fingerprint: this.options.fingerprint,
      updates: this.updates,
      curve: this.#curve,
      parameters: this.adamW.parameters,
      average: this.adamW.average,
      mean: this.adamW.mean,
      square: this.adamW.square,
      states: this.session.states,
      best: new Float32Array(),
      notes: null,
    };
  }

  async dispose(): Promise<void> {
    await this.session.dispose();
  }
}

/** Matrices decay, biases and gains do not. */
function decayedRanges(config: ModelConfig): readonly (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  let offset = 0;
  for (const { shape } of parameterTable(config)) {
    const length = shape[0] * shape[1];
    if (shape[1] > 1) ranges.push([offset, offset + length]);
    offset += length;
  }
  return ranges;
}
