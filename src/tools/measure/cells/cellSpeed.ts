/**
 * What a character costs, in completion and in training. Networks take turns in samples of a few milliseconds. The
 * lower quartile counts, since other processes can only slow samples down.
 */
import { quantile } from '../../../base/statistics.ts';
import { Rng } from '../../../base/rng.ts';
import type { ModelConfig } from '../../../model/config.ts';
import { initialParameters } from '../../../model/parameters.ts';
import type { SequenceShape } from '../../../model/trainingGraph.ts';
import { OnnxCharacterModel } from '../../../runtime/onnxCharacterModel.ts';
import { Batches } from '../../../training/batches.ts';
import { Trainer } from '../../../training/trainer.ts';

/** Characters a run, as the engine asks for them. */
const slice = 16;
const warmUpRounds = 5;

export interface Network {
  readonly config: ModelConfig;
  readonly parameters: Float32Array;
}

/**
 * Microseconds per decoded character with 8-bit weights, in the runtime that is shipped; one number for each network.
 */
export async function decodingMicroseconds(networks: readonly Network[], rounds: number): Promise<number[]> {
  const models: OnnxCharacterModel[] = [];
  for (const { config, parameters } of networks) models.push(await OnnxCharacterModel.create(config, parameters));
  const states = models.map((model) => model.initialState());
  const samples = models.map((): number[] => []);
  for (let round = -warmUpRounds; round < rounds; round++) {
    for (const [index, model] of models.entries()) {
      const state = states[index] ?? model.initialState();
      const started = performance.now();
      const decoded = await model.decode({ state, maxTokens: slice, minimumProbability: 0 });
      const milliseconds = performance.now() - started;
      states[index] = decoded.states.at(-1) ?? state;
      if (round >= 0) samples[index]?.push((1000 * milliseconds) / slice);
    }
  }
  for (const model of models) await model.dispose();
  return samples.map((sample) => quantile(sample, 0.25));
}

export interface ReadingPoint {
  /** Tokens of the text up to here. */
  readonly length: number;
  /** Of the last ones before. */
  readonly microsecondsPerToken: number;
}

/** Tokens of one piece of reading, and pieces before a length that its time is taken from. */
const piece = 64;
const piecesTimed = 50;

/**
 * What reading on costs in one text that grows to each of `lengths`, which rise; `row` is repeated when it is shorter.
 */
export async function readingTimes(
  { config, parameters }: Network,
  row: Uint16Array,
  lengths: readonly number[],
): Promise<ReadingPoint[]> {
  const model = await OnnxCharacterModel.create(config, parameters);
  let state = model.initialState();
  let read = 0;
  const points: ReadingPoint[] = [];
  for (const length of lengths) {
    const samples: number[] = [];
    while (read + piece <= length) {
      const tokens = Int32Array.from({ length: piece }, (_, index) => row[(read + index) % row.length] ?? 0);
      const started = performance.now();
      ({ state } = await model.read(state, tokens));
      samples.push((1000 * (performance.now() - started)) / piece);
      if (samples.length > piecesTimed) samples.shift();
      read += piece;
    }
    points.push({ length, microsecondsPerToken: quantile(samples, 0.25) });
  }
  await model.dispose();
  return points;
}

/** Characters of text a second of one thread, whole updates with everything in them; one number for each network. */
export async function trainingRates(
  configs: readonly ModelConfig[],
  { steps, batch }: SequenceShape,
  rounds: number,
): Promise<number[]> {
  const trainers: Trainer[] = [];
  for (const config of configs) {
    const rng = new Rng(1);
    const row = Uint16Array.from({ length: 2 * steps * batch + batch }, () => rng.integer(config.vocabularySize));
    trainers.push(
      await Trainer.create({
        config,
        batches: new Batches(row, steps, batch),
        rate: () => 1e-3,
        clipNorm: 1,
        averageDecay: 0.99,
        seed: 1,
        threads: 1,
        fingerprint: '',
      }),
    );
  }
  const seconds = trainers.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    for (const [index, trainer] of trainers.entries()) {
      const started = performance.now();
      await trainer.update();
      if (round >= 0) seconds[index]?.push((performance.now() - started) / 1000);
    }
  }
  for (const trainer of trainers) await trainer.dispose();
  return seconds.map((sample) => (steps * batch) / quantile(sample, 0.25));
}

/** A network that has learnt nothing, which does not change its speed. */
export function untrained(config: ModelConfig): Network {
  return { config, parameters: initialParameters(config, new Rng(1)) };
}
