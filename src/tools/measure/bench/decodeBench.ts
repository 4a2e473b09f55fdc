/**
 * Decoding compared with ONNX's own GRU operator on the same weights, and with the memory of this machine. All take
 * turns in samples of a few milliseconds, shorter than the slices of a busy scheduler. Lower quartiles are compared,
 * since other processes can only slow samples down.
 */
import type { ModelConfig } from '../../../model/config.ts';
import { layerPrefix, parameterTable } from '../../../model/parameters.ts';
import { readCheckpoint } from '../../../runtime/checkpointFiles.ts';
import { GruOperatorSession } from './gruOperatorSession.ts';
import { loadCharacterModel } from '../../../runtime/loadCharacterModel.ts';
import { quantile } from '../../../base/statistics.ts';
import { memoryReaders } from './readBandwidth.ts';

/** Characters a run, as the engine asks for them. */
const slice = 16;
/** Steps of the operator in one sample. */
const operatorSteps = 4;

export interface DecodeMeasures {
  readonly microsecondsPerCharacter: number;
  /** Absent for models that the operator cannot run. */
  readonly ratioToGruOperator?: number;
  readonly ratioToBandwidthLimit: number;
  /** Single-thread memory read bandwidth, bytes per second. */
  readonly readBandwidth: number;
}

/** Bytes of 8-bit weights and their scales that one character needs; the first layer's inputs are a row of a table. */
export function weightBytesPerCharacter(config: ModelConfig): number {
  const products = parameterTable(config).filter(
    ({ name, shape }) => shape[1] > 1 && name !== 'embedding' && !name.startsWith(`${layerPrefix(0)}input.`),
  );
  return products.reduce((sum, { shape: [rows, columns] }) => {
    const blockSize = [128, 64, 32].find((size) => columns % size === 0) ?? 32;
    return sum + rows * columns + (4 * rows * columns) / blockSize;
  }, 0);
}

export async function benchDecoding(modelFolder: string, rounds: number): Promise<DecodeMeasures> {
  const { model, manifest } = await loadCharacterModel(modelFolder);
  const { flat } = await readCheckpoint(modelFolder);
  const { config } = manifest;
  const operator = config.cell === 'gru' ? await GruOperatorSession.create(config, flat) : undefined;
  const bytes = weightBytesPerCharacter(config);
  const readers = await memoryReaders(bytes);
  const decoding: number[] = [];
  const steps: number[] = [];
  const bandwidths = readers.map((): number[] => []);
  let { state } = await model.read(
    model.initialState(),
    Int32Array.from('export function ', (c) => c.charCodeAt(0)),
  );
  for (let round = -5; round < rounds; round++) {
    const seconds = await secondsFor(async () => {
      const { states } = await model.decode({ state, maxTokens: slice, minimumProbability: 0 });
      state = states.at(-1) ?? state;
    });
    const operatorSeconds = await secondsFor(() => runOperator(operator));
    const readSeconds: number[] = [];
    for (const reader of readers) readSeconds.push(await secondsFor(() => reader.read()));
    // The first rounds only warm up.
    if (round < 0) continue;
    decoding.push(seconds / slice);
    steps.push(operatorSeconds / operatorSteps);
    readers.forEach((reader, index) => bandwidths[index]?.push(reader.bytes / (readSeconds[index] ?? 0)));
  }
  for (const reader of readers) await reader.dispose();
  await operator?.dispose();
  await model.dispose();
  const perCharacter = quantile(decoding, 0.25);
  const readBandwidth = Math.max(...bandwidths.map((rates) => quantile(rates, 0.75)));
  return {
    microsecondsPerCharacter: perCharacter * 1e6,
    ...(operator === undefined ? {} : { ratioToGruOperator: perCharacter / quantile(steps, 0.25) }),
    ratioToBandwidthLimit: (perCharacter * readBandwidth) / bytes,
    readBandwidth,
  };
}

/** One step a run, as decoding with the operator needs. */
async function runOperator(operator: GruOperatorSession | undefined): Promise<void> {
  if (operator === undefined) return;
  let state = operator.initialState();
  for (let step = 0; step < operatorSteps; step++) {
    const result = await operator.read(state, Int32Array.of(97 + step));
    ({ state } = result);
  }
}

async function secondsFor(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
