/**
 * Fine-tuning from base weights to weights that are better on this workspace, or to the honest answer that they are not.
 *
 * Measure the base; train, measuring now and then and keeping the best; if the result forgot too much of the rest of the world, go
 * part of the way back to the base; decide. Everything in the time that was given, which pauses and sleep do not use up.
 */
import type { Vocabulary } from '../model/vocabulary.ts';
import { fromFloat16, toFloat16 } from '../model/float16.ts';
import type { StoredCheckpoint } from '../runtime/checkpointFiles.ts';
import { ActiveTime } from './activeTime.ts';
import type { CorpusDocument } from './corpus.ts';
import { isDiskFull } from './diskFull.ts';
import { FineTuneBatches, type FineTuneTexts } from './fineTuneBatches.ts';
import { readNotes, writeNotes } from './fineTuneNotes.ts';
import { fineTuneFingerprint, fineTuneRate, type FineTuneRecipe, leastGain, mostForgotten } from './fineTuneRecipe.ts';
import type { BeforeAfter, CurvePoint, FineTunePhase, FineTuneProgress, NotKeptReason } from './fineTuneReport.ts';
import { Measurement, sampled } from './measurement.ts';
import { Trainer } from './trainer.ts';
import type { TrainingState } from './trainingState.ts';

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

/** Milliseconds between two saved states; in a short training a share of its time. */
const longestSaveInterval = 45_000;
const saveShare = 1 / 12;
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

type Choice = Pick<FineTuned, 'parameters' | 'kept' | 'notKept' | 'heldOut' | 'baseProbe' | 'share'>;

class FineTuningRun {
  readonly #options: FineTuningOptions;
  readonly #surroundings: FineTuningSurroundings;
  readonly #trainer: Trainer;
  readonly #batches: FineTuneBatches;
  readonly #measurement: Measurement;
  readonly #time: ActiveTime;
  readonly #budget: number;
  readonly #heldOutCurve: CurvePoint[] = [];
  #phase: FineTunePhase = 'measuringBase';
  #best: Float32Array | undefined;
  #bestBits = Infinity;
  #worse = 0;
  #warning: string | undefined;
  #charactersPerSecond = 0;
  #lastProgress = -Infinity;

