/**
 * Networks in training, side by side. They take turns, so that other work of the machine slows all of them alike, and
 * processor time of this process is measured. After the warm-up the rate is constant, and the moving average of the
 * weights is measured. So no point of a curve depends on how long the training was to last.
 */
import type { ModelConfig } from '../../../model/config.ts';
import { initialParameters } from '../../../model/parameters.ts';
import type { SequenceShape } from '../../../model/trainingGraph.ts';
import { Rng } from '../../../base/rng.ts';
import { ScoringSession } from '../../../runtime/trainingSession.ts';
import { Batches } from '../../../training/batches.ts';
import type { EncodedDocument } from '../../../training/corpus.ts';
import { bitsPerCharacter, scoreDocuments } from '../../../training/evaluation.ts';
import { Trainer } from '../../../training/trainer.ts';

export interface TrainingPlan {
  readonly config: ModelConfig;
  readonly shape: SequenceShape;
  readonly rate: number;
  readonly seed: number;
}

/** What is the same for all. */
export interface Course {
  readonly row: Uint16Array;
  readonly heldOut: readonly EncodedDocument[];
  /** Points of each curve after the first, which is that of the untrained network. */
  readonly points: number;
  readonly clipNorm: number;
  readonly averageDecay: number;
  readonly warmUp: number;
}

export interface CurvePoint {
  /** Tokens read. */
  readonly tokens: number;
  /** Of the processor's time, spent in training. */
  readonly seconds: number;
  /** On the held-out sample. */
  readonly bitsPerCharacter: number;
}

export interface Trained {
  readonly plan: TrainingPlan;
  readonly untrained: Float32Array;
  readonly parameters: Float32Array;
  readonly curve: readonly CurvePoint[];
}

/** Documents side by side and tokens a run in measuring. */
const scoringShape: SequenceShape = { steps: 64, batch: 16 };

class Run {
  readonly curve: CurvePoint[] = [];
  #seconds = 0;

  private constructor(
    readonly plan: TrainingPlan,
    private readonly course: Course,
    private readonly trainer: Trainer,
    private readonly scorer: ScoringSession,
  ) {}

  static async create(plan: TrainingPlan, course: Course): Promise<Run> {
    const { config, shape, rate, seed } = plan;
    const { row, clipNorm, averageDecay, warmUp } = course;
    const batches = new Batches(row, shape.steps, shape.batch);
    const trainer = await Trainer.create({
      config,
      batches,
      rate: (updates) => rate * Math.min(1, (updates + 1) / warmUp),
      clipNorm,
      averageDecay,
      seed,
      threads: 1,
      fingerprint: '',
    });
    return new Run(plan, course, trainer, await ScoringSession.create(config, scoringShape, trainer.average, 1));
  }

  /** Trains up to a share of the row. */
  async trainTo(share: number): Promise<void> {
    const { steps, batch } = this.plan.shape;
    const updates = Math.floor((share * (this.course.row.length - batch)) / (steps * batch));
    const started = process.cpuUsage();
    while (this.trainer.updates < updates) await this.trainer.update();
    const { user, system } = process.cpuUsage(started);
    this.#seconds += (user + system) / 1e6;
  }

  async measure(): Promise<void> {
    this.scorer.resetStates();
    const scores = await scoreDocuments(this.scorer, this.course.heldOut);
    const sum = (key: 'nats' | 'characters') => scores.reduce((total, score) => total + score[key], 0);
    const { steps, batch } = this.plan.shape;
    this.curve.push({
      tokens: this.trainer.updates * steps * batch,
      seconds: this.#seconds,
      bitsPerCharacter: bitsPerCharacter({ nats: sum('nats'), characters: sum('characters') }),
    });
  }

  async finish(): Promise<Trained> {
    const { config, seed } = this.plan;
    const parameters = this.trainer.average.slice();
    await this.scorer.dispose();
    await this.trainer.dispose();
    return { plan: this.plan, untrained: initialParameters(config, new Rng(seed)), parameters, curve: this.curve };
  }
}

/** Trains each plan on the whole row. `onPoint` gets every measurement. */
export async function trainInTurns(
  plans: readonly TrainingPlan[],
  course: Course,
  onPoint: (plan: TrainingPlan, point: CurvePoint) => void,
): Promise<Trained[]> {
  const runs: Run[] = [];
  for (const plan of plans) runs.push(await Run.create(plan, course));
  for (let point = 0; point <= course.points; point++) {
    for (const run of runs) {
      await run.trainTo(point / course.points);
      await run.measure();
      const [last] = run.curve.slice(-1);
      if (last !== undefined) onPoint(run.plan, last);
    }
  }
  const trained: Trained[] = [];
  for (const run of runs) trained.push(await run.finish());
  return trained;
}
