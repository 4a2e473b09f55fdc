/**
 * From base weights to weights that are better on this workspace, or to the answer that they are not better. It
 * measures the base, trains and keeps the best average of the weights, goes part of the way back if the model forgot
 * too much, and decides. All of it fits the time budget, which pauses and sleep do not use up.
 */
import { UserError, isDiskFull } from '../base/userError.ts';
import type { Vocabulary } from '../model/text/vocabulary.ts';
import type { StoredCheckpoint } from '../runtime/checkpointFiles.ts';
import type { CorpusDocument } from '../training/corpus.ts';
import { Trainer } from '../training/trainer.ts';
import type { TrainingState } from '../training/trainingState.ts';
import { type Bits, chooseWeights, probesPerChoice, type WeightsChoice } from './chooseWeights.ts';
import { FineTuneBatches, type FineTuneTexts } from './fineTuneBatches.ts';
import { FineTunePace, type MeasuringCost, UpdateClock } from './fineTunePace.ts';
import { fineTuneRate, type FineTuneRecipe } from './fineTuneRecipe.ts';
import type { CurvePoint, FineTunePhase, FineTuneProgress } from './fineTuneReport.ts';
import { Measurement, sampled, sampleSize } from './measurement.ts';
import { fineTuneFingerprint, type FineTuneNotes, readNotes } from './savedTraining.ts';

export interface WeightsOptions {
  readonly base: StoredCheckpoint;
  /** Of an earlier fine-tuning from the same base: training goes on from them, and the result must beat them. */
  readonly inUse: Float32Array | undefined;
  readonly vocabulary: Vocabulary;
  readonly texts: FineTuneTexts;
  /** Files of the workspace to measure with, which are not learnt. */
  readonly heldOut: readonly CorpusDocument[];
  /** Text from elsewhere, to measure what is forgotten. */
  readonly probe: readonly CorpusDocument[];
  readonly recipe: FineTuneRecipe;
  /** The time budget for all of it. */
  readonly minutes: number;
  /** Fills the budget with so many updates, whatever time they take. */
  readonly updates?: number | undefined;
  readonly threads: number;
  readonly seed: number;
  /** A saved training to go on with. */
  readonly saved: TrainingState | undefined;
}

/** What the process around a training provides. */
export interface TrainingSurroundings {
  /** A clock, in milliseconds. */
  readonly now: () => number;
  /** Lets messages arrive, such as cancel and pause. */
  readonly yieldToEventLoop: () => Promise<void>;
  readonly signal: AbortSignal;
  /** Resolves when the pause ends; `undefined` when there is no pause. */
  readonly whilePaused: () => Promise<void> | undefined;
  /** Saves what is needed to go on. Training continues when this fails, but for a `UserError`. */
  readonly save: (state: TrainingState) => Promise<void>;
  readonly onProgress: (progress: FineTuneProgress) => void;
}

export interface FineTunedWeights extends WeightsChoice {
  readonly updates: number;
  /** Tokens read. */
  readonly characters: number;
  /** Tokens scored in measurements. */
  readonly measured: number;
  readonly seconds: number;
  readonly curve: { readonly training: readonly CurvePoint[]; readonly heldOut: readonly CurvePoint[] };
}

/** Milliseconds between two messages of progress. */
const progressInterval = 500;
/** Updates averaged into one point of the loss curve. */
const updatesPerPoint = 8;

/** @throws UserError when the training diverges; the signal's reason when cancelled */
export async function fineTuneWeights(
  options: WeightsOptions,
  surroundings: TrainingSurroundings,
): Promise<FineTunedWeights> {
  const run = await WeightsRun.create(options, surroundings);
  try {
    return await run.run();
  } finally {
    await run.dispose();
  }
}

class WeightsRun {
  readonly #measurement: Measurement;
  readonly #heldOutCurve: CurvePoint[] = [];
  #phase: FineTunePhase = 'measuringBase';
  #best: Float32Array | undefined;
  #bestBits = Infinity;
  #worse = 0;
  #warning: string | undefined;
  #charactersPerSecond = 0;
  #lastProgress = -Infinity;