  private constructor(
    options: FineTuningOptions,
    surroundings: FineTuningSurroundings,
    trainer: Trainer,
    batches: FineTuneBatches,
  ) {
    this.#options = options;
    this.#surroundings = surroundings;
    this.#trainer = trainer;
    this.#batches = batches;
    const encode = (documents: readonly CorpusDocument[]) => sampled(options.vocabulary, documents);
    this.#measurement = new Measurement(
      options.base.manifest.config,
      { heldOut: encode(options.heldOut), probe: encode(options.probe) },
      options.threads,
    );
    this.#budget = options.minutes * 60_000;
    const notes = options.saved === undefined ? undefined : readNotes(options.saved.notes);
    this.#time = new ActiveTime(surroundings.now, notes?.milliseconds);
    if (notes !== undefined) {
      this.#bestBits = notes.bestBits;
      this.#worse = notes.worse;
      this.#heldOutCurve.push(...notes.heldOutCurve);
    }
    if (options.saved !== undefined && options.saved.best.length > 0) this.#best = options.saved.best;
  }

  static async create(options: FineTuningOptions, surroundings: FineTuningSurroundings): Promise<FineTuningRun> {
    const { base, inUse, vocabulary, texts, recipe, seed, threads, saved } = options;
    const { config } = base.manifest;
    const batches = new FineTuneBatches(vocabulary, texts, recipe, seed);
    const trainer = await Trainer.create(
      {
        config,
        batches,
        schedule: { peak: recipe.peakRate, warmUp: 1, total: Infinity, floor: recipe.floor },
        clipNorm: recipe.clipNorm,
        averageDecay: recipe.averageDecay,
        seed,
        initial: inUse ?? base.flat,
        anchor: base.flat,
        pull: recipe.pull,
        threads,
        fingerprint: fineTuneFingerprint(base, config, seed),
      },
      saved,
    );
    return new FineTuningRun(options, surroundings, trainer, batches);
  }

  async run(): Promise<FineTuned> {
    const started = this.#time.milliseconds;
    const { inUse } = this.#options;
    const base = await this.#measure(this.#options.base.flat);
    const atLeast = inUse === undefined ? base : await this.#measure(inUse);
    // The same measurement comes once more at the end, after a search of which each step is half of it.
    const reserve = (1 + 0.5 * (bisections + 1)) * (this.#time.tick() - started);
    if (this.#heldOutCurve.length === 0) this.#heldOutCurve.push([0, base.heldOut]);
    await this.#train(Math.max(this.#budget - reserve, this.#budget / 2));
    this.#phase = 'measuringResult';
    this.#tellProgress(true);
    const result = await this.#choose(this.#best ?? this.#trainer.average, base, atLeast.heldOut);
    return {
      ...result,
      updates: this.#trainer.updates,
      characters: this.#characters,
      measured: this.#measurement.tokens,
      seconds: this.#time.tick() / 1000,
      curve: { training: this.#trainer.curve, heldOut: this.#heldOutCurve },
    };
  }

  async dispose(): Promise<void> {
    await this.#trainer.dispose();
  }

  get #characters(): number {
    return this.#trainer.updates * this.#batches.steps * this.#batches.batch;
  }

  async #train(until: number): Promise<void> {
    const { recipe } = this.#options;
    const { signal, yieldToEventLoop } = this.#surroundings;
    this.#phase = 'training';
    const interval = until / recipe.measurements;
    const saveInterval = Math.min(longestSaveInterval, until * saveShare);
    let measured = Math.floor(this.#time.tick() / interval);
    let saved = this.#time.milliseconds;
    let point: number[] = [];
    while (this.#time.milliseconds < until && this.#worse < recipe.patience) {
      signal.throwIfAborted();
      await this.#pause();
      const before = this.#time.milliseconds;
      const report = await this.#trainer.update(fineTuneRate(recipe, before / until));
      this.#follow(this.#time.tick() - before);
      point.push(report.bitsPerToken);
      if (point.length === updatesPerPoint) {
        this.#trainer.record(this.#characters, point.reduce((sum, bits) => sum + bits, 0) / updatesPerPoint);
        point = [];
      }
      this.#tellProgress();
      await yieldToEventLoop();
      if (Math.floor(this.#time.milliseconds / interval) > measured) {
        await this.#measureAverage();
        measured = Math.floor(this.#time.tick() / interval);
      }
      if (this.#time.milliseconds - saved > saveInterval) {
        await this.#save();
        saved = this.#time.tick();
      }
    }
    if (this.#worse < recipe.patience) await this.#measureAverage();
  }

  /** Remembers the average of the weights when it is the best so far on held-out text. */
  async #measureAverage(): Promise<void> {
    const { heldOut } = await this.#measure(this.#trainer.average, ['heldOut']);
    this.#heldOutCurve.push([this.#characters, heldOut]);
    if (heldOut < this.#bestBits) {
      this.#bestBits = heldOut;
      this.#best = Float32Array.from(this.#trainer.average);
      this.#worse = 0;
    } else {
      this.#worse += 1;
    }
    this.#tellProgress(true);
  }

  /** All the way from the base to the trained weights, or as far as the base is not forgotten (WiSE-FT, Wortsman et al. 2022). */
  async #choose(
    trained: Float32Array,
    base: { readonly heldOut: number; readonly probe: number },
    inUse: number,
  ): Promise<Choice> {
    const { flat } = this.#options.base;
    const mostProbe = base.probe * (1 + mostForgotten);
    const share = await this.#shareKept(trained, mostProbe);
    const parameters = blend(flat, trained, share);
    const measured = await this.#measure(parameters);
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
      (await this.#measure(blend(this.#options.base.flat, trained, share), ['probe'])).probe > mostProbe;
    if (!(await forgets(1))) return 1;
    let [within, beyond] = [0, 1];
    for (let step = 0; step < bisections; step++) {
      const middle = (within + beyond) / 2;
      if (await forgets(middle)) beyond = middle;
      else within = middle;
    }
    return within;
  }

  async #measure(parameters: Float32Array, what?: readonly ('heldOut' | 'probe')[]) {
    const result = await this.#measurement.measure(parameters, {
      signal: this.#surroundings.signal,
      betweenRuns: async () => {
        this.#time.tick();
        this.#tellProgress();
        await this.#surroundings.yieldToEventLoop();
        await this.#pause();
      },
      ...(what === undefined ? {} : { what }),
    });
    this.#time.tick();
    return result;
  }

  async #pause(): Promise<void> {
    const paused = this.#surroundings.whilePaused();
    if (paused === undefined) return;
    this.#time.tick();
    this.#tellProgress(true, true);
    await paused;
    this.#time.skip();
    this.#tellProgress(true);
  }

  /** Speed over the last few seconds. */
  #follow(milliseconds: number): void {
    const speed = (this.#batches.steps * this.#batches.batch * 1000) / Math.max(1, milliseconds);
    this.#charactersPerSecond =
      this.#charactersPerSecond === 0 ? speed : 0.95 * this.#charactersPerSecond + 0.05 * speed;
  }

  #tellProgress(always = false, paused = false): void {
    const now = this.#surroundings.now();
    if (!always && now - this.#lastProgress < progressInterval) return;
    this.#lastProgress = now;
    this.#surroundings.onProgress({
      phase: this.#phase,
      fraction: Math.min(1, this.#time.milliseconds / this.#budget),
      paused,
      charactersPerSecond: this.#phase === 'training' && !paused ? Math.round(this.#charactersPerSecond) : 0,
      remainingSeconds: Math.max(0, (this.#budget - this.#time.milliseconds) / 1000),
      training: this.#trainer.curve,
      heldOut: this.#heldOutCurve,
      warning: this.#warning,
    });
  }

  async #save(): Promise<void> {
    const notes = writeNotes({
      minutes: this.#options.minutes,
      milliseconds: this.#time.milliseconds,
      bestBits: this.#bestBits,
      worse: this.#worse,
      heldOutCurve: this.#heldOutCurve,
    });
    try {
      await this.#surroundings.save({ ...this.#trainer.state, best: this.#best ?? new Float32Array(), notes });
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
