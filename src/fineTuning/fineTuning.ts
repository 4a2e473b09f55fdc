/**
 * Fine-tuning from base weights to weights that are better on this workspace, or to the honest answer that they are not.
 *
 * Measure the base; train, measuring now and then and keeping the best; if the result forgot too much of the rest of the world, go
 * part of the way back to the base; decide. Everything in the time that was given, which pauses and sleep do not use up.
 */
import type { Vocabulary } from '../model/text/vocabulary.ts';
import { fromFloat16, toFloat16 } from '../model/float16.ts';
import type { StoredCheckpoint } from '../runtime/checkpointFiles.ts';
import type { CorpusDocument } from '../training/corpus.ts';
import { isDiskFull } from '../base/diskFull.ts';
import { FineTuneBatches, type FineTuneTexts } from './fineTuneBatches.ts';
import { type FineTuneNotes, readNotes, writeNotes } from './fineTuneNotes.ts';
import { FineTunePace, type MeasuringCost } from './fineTunePace.ts';
import { fineTuneFingerprint, fineTuneRate, type FineTuneRecipe, leastGain, mostForgotten } from './fineTuneRecipe.ts';
import type { BeforeAfter, CurvePoint, FineTunePhase, FineTuneProgress, NotKeptReason } from './fineTuneReport.ts';
import { Measurement, sampled, sampleSize, type Samples } from './measurement.ts';
import { Trainer } from '../training/trainer.ts';
import type { TrainingState } from '../training/trainingState.ts';

export interface FineTuningOptions {
  readonly base: StoredCheckpoint;
  /** Weights that were fine-tuned from the same base before: training goes on from them, and the result has to beat them. */
  readonly inUse: Float32Array | undefined;
  readonly vocabulary: Vocabulary;
  readonly texts: FineTuneTexts;
  /** Files of the workspace that are not learnt. */
  readonly heldOut: readonly CorpusDocument[];
  /** Text that has nothing to do with the workspace. */
  readonly probe: readonly CorpusDocument[];
  readonly recipe: FineTuneRecipe;
  /** For all that is done here. */
  readonly minutes: number;
  readonly threads: number;
  readonly seed: number;
  /** To go on with. */
  readonly saved: TrainingState | undefined;
}

export interface FineTuningSurroundings {
  /** A clock, in milliseconds. */
  readonly now: () => number;
  /** Lets messages arrive: cancellation and pause are among them. */
  readonly yieldToEventLoop: () => Promise<void>;
  readonly signal: AbortSignal;
  /** Resolves when it is not, or no longer, paused; `undefined` when there is nothing to wait for. */
  readonly whilePaused: () => Promise<void> | undefined;
  /** Writes down what is needed to go on. May fail: then training goes on without. */
  readonly save: (state: TrainingState) => Promise<void>;
  readonly onProgress: (progress: FineTuneProgress) => void;
}

export interface FineTuned {
  /** As they will be stored, in 16 bits. */
  readonly parameters: Float32Array;
  readonly kept: boolean;
  readonly notKept: NotKeptReason | undefined;
  readonly heldOut: BeforeAfter;
  readonly baseProbe: BeforeAfter;
  /** Of the way from the base to the trained weights, 0 to 1; less than all of it when all of it forgets too much. */
  readonly share: number;
  readonly updates: number;
  /** Tokens read. */
  readonly characters: number;
  /** Tokens scored to measure. */
  readonly measured: number;
  readonly seconds: number;
  readonly curve: { readonly training: readonly CurvePoint[]; readonly heldOut: readonly CurvePoint[] };
}

/** Milliseconds between two messages of progress. */
const progressInterval = 500;
/** Updates averaged into one point of the loss curve. */
const updatesPerPoint = 8;
/** Halvings in the search for how far from the base is too far: to a thirty-second of the way. */
const bisections = 5;

/** @throws UserError when the training diverges; the signal's reason when cancelled. */
export async function fineTune(options: FineTuningOptions, surroundings: FineTuningSurroundings): Promise<FineTuned> {
  const run = await FineTuningRun.create(options, surroundings);
  try {
    return await run.run();
  } finally {
    await run.dispose();
  }
}

/** Bits per character of the two samples. */
type Bits = Readonly<Record<keyof Samples, number>>;
type Choice = Pick<FineTuned, 'parameters' | 'kept' | 'notKept' | 'heldOut' | 'baseProbe' | 'share'>;

class FineTuningRun {
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
    private readonly options: FineTuningOptions,
    private readonly surroundings: FineTuningSurroundings,
    private readonly trainer: Trainer,
    private readonly batches: FineTuneBatches,
    private readonly pace: FineTunePace,
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

