/**
 * The whole bench of cells: trains all of them, measures gradients, use of context and speed, and trains the GRU again
 * with gradients over other numbers of steps.
 */
import { availableParallelism, cpus } from 'node:os';
import type { CellKind, ModelConfig } from '../../../model/config.ts';
import { parameterCount } from '../../../model/parameters.ts';
import type { SequenceShape } from '../../../model/trainingGraph.ts';
import { decodingMicroseconds, readingTimes, trainingRates, untrained } from './cellSpeed.ts';
import type { CellResult, CellsReport, TruncationResult } from './cellsReport.ts';
import { type CellTexts, type Place, readTexts } from './cellTexts.ts';
import { type Course, type Trained, trainInTurns } from './cellTraining.ts';
import { bitsByContext, bitsWithWholeContext } from './contextLength.ts';
import { equalSize } from './equalSizes.ts';
import { gradientNorms } from './gradientDecay.ts';

export interface CellsPlan {
  /** The GRU that the others are made equal to. */
  readonly reference: ModelConfig;
  readonly cells: readonly CellKind[];
  readonly tokens: number;
  readonly shape: SequenceShape;
  /** Other numbers of steps for the GRU, with as many tokens an update. */
  readonly truncations: readonly number[];
  /** In place of the rates below. */
  readonly rate: number | undefined;
  readonly corpus: string;
  readonly heldOut: string;
  readonly seed: number;
  readonly thoroughness: Thoroughness;
}

/** How closely it is looked at. */
interface Thoroughness {
  /** Measurements of held-out text along a training, and how much of it. */
  readonly points: number;
  readonly heldOutCharacters: number;
  /** Steps that gradients are followed back, places side by side in one run, and places in all. */
  readonly gradientShape: SequenceShape;
  readonly gradientPlaces: number;
  /** Tokens read before one is scored, and places at which it is. */
  readonly contextLengths: readonly number[];
  readonly contextPlaces: number;
  /** Lengths of a text at which the time of reading on is taken. */
  readonly readingLengths: readonly number[];
  /** Samples of each network's speed, in decoding and in training. */
  readonly decodingRounds: number;
  readonly trainingRounds: number;
  /** Units and embedding of the GRU that ships: speed is measured at its size too. */
  readonly shippedSize: Pick<ModelConfig, 'hiddenSize' | 'embeddingSize'>;
}

/** The best of 0.002, 0.004 and 0.008 for each cell, after 0.8 million tokens at the default size. */
const rates: Readonly<Record<CellKind, number>> = { rnn: 0.004, lstm: 0.004, gru: 0.004, mingru: 0.004 };

export async function measureCells(plan: CellsPlan, log: (line: string) => void): Promise<CellsReport> {
  const { shape, seed, tokens, reference, thoroughness } = plan;
  const { points, heldOutCharacters, gradientShape, gradientPlaces, contextLengths, contextPlaces } = thoroughness;
  log('reading the corpus …');
  const tokensBefore = Math.max(...contextLengths, 2 * gradientShape.steps);
  const places = Math.max(contextPlaces, gradientPlaces);
  const texts = await readTexts({ ...plan, heldOutCharacters, places, tokensBefore });
  const course: Course = { ...texts, points, clipNorm: 1, averageDecay: 0.99, warmUp: 50 };
  const train = (configs: readonly [ModelConfig, SequenceShape][]): Promise<Trained[]> =>
    trainInTurns(
      configs.map(([config, own]) => ({ config, shape: own, rate: plan.rate ?? rates[config.cell], seed })),
      course,
      ({ config, shape: own }, point) => {
        const name = `${config.cell} ${config.layers} × ${config.hiddenSize}, T ${own.steps}`;
        log(
          `${name}: ${point.tokens} tokens, ${point.seconds.toFixed(0)} s, ${point.bitsPerCharacter.toFixed(3)} bits`,
        );
      },
    );
  const cells = await train(plan.cells.map((cell) => [equalSize(reference, cell), shape]));
  const results = await describeCells(cells, plan, texts, log);
  const perUpdate = shape.steps * shape.batch;
  const others = await train(plan.truncations.map((steps) => [reference, { steps, batch: perUpdate / steps }]));
  const gru = cells.filter(({ plan: { config } }) => config.cell === reference.cell);
  const byLength = [...gru, ...others].sort((a, b) => a.plan.shape.steps - b.plan.shape.steps);
  return {
    machine: {
      processor: cpus()[0]?.model.trim() ?? 'unknown',
      cores: availableParallelism(),
      node: process.versions.node,
    },
    setup: {
      tokens,
      charactersPerToken: texts.charactersPerToken,
      heldOutCharacters: texts.heldOut.reduce((sum, { characters }) => sum + characters, 0),
      ...shape,
      layers: reference.layers,
      seed,
      gradientPlaces,
      contextPlaces,
    },
    cells: results,
    truncations: await describeTruncations(byLength, thoroughness, texts.places, log),
  };
}

