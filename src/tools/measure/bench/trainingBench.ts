/**
 * Training compared with the best that the same library reaches in one large product of matrices: the share of that
 * rate of a whole update. Samples of both take turns and the best of each count, since other processes can only slow
 * them down. Only one session is alive at a time, because the threads of two would spin against each other.
 */
import { Rng } from '../../../base/rng.ts';
import { GraphBuilder } from '../../../graph/graphBuilder.ts';
import type { ModelConfig } from '../../../model/config.ts';
import { parameterCount } from '../../../model/parameters.ts';
import { Session, tensor } from '../../../runtime/session.ts';
import { Batches } from '../../../training/batches.ts';
import { Trainer } from '../../../training/trainer.ts';

const config: ModelConfig = {
  cell: 'gru',
  layers: 2,
  hiddenSize: 512,
  embeddingSize: 128,
  residual: true,
  normalisation: 'layer',
  vocabularySize: 320,
};
const steps = 64;
const batch = 32;

/** Products (M, K) · (K, N) that compete for the peak: a large one, and those that an update consists of. */
const products: readonly (readonly [number, number, number])[] = [
  [1536, 512, 2048],
  [1024, 512, 2048],
  [1024, 2064, 512],
  [1024, 512, batch],
  [512, 512, batch],
  [512, 1024, batch],
];

const rounds = 4;
const updatesPerRound = 5;
const millisecondsPerSample = 250;

export interface TrainingRate {
  /** Characters of text per second, at 2 × 512, batch 32, T 64. */
  readonly charactersPerSecond: number;
  /** Rate of multiplications and additions of an update, as a share of the best product's. */
  readonly shareOfGemmPeak: number;
}

/** Takes about half a minute on a quiet machine. */
export async function benchTraining(threads: number): Promise<TrainingRate> {
  const batches = randomBatches();
  let peak = 0;
  let fastest = Infinity;
  for (let round = 0; round < rounds; round++) {
    peak = Math.max(peak, await gemmPeak(threads));
    fastest = Math.min(fastest, await updateSeconds(batches, threads));
  }
  const characters = steps * batch;
  return {
    charactersPerSecond: characters / fastest,
    shareOfGemmPeak: (characters * 3 * operationsPerCharacter(config)) / fastest / peak,
  };
}

/** Operations per second of the best of some products. */
export async function gemmPeak(threads: number): Promise<number> {
  let peak = 0;
  for (const product of products) peak = Math.max(peak, await productRate(product, threads));
  return peak;
}

/**
 * Forwards, a multiplication and an addition per weight; looking up an embedding is none. Training takes three times as
 * many.
 */
export function operationsPerCharacter(config: ModelConfig): number {
  return 2 * (parameterCount(config) - config.vocabularySize * config.embeddingSize);
}

function randomBatches(): Batches {
  const rng = new Rng(1);
  const row = Uint16Array.from({ length: 8 * steps * batch + batch }, () => rng.integer(config.vocabularySize));
  return new Batches(row, steps, batch);
}

/** Operations per second of one product, its factors being inputs as weights and activations are. */
async function productRate([m, k, n]: readonly [number, number, number], threads: number): Promise<number> {
  const graph = new GraphBuilder();
  graph.output('y', graph.gemm(graph.input('a', 'float32', [m, k]), graph.input('b', 'float32', [k, n])));
  const session = await Session.create(graph, { threads, optimise: false });
  const random = (length: number) => {
    const rng = new Rng(length);
    return Float32Array.from({ length }, () => rng.next() - 0.5);
  };
  const feeds = { a: tensor(random(m * k), [m, k]), b: tensor(random(k * n), [k, n]) };
  const into = { y: tensor(new Float32Array(m * n), [m, n]) };
  await session.run(feeds, into);
  const started = performance.now();
  let runs = 0;
  let elapsed = 0;
  while (elapsed < millisecondsPerSample) {
    await session.run(feeds, into);
    runs += 1;
    elapsed = performance.now() - started;
  }
  await session.dispose();
  return (2 * m * k * n * runs) / (elapsed / 1000);
}

/** Duration of the fastest of a few updates. */
async function updateSeconds(batches: Batches, threads: number): Promise<number> {
  const trainer = await Trainer.create({
    config,
    batches,
    rate: () => 1e-3,
    clipNorm: 1,
    averageDecay: 0.999,
    seed: 1,
    threads,
    fingerprint: '',
  });
  await trainer.update();
  let fastest = Infinity;
  for (let update = 0; update < updatesPerRound; update++) {
    const started = performance.now();
    await trainer.update();
    fastest = Math.min(fastest, (performance.now() - started) / 1000);
  }
  await trainer.dispose();
  return fastest;
}
