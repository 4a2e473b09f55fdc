/**
 * `npm run pretrain`: trains a base model on the corpus of `npm run corpus`. Ctrl+C saves and stops; the same command
 * resumes. Without options it follows the recipe of the shipped model.
 *
 *   --characters N   tokens to read in all
 *   --out DIR        folder of state, curve and checkpoint
 *   --cell, --layers, --hidden, --embedding, --residual yes|no, --normalisation none|layer
 *   --batch B --steps T --peak-rate R --seed S --threads N --save-minutes M
 *   --from DIR       starts with the weights of a model and keeps its language tags; the options have to give its shape
 *   --order files|packages   shuffles files or whole packages
 *   --minutes M      saves and stops after so long
 *   --publish DIR    writes the finished model there
 */
import { createHash } from 'node:crypto';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Rng } from '../../base/rng.ts';
import { UserError } from '../../base/userError.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { cellKinds, type ModelConfig } from '../../model/config.ts';
import { parameterCount } from '../../model/parameters.ts';
import { Vocabulary } from '../../model/text/vocabulary.ts';
import { readCheckpoint } from '../../runtime/checkpointFiles.ts';
import { Batches } from '../../training/batches.ts';
import { documentOrders, readShuffled, tokenRow } from '../../training/corpus.ts';
import { learningRate, type LearningRateSchedule } from './learningRateSchedule.ts';
import { Trainer } from '../../training/trainer.ts';
import { readTrainingState, writeTrainingState } from '../../training/trainingState.ts';
import { lineChart } from '../shared/lineChart.ts';
import { oneOf, type Options, parseOptions } from '../shared/options.ts';
import { publishCheckpoint } from './publishCheckpoint.ts';

/** Updates averaged into one point of the loss curve. */
const updatesPerPoint = 50;

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
  seed: 1,
  threads: 2,
  saveMinutes: 3,
  minutes: Infinity,
  corpus: 'dist/corpus/train.jsonl',
  heldOut: 'dist/corpus/held-out.jsonl',
  out: 'dist/pretrain',
  publish: undefined,
  from: undefined,
  order: oneOf(documentOrders, 'files'),
};

type Plan = Options<typeof defaults>;

function shapeOf(plan: Plan): Omit<ModelConfig, 'vocabularySize'> {
  const { cell, layers, hidden, embedding, residual, normalisation } = plan;
  return {
    cell,
    layers,
    hiddenSize: hidden,
    embeddingSize: embedding,
    residual: residual === 'yes',
    normalisation,
  };
}

export async function main(args: readonly string[]): Promise<number> {
  const plan = parseOptions(args, defaults);
  await mkdir(plan.out, { recursive: true });
  const initial = plan.from === undefined ? undefined : await readCheckpoint(plan.from);
  const vocabulary =
    initial === undefined ? Vocabulary.ofAllLanguages() : new Vocabulary(initial.manifest.vocabulary.languages);
  const config = { ...shapeOf(plan), vocabularySize: vocabulary.size };
  if (initial !== undefined) checkShape(initial, config);
  const row = await readRow(plan, vocabulary);
  const batches = new Batches(row, plan.steps, plan.batch);
  const total = Math.floor(plan.characters / (plan.steps * plan.batch));
  const schedule: LearningRateSchedule = { peak: plan.peakRate, warmUp: Math.min(200, total / 10), total, floor: 0.02 };
  const { steps, batch, seed, threads } = plan;
  const recipe = {
    steps,
    batch,
    seed,
    schedule: { ...schedule },
    optimizer: 'AdamW',
    clipNorm: 1,
    averageDecay: 0.999,
    order: plan.order,
    ...(initial === undefined
      ? {}
      : { from: { name: initial.manifest.name, tokens: initial.manifest.provenance['tokens'] ?? 0 } }),
  };
  const fingerprint = createHash('sha256').update(row).update(JSON.stringify({ config, recipe })).digest('hex');
  const statePath = join(plan.out, 'training.state');
  const trainer = await Trainer.create(
    {
      config,
      batches,
      rate: (updates) => learningRate(schedule, updates),
      clipNorm: 1,
      averageDecay: 0.999,
      seed,
      threads,
      fingerprint,
      initial: initial?.flat,
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
  const finished = await train(trainer, plan, total, save);
  await save();
  const folder = plan.publish !== undefined && finished ? plan.publish : join(plan.out, 'checkpoint');
  const name = `${config.cell} ${config.layers} × ${config.hiddenSize}`;
  const tokens = trainer.updates * steps * batch + tokensReadBy(initial);
  const { heldOut } = plan;
  await publishCheckpoint({
    folder,
    name,
    config,
    vocabulary,
    parameters: trainer.average,
    heldOut,
    threads,
    tokens,
    recipe,
  });
  await trainer.dispose();
  return 0;
}

function tokensReadBy(checkpoint: Checkpoint | undefined): number {
  const tokens = checkpoint?.manifest.provenance['tokens'];
  return typeof tokens === 'number' ? tokens : 0;
}

/** @throws UserError when the model has another shape than the one to be trained. */
function checkShape({ manifest }: Checkpoint, config: ModelConfig): void {
  if (isDeepStrictEqual(manifest.config, config)) return;
  throw new UserError(
    `The model ${manifest.name} has another shape.`,
    'Give --cell, --layers, --hidden and so on as it has them.',
  );
}

async function readRow(plan: Plan, vocabulary: Vocabulary): Promise<Uint16Array> {
  const rng = new Rng(plan.seed);
  return tokenRow(vocabulary, await readShuffled(plan.corpus, plan.order, rng), rng);
}

/** Trains until the plan is fulfilled, its time is up or a signal comes. Answers whether it was fulfilled. */
async function train(trainer: Trainer, plan: Plan, total: number, save: () => Promise<void>): Promise<boolean> {
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
  let sum = 0;
  let largestNorm = 0;
  while (trainer.updates < total && !stop.signal.aborted && performance.now() < deadline) {
    const report = await trainer.update();
    sum += report.bitsPerToken;
    largestNorm = Math.max(largestNorm, report.gradientNorm);
    if (report.updates % updatesPerPoint !== 0) continue;
    const now = performance.now();
    const rate = (updatesPerPoint * perUpdate) / ((now - pointStarted) / 1000);
    const characters = report.updates * perUpdate;
    const mean = sum / updatesPerPoint;
    trainer.record(characters, mean);
    const minutesLeft = ((total - report.updates) * perUpdate) / rate / 60;
    const line = `${((100 * report.updates) / total).toFixed(1)} %  ${(characters / 1e6).toFixed(2)} M  ${mean.toFixed(3)} bits/token  norm ≤ ${largestNorm.toFixed(2)}  ${Math.round(rate)}/s  ${minutesLeft.toFixed(0)} min left`;
    console.log(line);
    await appendFile(join(plan.out, 'log.txt'), `${line}\n`);
    sum = 0;
    largestNorm = 0;
    pointStarted = now;
    if (now - saved > plan.saveMinutes * 60_000) {
      await save();
      saved = performance.now();
    }
  }
  return trainer.updates >= total;
}