async function describeCells(
  all: readonly Trained[],
  plan: CellsPlan,
  texts: CellTexts,
  log: (line: string) => void,
): Promise<CellResult[]> {
  log('timing …');
  const { thoroughness } = plan;
  const { decodingRounds, trainingRounds, shippedSize } = thoroughness;
  const decoding = await decodingMicroseconds(
    all.map(({ plan: { config }, parameters }) => ({ config, parameters })),
    decodingRounds,
  );
  const large = all.map(({ plan: { config } }) => equalSize({ ...plan.reference, ...shippedSize }, config.cell));
  const largeDecoding = await decodingMicroseconds(large.map(untrained), decodingRounds);
  const largeTraining = await trainingRates(large, plan.shape, trainingRounds);
  const results: CellResult[] = [];
  for (const [index, trained] of all.entries()) {
    const { config, rate } = trained.plan;
    log(`reading, gradients and contexts of ${config.cell} …`);
    const big = large[index] ?? config;
    results.push({
      cell: config.cell,
      config,
      parameters: parameterCount(config),
      rate,
      curve: trained.curve,
      microsecondsPerCharacter: decoding[index] ?? NaN,
      reading: await readingTimes({ config, parameters: trained.parameters }, texts.row, thoroughness.readingLengths),
      gradientNorms: await normsOf(trained, thoroughness, texts.places),
      ...(await contextsOf(trained, thoroughness, texts.places)),
      shippedSize: {
        hiddenSize: big.hiddenSize,
        parameters: parameterCount(big),
        microsecondsPerCharacter: largeDecoding[index] ?? NaN,
        trainedTokensPerSecond: largeTraining[index] ?? NaN,
      },
    });
  }
  return results;
}

async function normsOf(
  { plan: { config }, untrained: before, parameters }: Trained,
  { gradientPlaces, gradientShape }: Thoroughness,
  places: readonly Place[],
) {
  const chosen = places.slice(0, gradientPlaces);
  return {
    untrained: Array.from(await gradientNorms(config, before, chosen, gradientShape)),
    trained: Array.from(await gradientNorms(config, parameters, chosen, gradientShape)),
  };
}

async function contextsOf(
  { plan: { config }, parameters }: Trained,
  { contextPlaces, contextLengths }: Thoroughness,
  places: readonly Place[],
) {
  const chosen = places.slice(0, contextPlaces);
  return {
    context: await bitsByContext(config, parameters, chosen, contextLengths),
    wholeContextBitsPerToken: await bitsWithWholeContext(config, parameters, chosen),
  };
}

async function describeTruncations(
  all: readonly Trained[],
  thoroughness: Thoroughness,
  places: readonly Place[],
  log: (line: string) => void,
): Promise<TruncationResult[]> {
  const results: TruncationResult[] = [];
  for (const trained of all) {
    const { shape } = trained.plan;
    log(`contexts of T ${shape.steps} …`);
    results.push({ ...shape, curve: trained.curve, ...(await contextsOf(trained, thoroughness, places)) });
  }
  return results;
}
