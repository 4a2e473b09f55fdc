/** A saved training comes back unchanged, to the last bit. Writing leaves no other file. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/base/userError.ts';
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
    // A missing array stands for any failure during writing.
    const broken = { ...stateOf({ updates: 8 }), parameters: undefined as unknown as Float32Array };
    await expect(writeTrainingState(file, broken)).rejects.toThrow();
    expect((await readTrainingState(file))?.updates).toBe(7);
    const place = join(folder, 'taken');
    await mkdir(join(place, 'training.state', 'full'), { recursive: true });
    await expect(writeTrainingState(join(place, 'training.state'), stateOf())).rejects.toThrow();
    expect(await readdir(place)).toEqual(['training.state']);
  });
});

describe('a training state is refused with the reason', () => {
  const changed = (change: (header: string) => string) => async (file: string) => {
    const bytes = await readFile(file);
    const end = bytes.indexOf(10);
    await writeFile(file, Buffer.concat([Buffer.from(change(bytes.toString('utf8', 0, end))), bytes.subarray(end)]));
  };

  it.each<[string, RegExp, (file: string) => Promise<void>]>([
    ['when it is of another format', /its format is not 2/, changed((header) => header.replace('n":2', 'n":1'))],
    ['when a field is missing', /fingerprint is missing/, changed((header) => header.replace('"fingerprint"', '"x"'))],
    ['when an array is missing', /a list of 6 lengths/, changed((header) => header.replace('s":[5,', 's":['))],
    ['when an update was added', /its checksum/, changed((header) => header.replace('"updates":7', '"updates":8'))],
  ])('%s', async (_, reason, damage) => {
    const file = join(folder, 'damaged.state');
    await writeTrainingState(file, stateOf());
    await damage(file);
    const refused = await readTrainingState(file).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UserError);
    expect((refused as UserError).message).toMatch(reason);
  });
});
