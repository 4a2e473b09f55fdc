/**
 * `npm run pretrain`: trains a base model on the corpus of `npm run corpus`. Ctrl+C saves and stops; the same command
 * resumes. Without options it follows the recipe of the shipped model.
 *
 *   --characters N   tokens to read in all
 *   --out DIR        folder of state, curve and checkpoint
 *   --cell, --layers, --hidden, --embedding, --residual yes|no, --normalisation none|layer
 *   --batch B --steps T --peak-rate R --seed S --threads N --save-minutes M
 *   --fall F         share of the updates, the last ones, in which the rate falls; 1 by default. With less, --characters
 *                    may be changed from session to session
 *   --from DIR       starts with the weights of a model; the options have to give its shape. Tags that it lacks are new
 *   --copies         reads with each token what the text cache would expect, from documents of the same package
 *   --order files|packages   shuffles files or whole packages
 *   --shards DIR     reads token shards (npm run shards) from the disk instead of the corpus
 *   --measure-every N   measures a sample of the held-out text every N updates, for the curve held-out.jsonl
 *   --minutes M      saves and stops after so long
 *   --publish DIR    writes the finished model there
 */
import { createHash } from 'node:crypto';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Rng } from '../../base/rng.ts';
import { UserError } from '../../base/userError.ts';
import { copyCodeCount } from '../../completion/textCache/copyCodes.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { cellKinds, type ModelConfig } from '../../model/config.ts';
import { parameterCount } from '../../model/parameters.ts';
import { Vocabulary } from '../../model/text/vocabulary.ts';
import { readCheckpoint } from '../../runtime/checkpointFiles.ts';
import { Batches, type TokenRow } from '../../training/batches.ts';
import { documentOrders, readShuffled, rowOf, tokenPieces } from '../../training/corpus.ts';
import { grownParameters } from '../../training/grownParameters.ts';
import { learningRate, type LearningRateSchedule } from './learningRateSchedule.ts';
import { Trainer } from '../../training/trainer.ts';
import { readTrainingState, writeTrainingState } from '../../training/trainingState.ts';
import { lineChart } from '../shared/lineChart.ts';
import { oneOf, type Options, parseOptions } from '../shared/options.ts';
import { copyPieces } from './copyPieces.ts';
import { HeldOutCurve } from './heldOutCurve.ts';
import { publishCheckpoint } from './publishCheckpoint.ts';
import { copiesFolder, ShardRow } from './tokenShards.ts';

/** Updates averaged into one point of the loss curve. */
const updatesPerPoint = 50;
/** Held-out characters of each language that are measured on the way. */
const measuredPerLanguage = 10_000;

const defaults = {
  cell: oneOf(cellKinds, 'gru'),
  layers: 2,
  hidden: 512,
  embedding: 128,
  residual: oneOf(['yes', 'no'], 'yes'),
  normalisation: oneOf(['none', 'layer'], 'layer'),
  steps: 64,
  batch: 64,
  characters: 19e6,
  peakRate: 2e-3,
  fall: 1,
  seed: 1,
  threads: 2,
  saveMinutes: 3,
  minutes: Infinity,
  corpus: 'dist/corpus/train.jsonl',
  shards: undefined,
  measureEvery: Infinity,
  heldOut: 'dist/corpus/held-out.jsonl',
  out: 'dist/pretrain',
  publish: undefined,
  from: undefined,
  order: oneOf(documentOrders, 'files'),
  copies: false,
};

type Plan = Options<typeof defaults>;

function shapeOf(plan: Plan): Omit<ModelConfig, 'vocabularySize'> {
  const { cell, layers, hidden, embedding, residual, normalisation, copies } = plan;
  return {
    cell,
    layers,
    hiddenSize: hidden,
    embeddingSize: embedding,
    residual: residual === 'yes',
    normalisation,
    ...(copies ? { copyCodes: copyCodeCount } : {}),
  };
}