  private constructor(
    private readonly options: WeightsOptions,
    private readonly surroundings: TrainingSurroundings,
    private readonly trainer: Trainer,
    private readonly pace: FineTunePace,
    private readonly updateClock: UpdateClock | undefined,
    notes: FineTuneNotes | undefined,
  ) {
    const size = sampleSize(options.minutes);
    const encode = (documents: readonly CorpusDocument[]) => sampled(options.vocabulary, documents, size);
    this.#measurement = new Measurement(
      options.base.manifest.config,
      { heldOut: encode(options.heldOut), probe: encode(options.probe) },
      options.threads,
    );
    if (notes !== undefined) {
      this.#worse = notes.worse;
      this.#heldOutCurve.push(...notes.heldOutCurve);
    }
    if (options.saved !== undefined && options.saved.best.length > 0) this.#best = options.saved.best;
  }

  static async create(options: WeightsOptions, surroundings: TrainingSurroundings): Promise<WeightsRun> {
    const { base, inUse, vocabulary, texts, recipe, minutes, updates, seed, threads, saved } = options;
    const { config } = base.manifest;
    const notes = saved === undefined ? undefined : readNotes(saved.notes);
    const updateClock = updates === undefined ? undefined : new UpdateClock((minutes * 60_000) / updates);
    const pace = new FineTunePace(
      updateClock?.now ?? surroundings.now,
      minutes,
      notes && { ...notes, spent: notes.milliseconds },
    );
    const trainer = await Trainer.create(
      {
        config,
        batches: new FineTuneBatches(vocabulary, texts, recipe, seed),
        rate: () => fineTuneRate(recipe, pace.trainingProgress),
        clipNorm: recipe.clipNorm,
        averageDecay: recipe.averageDecay,
        seed,
        initial: inUse ?? base.flat,
        anchor: base.flat,
        pull: recipe.pull,
        teacher: recipe.replayStreams === 0 ? undefined : { parameters: base.flat, texts: recipe.replayStreams },
        threads,
        fingerprint: fineTuneFingerprint(base, config, seed),
      },
      saved,
    );
    return new WeightsRun(options, surroundings, trainer, pace, updateClock, notes);
  }

  async run(): Promise<FineTunedWeights> {
    const { inUse, recipe } = this.options;
    const { base, cost } = await this.#measureBase();
    const bitsToBeat = inUse === undefined ? base.heldOut : await this.#measure(inUse, 'heldOut');
    // Measured again, since files and sample sizes may have changed since it was saved.
    if (this.#best !== undefined) this.#bestBits = await this.#measure(this.#best, 'heldOut');
    if (this.#heldOutCurve.length === 0) this.#heldOutCurve.push([0, base.heldOut]);
    this.pace.beginTraining(cost, recipe.measurements);
    await this.#train();
    this.#phase = 'measuringResult';
    this.#tellProgress(true);
    const candidates = {
      base: this.options.base.flat,
      trained: this.#best ?? this.trainer.average,
      baseBits: base,
      trainedBits: this.#bestBits,
      bitsToBeat,
    };
    const choice = await chooseWeights(candidates, (parameters, sample) => this.#measure(parameters, sample));
    return {
      ...choice,
      updates: this.trainer.updates,
      characters: this.#characters,
      measured: this.#measurement.tokens,
      seconds: this.pace.tick() / 1000,
      curve: { training: this.trainer.curve, heldOut: this.#heldOutCurve },
    };
  }

  /** Also what measuring costs: after training, the held-out text is measured once and the probe several times. */
  async #measureBase(): Promise<{ readonly base: Bits; readonly cost: MeasuringCost }> {
    const { flat } = this.options.base;
    const started = this.pace.tick();
    const heldOut = await this.#measure(flat, 'heldOut');
    const between = this.pace.tick();
    const probe = await this.#measure(flat, 'probe');
    const costs = { heldOut: between - started, probe: this.pace.tick() - between };
    return {
      base: { heldOut, probe },
      cost: { heldOut: costs.heldOut, result: costs.heldOut + probesPerChoice * costs.probe },
    };
  }

  async dispose(): Promise<void> {
    await this.trainer.dispose();
  }

  /** Tokens per update. */
  get #batchSize(): number {
    const { steps, workspaceStreams, replayStreams } = this.options.recipe;
    return steps * (workspaceStreams + replayStreams);
  }

  get #characters(): number {
    return this.trainer.updates * this.#batchSize;
  }

  async #train(): Promise<void> {
    const { patience } = this.options.recipe;
    const { signal, yieldToEventLoop } = this.surroundings;
    this.#phase = 'training';
    let point: number[] = [];
    while (this.pace.trainingProgress < 1 && this.#worse < patience) {
      signal.throwIfAborted();
      await this.#pause();
      const before = this.pace.spent;
      const report = await this.trainer.update();
      this.updateClock?.advance();
      this.#follow(this.pace.tick() - before);
      point.push(report.bitsPerToken);
      if (point.length === updatesPerPoint) {
        this.trainer.record(this.#characters, point.reduce((sum, bits) => sum + bits, 0) / updatesPerPoint);
        point = [];
      }
      this.#tellProgress();
      await yieldToEventLoop();
      if (this.pace.isTimeToMeasure) {
        await this.#measureAverage();
        this.pace.noteMeasured();
      }
      if (this.pace.isTimeToSave) {
        await this.#save();
        this.pace.noteSaved();
      }
    }
    const isMeasured = this.#heldOutCurve.at(-1)?.[0] === this.#characters;
    if (this.#worse < patience && !isMeasured) await this.#measureAverage();
  }

  /** Keeps the average of the weights when it is the best so far on held-out text. */
  async #measureAverage(): Promise<void> {
    const heldOut = await this.#measure(this.trainer.average, 'heldOut');
    this.#heldOutCurve.push([this.#characters, heldOut]);
    if (heldOut < this.#bestBits) {
      this.#bestBits = heldOut;
      this.#best = Float32Array.from(this.trainer.average);
      this.#worse = 0;
    } else {
      this.#worse += 1;
    }
    this.#tellProgress(true);
  }

  async #measure(parameters: Float32Array, what: keyof Bits): Promise<number> {
    const bits = await this.#measurement.measure(parameters, what, {
      signal: this.surroundings.signal,
      betweenRuns: async () => {
        this.pace.tick();
        this.#tellProgress();
        await this.surroundings.yieldToEventLoop();
        await this.#pause();
      },
    });
    this.pace.tick();
    return bits;
  }

  async #pause(): Promise<void> {
    const paused = this.surroundings.whilePaused();
    if (paused === undefined) return;
    this.pace.tick();
    this.#tellProgress(true, true);
    await paused;
    this.pace.skip();
    this.#tellProgress(true);
  }

  /** Speed over the last few seconds. */
  #follow(milliseconds: number): void {
    const speed = (this.#batchSize * 1000) / Math.max(1, milliseconds);
    this.#charactersPerSecond =
      this.#charactersPerSecond === 0 ? speed : 0.95 * this.#charactersPerSecond + 0.05 * speed;
  }

  #tellProgress(always = false, paused = false): void {
    const now = this.surroundings.now();
    if (!always && now - this.#lastProgress < progressInterval) return;
    this.#lastProgress = now;
    this.surroundings.onProgress({
      phase: this.#phase,
      fraction: this.pace.fraction,
      paused,
      charactersPerSecond: this.#phase === 'training' && !paused ? Math.round(this.#charactersPerSecond) : 0,
      remainingSeconds: this.pace.remainingSeconds,
      training: this.trainer.curve,
      heldOut: this.#heldOutCurve,
      warning: this.#warning,
    });
  }

  async #save(): Promise<void> {
    const notes: FineTuneNotes = {
      minutes: this.options.minutes,
      milliseconds: this.pace.spent,
      trainingStart: this.pace.trainingStart,
      worse: this.#worse,
      heldOutCurve: this.#heldOutCurve,
    };
    try {
      await this.surroundings.save({ ...this.trainer.state, best: this.#best ?? new Float32Array(), notes });
      this.#warning = undefined;
    } catch (error) {
      // Another process owns the storage: there is nothing to go on for.
      if (error instanceof UserError) throw error;
      const reason = isDiskFull(error) ? 'the disk is full' : 'the storage cannot be written';
      this.#warning = `Progress could not be saved: ${reason}. Training goes on.`;
    }
    this.#tellProgress(true);
  }
}
