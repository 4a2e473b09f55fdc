/**
 * A short training in numbers, to compare another implementation with: losses and gradient norms of its updates, and
 * how far the average of the weights has moved. They depend on weights, data, carried states, clipping, schedule and
 * optimizer.
 */
import { writeFile } from 'node:fs/promises';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { globalNorm } from '../../training/adamW.ts';
import { Batches, type TokenRow } from '../../training/batches.ts';
import { learningRate, type LearningRateSchedule } from './learningRateSchedule.ts';
import { Trainer } from '../../training/trainer.ts';

export interface ReferencePlan {
  readonly steps: number;
  readonly batch: number;
  readonly schedule: LearningRateSchedule;
  readonly threads: number;
}

/** Trains from the model's weights over the row until the schedule ends, and writes what happened to a JSON file. */
export async function writeReferenceTraining(
  path: string,
  { manifest, flat }: Checkpoint,
  row: TokenRow,
  { steps, batch, schedule, threads }: ReferencePlan,
): Promise<void> {
  const trainer = await Trainer.create({
    config: manifest.config,
    batches: new Batches(row, steps, batch),
    rate: (update) => learningRate(schedule, update),
    clipNorm: 1,
    averageDecay: 0.999,
    seed: 1,
    threads,
    fingerprint: '',
    initial: flat,
  });
  const updates: { nats: number; gradientNorm: number }[] = [];
  while (trainer.updates < schedule.total) {
    const { bitsPerToken, gradientNorm } = await trainer.update();
    updates.push({ nats: bitsPerToken * Math.LN2, gradientNorm });
  }
  const averageMoved = globalNorm(trainer.average.map((weight, index) => weight - (flat[index] ?? 0)));
  await trainer.dispose();
  const { nats = NaN } = updates[0] ?? {};
  console.log(`${path}: ${updates.length} updates; ${nats.toFixed(6)} nats in the first`);
  await writeFile(path, `${JSON.stringify({ steps, batch, schedule, updates, averageMoved }, undefined, 2)}\n`);
}