export async function main(args: readonly string[]): Promise<number> {
  const plan = parseOptions(args, defaults);
  await mkdir(plan.out, { recursive: true });
  const initial = plan.from === undefined ? undefined : await readCheckpoint(plan.from);
  const vocabulary = Vocabulary.ofAllLanguages();
  const config = { ...shapeOf(plan), vocabularySize: vocabulary.size };
  const { row, copies, sha256 } = await readRow(plan, vocabulary);
  const batches = new Batches(row, plan.steps, plan.batch, copies);
  const { steps, batch, seed, threads } = plan;
  const schedule = scheduleOf(plan);
  const { total } = schedule;
  const recipe = recipeOf(plan, schedule, initial);
  const statePath = join(plan.out, 'training.state');
  const trainer = await Trainer.create(
    {
      config,
      batches,
      rate: (updates) => learningRate(schedule, updates),
      clipNorm: recipe.clipNorm,
      averageDecay: recipe.averageDecay,
      seed,
      threads,
      fingerprint: fingerprintOf(sha256, config, recipe),
      initial: initial && grownParameters(initial, config, vocabulary.languages, new Rng(seed)),
    },
    await readTrainingState(statePath),
  );
  console.log(
    `${parameterCount(config)} parameters; ${row.length} tokens in the corpus, ${total * steps * batch} to be read in ${total} updates` +
      ` (${(batches.length / total).toFixed(2)} of them make one epoch); ${trainer.updates} updates are done`,
  );
  const save = async () => {
    await writeTrainingState(statePath, trainer.state);
    const title = `${config.layers} × ${config.hiddenSize} ${config.cell}: bits per token`;
    const lines = [{ color: 0, points: trainer.curve }];
    const chart = lineChart({ title, x: { title: 'tokens read' }, y: { title: 'bits per token' }, lines, yMaximum: 5 });
    if (trainer.curve.length > 1) await writeFile(join(plan.out, 'loss.svg'), chart);
  };
  const ended = await train(trainer, plan, total, {
    save,
    measure: await measuring(plan, trainer, config, vocabulary),
  });
  await save();
  // A process that is told to stop has no time for the minutes that measuring takes.
  if (ended !== 'stopped') {
    const finished = ended === 'finished';
    await publishCheckpoint({
      folder: plan.publish !== undefined && finished ? plan.publish : join(plan.out, 'checkpoint'),
      name: `${config.cell} ${config.layers} × ${config.hiddenSize}`,
      config,
      vocabulary,
      parameters: trainer.average,
      heldOut: plan.heldOut,
      threads,
      tokens: trainer.updates * steps * batch + tokensReadBy(initial),
      recipe,
    });
  }
  await trainer.dispose();
  return 0;
}

function scheduleOf({ steps, batch, characters, peakRate, fall }: Plan): LearningRateSchedule {
  const total = Math.floor(characters / (steps * batch));
  const schedule = { peak: peakRate, warmUp: 200, total, floor: 0.02 };
  return fall < 1 ? { ...schedule, fall } : { ...schedule, warmUp: Math.min(200, total / 10) };
}

function recipeOf({ steps, batch, seed, order, shards }: Plan, schedule: LearningRateSchedule, initial?: Checkpoint) {
  return {
    steps,
    batch,
    seed,
    schedule: { ...schedule },
    optimizer: 'AdamW',
    clipNorm: 1,
    averageDecay: 0.999,
    // Shards are in the order in which they were written.
    ...(shards === undefined ? { order } : {}),
    ...(initial === undefined ? {} : { from: { name: initial.manifest.name, tokens: tokensReadBy(initial) } }),
  };
}

/** Identifies data and recipe. As long as the rate does not fall, no update depends on their number. */
function fingerprintOf(row: string, config: ModelConfig, recipe: ReturnType<typeof recipeOf>): string {
  const { total, ...endless } = recipe.schedule;
  const schedule = endless.fall === undefined ? { ...endless, total } : endless;
  return createHash('sha256')
    .update(row)
    .update(JSON.stringify({ config, recipe: { ...recipe, schedule } }))
    .digest('hex');
}

