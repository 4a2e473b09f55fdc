/** What a saved training holds comes back as it was, to the last bit; nothing else is ever left beside it. */
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTrainingState, type TrainingState, writeTrainingState } from '../../../src/training/trainingState.ts';
import { tinyConfig } from '../../support/tinyCheckpoint.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'state-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

function stateOf(changes: Partial<TrainingState> = {}): TrainingState {
  const numbers = (from: number) => Float32Array.from({ length: 5 }, (_, index) => (from + index) / 3);
  return {
    config: tinyConfig,
    fingerprint: 'a print',
    updates: 7,
    curve: [[100, 4.5]],
    parameters: numbers(1),
    average: numbers(2),
    mean: numbers(3),
    square: numbers(4),
    states: numbers(5),
    best: numbers(6),
    notes: { minutes: 10, text: 'füür', curve: [[1, 2.5]], nothing: null },
    ...changes,
  };
}

describe('a training state', () => {
  it.each<[string, Partial<TrainingState>]>([
    ['all it may have', {}],
    ['no best weights and no notes', { best: new Float32Array(), notes: null }],
    ['numbers that are none', { mean: Float32Array.of(NaN, Infinity, -0), best: Float32Array.of(-Infinity) }],
  ])('with %s comes back', async (_, changes) => {
    const file = join(folder, 'some', 'training.state');
    const state = stateOf(changes);
    await writeTrainingState(file, state);
    expect(await readTrainingState(file)).toMatchObject(state);
    expect(await readdir(join(folder, 'some'))).toEqual(['training.state']);
  });

  it('that could not be written leaves the old one, and nothing half-written', async () => {
    const file = join(folder, 'kept', 'training.state');
    await writeTrainingState(file, stateOf());
    // Notes that are no JSON stand in for whatever goes wrong while it is written.
    const broken = { ...stateOf({ updates: 8 }), parameters: undefined as unknown as Float32Array };
    await expect(writeTrainingState(file, broken)).rejects.toThrow();
    expect((await readTrainingState(file))?.updates).toBe(7);
    const place = join(folder, 'taken');
    await mkdir(join(place, 'training.state', 'full'), { recursive: true });
    await expect(writeTrainingState(join(place, 'training.state'), stateOf())).rejects.toThrow();
    expect(await readdir(place)).toEqual(['training.state']);
  });
});
