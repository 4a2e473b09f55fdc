/** The trainer as it ships: bundled and forked, with a small workspace and a tiny model on disk. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/base/userError.ts';
import type { TrainerClient } from '../../../src/processes/trainerClient.ts';
import type { FineTuneProgress } from '../../../src/processes/contracts.ts';
import { writeCheckpoint } from '../../../src/runtime/checkpointFiles.ts';
import { loadCharacterModel } from '../../../src/runtime/loadCharacterModel.ts';
import { nodeFileSystem } from '../../../src/tools/shared/nodeFileSystem.ts';
import { tinyCheckpoint } from '../../support/tinyCheckpoint.ts';
import {
  filesOfStage,
  never,
  parametersOf,
  setTrainerStage,
  surveyRequestOfStage,
  type TrainerStage,
  unexpectedFiles,
} from '../../support/trainerStage.ts';

let folder: string;
let stage: TrainerStage;
let trainer: TrainerClient;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'undercurrent-'));
  stage = await setTrainerStage(folder);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

beforeEach(() => {
  trainer = stage.start();
});

afterEach(() => {
  trainer.dispose();
});

const surveyed = (): Promise<unknown> => trainer.request.survey(surveyRequestOfStage, never, () => undefined);

describe('the trainer', () => {
  it('reads a workspace, trains on it, keeps the better model and reports', async () => {
    const counts: number[] = [];
    const survey = await trainer.request.survey(surveyRequestOfStage, never, (files) => counts.push(files));
    expect(survey.files).toHaveLength(filesOfStage);
    expect(survey.languages).toMatchObject([{ languageId: 'typescript', files: filesOfStage }]);

    const storageFolder = stage.storage();
    const told: FineTuneProgress[] = [];
    const parameters = parametersOf(stage, storageFolder, { minutes: 0.1, updates: 120 });
    const report = await trainer.request.fineTune(parameters, never, (progress) => told.push(progress));
    expect(report).toMatchObject({ kept: true, base: { name: 'tiny' }, corpus: { files: filesOfStage } });
    expect(report.notKept).toBeUndefined();
    expect(report.heldOut.after).toBeLessThan(report.heldOut.before * 0.95);
    expect(report.corpus.heldOutFiles).toBeGreaterThan(0);
    expect(JSON.parse(await readFile(path.join(storageFolder, 'report.json'), 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(report)),
    );

    // The fraction never decreases, and the phases come in order.
    const fractions = told.map(({ fraction }) => fraction);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect([...new Set(told.map(({ phase }) => phase))]).toEqual([
      'measuringBase',
      'training',
      'measuringResult',
      'comparing',
      'saving',
    ]);

    const { model, manifest } = await loadCharacterModel(storageFolder);
    expect(manifest).toMatchObject({ name: 'tiny, fine-tuned', bitsPerCharacter: { overall: report.heldOut.after } });
    await model.dispose();
    // A model can be exported, so it contains no file names of the workspace.
    expect(await readFile(path.join(storageFolder, 'model.json'), 'utf8')).not.toMatch(/module\d/);
    expect(await unexpectedFiles(storageFolder)).toEqual([]);
    const found = await trainer.request.inspect({ baseFolder: stage.baseFolder, storageFolder });
    expect(found).toMatchObject({ model: { kind: 'usable', isOfOtherBase: false } });
    expect([found.resumable, found.lockedBy]).toEqual([undefined, undefined]);
  });

  it('ends within two seconds when cancelled, and leaves no half-written file and no lock', async () => {
    await surveyed();
    const storageFolder = stage.storage();
    const controller = new AbortController();
    const reason = new Error('enough');
    let cancelledAt = 0;
    const result = trainer.request.fineTune(
      parametersOf(stage, storageFolder, { minutes: 1 }),
      controller.signal,
      (progress) => {
        if (progress.training.length < 2 || cancelledAt > 0) return;
        cancelledAt = performance.now();
        controller.abort(reason);
      },
    );
    await expect(result).rejects.toBe(reason);
    expect(performance.now() - cancelledAt).toBeLessThan(2_000);
    expect(await unexpectedFiles(storageFolder)).toEqual([]);
    // Cancelling also deletes the saved training.
    const { model, resumable, lockedBy } = await trainer.request.inspect({
      baseFolder: stage.baseFolder,
      storageFolder,
    });
    expect([model, resumable, lockedBy]).toEqual([{ kind: 'none' }, undefined, undefined]);
  });

  it('does nothing while paused, and can be cancelled then', async () => {
    await surveyed();
    const controller = new AbortController();
    const told: FineTuneProgress[] = [];
    const parameters = parametersOf(stage, stage.storage(), { minutes: 1 });
    const result = trainer.request.fineTune(parameters, controller.signal, (progress) => told.push(progress));
    result.catch(() => undefined);
    const last = (): FineTuneProgress | undefined => told.at(-1);
    await expect.poll(() => last()?.training.length, { timeout: 30_000 }).toBeGreaterThan(0);
    trainer.notify.setPaused(true);
    await expect.poll(() => last()?.paused, { timeout: 5_000 }).toBe(true);
    // A working trainer reports twice a second, a paused one not at all.
    const [count, fraction] = [told.length, last()?.fraction ?? 0];
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(told).toHaveLength(count);
    trainer.notify.setPaused(false);
    await expect.poll(() => last()?.paused, { timeout: 5_000 }).toBe(false);
    // The pause does not count against the minute.
    expect((last()?.fraction ?? 1) - fraction).toBeLessThan(0.01);
    await expect.poll(() => last()?.fraction, { timeout: 10_000 }).toBeGreaterThan(fraction + 0.005);
    trainer.notify.setPaused(true);
    await expect.poll(() => last()?.paused, { timeout: 5_000 }).toBe(true);
    controller.abort();
    await expect(result).rejects.toBe(controller.signal.reason);
  });

  it('copies a whole model and rejects a damaged one', async () => {
    const [from, to] = [stage.storage(), stage.storage()];
    await writeCheckpoint(from, tinyCheckpoint(7, { name: 'seven' }));
    expect(await trainer.request.transfer({ from, to })).toEqual({ name: 'seven' });
    expect((await loadCharacterModel(to)).manifest.name).toBe('seven');
    const refusal = await trainer.request.transfer({ from: stage.storage(), to }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(UserError);
    expect((refusal as UserError).message).toBe('There is no model in this folder.');
  });

  it('reports when there is too little text', async () => {
    trainer.dispose();
    trainer = stage.start({ fileSystem: nodeFileSystem([stage.storage()]) });
    await surveyed();
    const result = trainer.request.fineTune(parametersOf(stage, stage.storage()), never, () => undefined);
    await expect(result).rejects.toThrow(/^There is too little text to learn from here/);
  });

  it('ends with its client', async () => {
    const { processId = 0 } = trainer;
    await surveyed();
    trainer.dispose();
    await expect.poll(() => trainer.hasEnded).toBe(true);
    expect(() => process.kill(processId, 0)).toThrow();
  });
});