  static async create(options: FineTuningOptions, surroundings: FineTuningSurroundings): Promise<FineTuningRun> {
    const { base, inUse, vocabulary, texts, recipe, minutes, seed, threads, saved } = options;
    const { config } = base.manifest;
    const notes = saved === undefined ? undefined : readNotes(saved.notes);
    const pace = new FineTunePace(surroundings.now, minutes, notes && { ...notes, spent: notes.milliseconds });
    const batches = new FineTuneBatches(vocabulary, texts, recipe, seed);
    const trainer = await Trainer.create(
      {
        config,
        batches,
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
    return new FineTuningRun(options, surroundings, trainer, batches, pace, notes);
  }

  async run(): Promise<FineTuned> {
    const { inUse, recipe } = this.options;
    const { base, cost } = await this.#measureBase();
    const atLeast = inUse === undefined ? base.heldOut : await this.#measure(inUse, 'heldOut');
    // Files, and how much of them is measured, may be others than when it was saved.
    if (this.#best !== undefined) this.#bestBits = await this.#measure(this.#best, 'heldOut');
    if (this.#heldOutCurve.length === 0) this.#heldOutCurve.push([0, base.heldOut]);
    this.pace.beginTraining(cost, recipe.measurements);
    await this.#train();
    this.#phase = 'measuringResult';
    this.#tellProgress(true);
    const result = await this.#choose(this.#best ?? this.trainer.average, base, atLeast);
    return {
      ...result,
      updates: this.trainer.updates,
      characters: this.#characters,
      measured: this.#measurement.tokens,
      seconds: this.pace.tick() / 1000,
      curve: { training: this.trainer.curve, heldOut: this.#heldOutCurve },
    };
  }

  /** What the base is worth, and what it takes to find out. After training both are measured again, the probe in a search before. */
  async #measureBase(): Promise<{ readonly base: Bits; readonly cost: MeasuringCost }> {
    const { flat } = this.options.base;
    const started = this.pace.tick();
    const heldOut = await this.#measure(flat, 'heldOut');
    const between = this.pace.tick();
    const probe = await this.#measure(flat, 'probe');
    const costs = { heldOut: between - started, probe: this.pace.tick() - between };
    return {
      base: { heldOut, probe },
      cost: { heldOut: costs.heldOut, result: costs.heldOut + (bisections + 2) * costs.probe },
    };
  }

  async dispose(): Promise<void> {
    await this.trainer.dispose();
  }

  get #characters(): number {
    return this.trainer.updates * this.batches.steps * this.batches.batch;
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

  /** Remembers the average of the weights when it is the best so far on held-out text. */
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

  /** All the way from the base to the trained weights, or as far as the base is not forgotten (WiSE-FT, Wortsman et al. 2022). */
  async #choose(trained: Float32Array, base: Bits, inUse: number): Promise<Choice> {
    const { flat } = this.options.base;
    const mostProbe = base.probe * (1 + mostForgotten);
    const share = await this.#shareKept(trained, mostProbe);
    const parameters = blend(flat, trained, share);
    const measured = {
      heldOut: await this.#measure(parameters, 'heldOut'),
      probe: await this.#measure(parameters, 'probe'),
    };
    const mostHeldOut = base.heldOut * (1 - leastGain);
    const better = measured.heldOut <= mostHeldOut;
    // What was learnt would be better, but so little of it that the base is not forgotten is not.
    const forgot = measured.probe > mostProbe || (!better && share < 1 && this.#bestBits <= mostHeldOut);
    return {
      parameters,
      share,
      ...verdict(better, forgot, measured.heldOut < inUse),
      heldOut: { before: base.heldOut, after: measured.heldOut },
      baseProbe: { before: base.probe, after: measured.probe },
    };
  }

  /** The largest share of the way at which the probe is within bounds, by bisection: the further, the more is forgotten. */
  async #shareKept(trained: Float32Array, mostProbe: number): Promise<number> {
    const forgets = async (share: number) =>
      (await this.#measure(blend(this.options.base.flat, trained, share), 'probe')) > mostProbe;
    if (!(await forgets(1))) return 1;
    let [within, beyond] = [0, 1];
    for (let step = 0; step < bisections; step++) {
      const middle = (within + beyond) / 2;
      if (await forgets(middle)) beyond = middle;
      else within = middle;
    }
    return within;
  }

  async #measure(parameters: Float32Array, what: keyof Samples): Promise<number> {
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
    const speed = (this.batches.steps * this.batches.batch * 1000) / Math.max(1, milliseconds);
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
    const notes = writeNotes({
      minutes: this.options.minutes,
      milliseconds: this.pace.spent,
      trainingStart: this.pace.trainingStart,
      worse: this.#worse,
      heldOutCurve: this.#heldOutCurve,
    });
    try {
      await this.surroundings.save({ ...this.trainer.state, best: this.#best ?? new Float32Array(), notes });
      this.#warning = undefined;
    } catch (error) {
      const reason = isDiskFull(error) ? 'the disk is full' : 'the storage cannot be written';
      this.#warning = `Progress could not be saved: ${reason}. Training goes on.`;
    }
    this.#tellProgress(true);
  }
}

function verdict(better: boolean, forgot: boolean, beatsInUse: boolean): Pick<FineTuned, 'kept' | 'notKept'> {
  if (forgot) return { kept: false, notKept: 'baseForgotten' };
  if (!better) return { kept: false, notKept: 'heldOutNotBetter' };
  return beatsInUse ? { kept: true, notKept: undefined } : { kept: false, notKept: 'inUseIsBetter' };
}

/** base + share · (trained − base), rounded to what a checkpoint holds. */
function blend(base: Float32Array, trained: Float32Array, share: number): Float32Array {
  const blended = trained.map((value, index) => {
    const from = base[index] ?? 0;
    return from + share * (value - from);
  });
  return fromFloat16(toFloat16(blended));
}
