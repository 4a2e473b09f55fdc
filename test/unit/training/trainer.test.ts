/** The whole trainer: it learns, gives the same bits for the same seed, also after a stop, and reports divergence. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/base/userError.ts';
import type { CellKind, ModelConfig } from '../../../src/model/config.ts';
import { Batches } from '../../../src/training/batches.ts';
import { learningRate } from '../../../src/tools/train/learningRateSchedule.ts';
import { Trainer, type TrainerOptions, type UpdateReport } from '../../../src/training/trainer.ts';
import { type TrainingState, readTrainingState, writeTrainingState } from '../../../src/training/trainingState.ts';
import { tinyConfig } from '../../support/tinyCheckpoint.ts';

const config: ModelConfig = { ...tinyConfig, vocabularySize: 128 };

const text = 'The quick brown fox jumps over the lazy dog. '.repeat(8);
const row = Uint16Array.from(text, (character) => character.charCodeAt(0));

function optionsOf(changes: Partial<TrainerOptions> = {}): TrainerOptions {
  return {
    config,
    // 5 chunks an epoch.
    batches: new Batches(row, 16, 4),
    rate: (updates) => learningRate({ peak: 0.01, warmUp: 5, total: 100, floor: 0.1 }, updates),
    clipNorm: 1,
    averageDecay: 0.99,
    seed: 1,
    threads: 1,
    fingerprint: 'a',
    ...changes,
  };
}

async function train(trainer: Trainer, updates: number): Promise<UpdateReport[]> {
  const reports: UpdateReport[] = [];
  for (let update = 0; update < updates; update++) reports.push(await trainer.update());
  return reports;
}

const bytesOf = (array: Float32Array): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** Bit for bit. */
function expectSame(actual: TrainingState, expected: TrainingState): void {
  for (const name of ['parameters', 'average', 'mean', 'square', 'states'] as const) {
    expect(Buffer.compare(bytesOf(actual[name]), bytesOf(expected[name])), name).toBe(0);
  }
  expect({ updates: actual.updates, curve: actual.curve }).toEqual({
    updates: expected.updates,
    curve: expected.curve,
  });
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainer-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('training', () => {
  it.each<[CellKind]>([['rnn'], ['lstm'], ['gru'], ['mingru']])(
    'teaches a small text to a network of %s cells',
    async (cell) => {
      const trainer = await Trainer.create(optionsOf({ config: { ...config, cell } }));
      const reports = await train(trainer, 100);
      expect(reports[0]!.bitsPerToken).toBeGreaterThan(5);
      expect(reports.at(-1)!.bitsPerToken).toBeLessThan(1.5);
      expect(trainer.updates).toBe(100);
      await trainer.dispose();
    },
  );

  it('gives the same weights for the same seed, and others for another seed', async () => {
    const trainers = await Promise.all([1, 1, 2].map((seed) => Trainer.create(optionsOf({ seed }))));
    const reports = [];
    for (const trainer of trainers) reports.push(await train(trainer, 7));
    expect(reports[1]).toEqual(reports[0]);
    const [first, same, other] = trainers.map(({ state }) => state);
    expectSame(same!, first!);
    expect(Buffer.compare(bytesOf(other!.parameters), bytesOf(first!.parameters))).not.toBe(0);
    for (const trainer of trainers) await trainer.dispose();
  });

  it('clips the gradient: a hundredth of the norm gives a hundredth of the running mean', async () => {
    const means = [];
    for (const clipNorm of [1e-2, 1e-4]) {
      const trainer = await Trainer.create(optionsOf({ clipNorm }));
      const [report] = await train(trainer, 1);
      expect(report!.gradientNorm).toBeGreaterThan(0.1);
      // After one update the mean is a tenth of the clipped gradient.
      expect(Math.hypot(...trainer.state.mean) / clipNorm).toBeCloseTo(0.1, 4);
      means.push(trainer.state.mean);
      await trainer.dispose();
    }
    expect(means[0]!.at(-1)! / means[1]!.at(-1)!).toBeCloseTo(100, 1);
  });

  it('uses the learning rate for the number of updates done', async () => {
    const asked: number[] = [];
    const rate = (updates: number) => {
      asked.push(updates);
      return updates === 1 ? 0 : 0.01;
    };
    const trainer = await Trainer.create(optionsOf({ rate }));
    const weights = [trainer.state.parameters.slice()];
    for (let update = 0; update < 3; update++) {
      await trainer.update();
      weights.push(trainer.state.parameters.slice());
    }
    expect(asked).toEqual([0, 1, 2]);
    const same = weights.slice(1).map((now, index) => Buffer.compare(bytesOf(now), bytesOf(weights[index]!)) === 0);
    expect(same).toEqual([false, true, false]);
    await trainer.dispose();
  });

  it('keeps a moving average that follows the weights quickly at first', async () => {
    const trainer = await Trainer.create(optionsOf());
    const before = trainer.average.slice();
    await train(trainer, 1);
    const { parameters, average } = trainer.state;
    const errors = average.map((value, index) => value - (0.1 * before[index]! + 0.9 * parameters[index]!));
    expect(Math.hypot(...errors)).toBeLessThan(1e-5);
    await trainer.dispose();
  });

  it('that diverges throws a UserError and leaves the weights unchanged', async () => {
    const trainer = await Trainer.create(optionsOf());
    await train(trainer, 1);
    const { parameters } = trainer.state;
    parameters[parameters.length - 1] = NaN;
    const before = parameters.slice();
    await expect(trainer.update()).rejects.toThrow(UserError);
    await expect(trainer.update()).rejects.toThrow('diverged at update 1');
    expect(Buffer.compare(bytesOf(parameters), bytesOf(before))).toBe(0);
    expect(trainer.updates).toBe(1);
    await trainer.dispose();
  });
});

describe('a stopped training', () => {
  const path = (name: string): string => join(folder, name, 'training.state');

  // 5 chunks are an epoch: stops in the middle of one and at its end.
  it.each<[CellKind, number]>([['gru', 3], ['gru', 5], ['lstm', 7], ['mingru', 7]])('of %s cells after %i updates resumes as if it had not stopped', async (cell, stop) => {
    const options = optionsOf({ config: { ...config, cell } });
    const uninterrupted = await Trainer.create(options);
    await train(uninterrupted, stop);
    uninterrupted.record(123, 4.5);
    const rest = await train(uninterrupted, 6);

    const first = await Trainer.create(options);
    await train(first, stop);
    first.record(123, 4.5);
    await writeTrainingState(path(`${cell}-${stop}`), first.state);
    await first.dispose();
    const resumed = await Trainer.create(options, await readTrainingState(path(`${cell}-${stop}`)));
    expect(resumed.updates).toBe(stop);
    expect(await train(resumed, 6)).toEqual(rest);
    expectSame(resumed.state, uninterrupted.state);
    expect(resumed.curve).toEqual([[123, 4.5]]);
    await uninterrupted.dispose();
    await resumed.dispose();
  }); // prettier-ignore

  it('is refused for other data', async () => {
    const trainer = await Trainer.create(optionsOf());
    await train(trainer, 1);
    await writeTrainingState(path('other'), trainer.state);
    await trainer.dispose();
    const state = await readTrainingState(path('other'));
    await expect(Trainer.create(optionsOf({ fingerprint: 'b' }), state)).rejects.toThrow(UserError);
  });

  it('that does not exist is undefined', async () => {
    expect(await readTrainingState(path('nowhere'))).toBeUndefined();
  });
});

describe('a damaged training state', () => {
  let file: string;
  let whole: Buffer;
  beforeAll(async () => {
    const trainer = await Trainer.create(optionsOf());
    await train(trainer, 2);
    file = join(folder, 'damaged.state');
    await writeTrainingState(file, trainer.state);
    await trainer.dispose();
    whole = await readFile(file);
  });

  const expectRefused = async (bytes: Uint8Array): Promise<void> => {
    await writeFile(file, bytes);
    await expect(readTrainingState(file)).rejects.toThrow(UserError);
  };

  it('is refused when it is cut short or too long', async () => {
    const header = whole.indexOf(10);
    for (const length of [0, 1, header - 1, header, header + 1, header + 1000, whole.length - 4, whole.length - 1]) {
      await expectRefused(whole.subarray(0, length));
    }
    await expectRefused(Buffer.concat([whole, Buffer.of(0)]));
  });

  it('is refused when a single bit is another one', async () => {
    const header = whole.indexOf(10);
    const positions = Array.from({ length: 40 }, (_, index) => Math.floor((index * header) / 40));
    for (const position of [...positions, header, header + 1, header + 50_000, whole.length - 1]) {
      const bytes = Buffer.from(whole);
      bytes[position]! ^= 1 << (position % 7);
      await expectRefused(bytes);
    }
  });

  it('is refused when its format is another one', async () => {
    await expectRefused(
      Buffer.from(whole.toString('latin1').replace('"formatVersion":2', '"formatVersion":1'), 'latin1'),
    );
    await expectRefused(Buffer.from('null\n'));
    await expectRefused(Buffer.from('[]\n'));
  });

  it('does not affect reading a whole one', async () => {
    await writeFile(file, whole);
    expect((await readTrainingState(file))?.updates).toBe(2);
  });

  it('is not left by a write that fails: the old file stays', async () => {
    const old = await readTrainingState(file);
    await expect(writeTrainingState(join(file, 'below-a-file'), old!)).rejects.toThrow();
    expect((await stat(file)).size).toBe(whole.length);
  });
});