/** Measures the average of the weights on a sample of the held-out text; `undefined` where no curve is wanted. */
async function measuring(
  { measureEvery, heldOut, out, steps, batch, threads }: Plan,
  trainer: Trainer,
  config: ModelConfig,
  vocabulary: Vocabulary,
): Promise<Pauses['measure']> {
  if (measureEvery === Infinity) return undefined;
  const curve = await HeldOutCurve.open(join(out, 'held-out.jsonl'), vocabulary, heldOut, measuredPerLanguage);
  return async (signal) => {
    const { updates } = trainer;
    const point = { updates, tokens: updates * steps * batch };
    await curve.measure(config, trainer.average, point, threads, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  };
}

function tokensReadBy(checkpoint: Checkpoint | undefined): number {
  const tokens = checkpoint?.manifest.provenance['tokens'];
  return typeof tokens === 'number' ? tokens : 0;
}

interface TrainingRow {
  readonly row: TokenRow;
  readonly copies: TokenRow | undefined;
  /** Digest of all tokens. */
  readonly sha256: string;
}

/** What is trained on. */
async function readRow(plan: Plan, vocabulary: Vocabulary): Promise<TrainingRow> {
  if (plan.shards === undefined) {
    const rng = new Rng(plan.seed);
    const documents = await readShuffled(plan.corpus, plan.order, rng);
    const { state } = rng;
    const row = rowOf(tokenPieces(vocabulary, documents, rng));
    const copies = plan.copies ? rowOf(copyPieces(vocabulary, documents, Rng.restore(state))) : undefined;
    return { row, copies, sha256: createHash('sha256').update(row).digest('hex') };
  }
  const row = await ShardRow.open(plan.shards);
  const copies = plan.copies ? await ShardRow.open(join(plan.shards, copiesFolder)) : undefined;
  if (isDeepStrictEqual(row.languages, vocabulary.languages)) return { row, copies, sha256: row.sha256 };
  throw new UserError(`The shards in ${plan.shards} have other language tags.`, 'Write them anew: npm run shards.');
}

interface Pauses {
  readonly save: () => Promise<void>;
  readonly measure: ((signal: AbortSignal) => Promise<void>) | undefined;
}

/** Trains until the plan is fulfilled, its time is up or a signal comes. */
async function train(
  trainer: Trainer,
  plan: Plan,
  total: number,
  { save, measure }: Pauses,
): Promise<'finished' | 'outOfTime' | 'stopped'> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stop.abort();
    });
  }
  const perUpdate = plan.steps * plan.batch;
  const started = performance.now();
  const deadline = started + plan.minutes * 60_000;
  let saved = started;
  let pointStarted = started;
  let [sum, counted, largestNorm] = [0, 0, 0];
  while (trainer.updates < total && !stop.signal.aborted && performance.now() < deadline) {
    if (trainer.updates % plan.measureEvery === 0) {
      await measure?.(stop.signal);
      pointStarted = performance.now();
    }
    const report = await trainer.update();
    sum += report.bitsPerToken;
    counted++;
    largestNorm = Math.max(largestNorm, report.gradientNorm);
    if (performance.now() - saved > plan.saveMinutes * 60_000) {
      await save();
      saved = performance.now();
    }
    if (report.updates % updatesPerPoint !== 0) continue;
    const now = performance.now();
    const rate = (counted * perUpdate) / ((now - pointStarted) / 1000);
    const characters = report.updates * perUpdate;
    const mean = sum / counted;
    trainer.record(characters, mean);
    const minutesLeft = ((total - report.updates) * perUpdate) / rate / 60;
    const line = `${((100 * report.updates) / total).toFixed(1)} %  ${(characters / 1e6).toFixed(2)} M  ${mean.toFixed(3)} bits/token  norm ≤ ${largestNorm.toFixed(2)}  ${Math.round(rate)}/s  ${minutesLeft.toFixed(0)} min left`;
    console.log(line);
    await appendFile(join(plan.out, 'log.txt'), `${line}\n`);
    [sum, counted, largestNorm] = [0, 0, 0];
    pointStarted = now;
  }
  if (stop.signal.aborted) return 'stopped';
  if (trainer.updates < total) return 'outOfTime';
  await measure?.(stop.signal);
  return 'finished';
}
