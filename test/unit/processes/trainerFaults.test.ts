/**
 * Faults of a trainer: it is killed, the disk is full, files are damaged, another window is fine-tuning, a file is
 * deleted while it is read, the base model has changed. After each fault the storage holds no model or a whole one, and
 * the next trainer resumes.
 */
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Logger, silentLogger } from '../../../src/base/logger.ts';
import { Rng } from '../../../src/base/rng.ts';
import { UserError } from '../../../src/base/userError.ts';
import { parameterCount } from '../../../src/model/parameters.ts';
import type { TrainerClient } from '../../../src/processes/trainerClient.ts';
import type { FineTuneParameters, FineTuneProgress } from '../../../src/processes/contracts.ts';
import { fineTuneFingerprint, progressOfSaved } from '../../../src/fineTuning/savedTraining.ts';
import { readCheckpoint, writeCheckpoint } from '../../../src/runtime/checkpointFiles.ts';
import { nodeFileSystem } from '../../../src/tools/shared/nodeFileSystem.ts';
import { readTrainingState, type TrainingState, writeTrainingState } from '../../../src/training/trainingState.ts';
import { tinyCheckpoint } from '../../support/tinyCheckpoint.ts';
import {
  digestOfModel,
  filesOfStage,
  never,
  parametersOf,
  setTrainerStage,
  type StartOptions,
  surveyRequestOfStage,
  type TrainerStage,
  unexpectedFiles,
  writeBase,
} from '../../support/trainerStage.ts';

let folder: string;
let stage: TrainerStage;
const trainers: TrainerClient[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'undercurrent-'));
  stage = await setTrainerStage(folder);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

afterEach(() => {
  for (const trainer of trainers.splice(0)) trainer.dispose();
});

/** A trainer that has read the workspace. */
async function surveyedTrainer(options: StartOptions = {}): Promise<TrainerClient> {
  const trainer = stage.start(options);
  trainers.push(trainer);
  await trainer.request.survey(surveyRequestOfStage, never, () => undefined);
  return trainer;
}

const stateOf = (storageFolder: string): string => path.join(storageFolder, 'training.state');
const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

/** Enough training for a better model, also on a busy machine. */
const longer = (storageFolder: string): FineTuneParameters =>
  parametersOf(stage, storageFolder, { minutes: 0.1, updates: 120 });

/** A saved training of the base model in `baseFolder`, about half done. */
async function savedTraining(baseFolder: string): Promise<TrainingState> {
  const base = await readCheckpoint(baseFolder);
  const { config } = base.manifest;
  const zeros = () => new Float32Array(parameterCount(config));
  return {
    config,
    fingerprint: fineTuneFingerprint(base, config, 1),
    updates: 10,
    curve: [[20_480, 7]],
    parameters: base.flat,
    average: base.flat,
    mean: zeros(),
    square: zeros(),
    states: new Float32Array(config.layers * config.hiddenSize * 32),
    best: base.flat,
    notes: { minutes: 0.0475, milliseconds: 1_425, trainingStart: 100, worse: 0, heldOutCurve: [[0, 8.5]] },
  };
}

describe('a trainer that is killed', () => {
  it('at any moment leaves no model or a whole one, and the next one resumes from the last saved state', async () => {
    const storageFolder = stage.storage();
    const parameters = longer(storageFolder);
    const rng = new Rng(20);
    let saved = 0;
    let interrupted = 0;
    let resumed = 0;
    for (let kill = 0; kill < 20; kill++) {
      const trainer = await surveyedTrainer();
      const fractions: number[] = [];
      let begin: () => void = () => undefined;
      const begun = new Promise<void>((resolve) => (begin = resolve));
      const outcome = rejection(
        trainer.request.fineTune(parameters, never, ({ fraction }) => {
          fractions.push(fraction);
          begin();
        }),
      );
      // On any machine some are killed before they begin and the others while they train.
      const moment = rng.next();
      const death = kill % 4 === 0 ? setTimeout(moment * 300) : begun.then(() => setTimeout(moment * 1_800));
      await Promise.race([outcome, death]);
      process.kill(trainer.processId ?? 0, 'SIGKILL');
      const error = await outcome;
      if (error !== undefined) {
        interrupted++;
        expect((error as Error).message).toBe('The process that fine-tunes ended unexpectedly (signal SIGKILL).');
      }
      if (fractions[0] !== undefined) expect(fractions[0]).toBeGreaterThanOrEqual(saved);
      if (saved > 0 && fractions.length > 0) resumed++;
      // Both throw for a damaged file.
      await digestOfModel(storageFolder);
      const state = await readTrainingState(stateOf(storageFolder));
      saved = state === undefined ? 0 : (progressOfSaved(state)?.fraction ?? 0);
    }
    expect(interrupted).toBeGreaterThan(12);
    expect(resumed).toBeGreaterThan(2);

    const trainer = await surveyedTrainer();
    const found = await trainer.request.inspect({ baseFolder: stage.baseFolder, storageFolder });
    expect(found.lockedBy).toBeUndefined();
    await trainer.request.fineTune(parameters, never, () => undefined);
    expect(await digestOfModel(storageFolder)).toBeDefined();
    expect(await unexpectedFiles(storageFolder)).toEqual([]);
    expect(await readdir(storageFolder)).not.toContain('training.state');
  }, 900_000);
});

describe('a trainer that does not resume', () => {
  it('deletes the saved training first, so that it is not resumed after a kill', async () => {
    const storageFolder = stage.storage();
    await writeTrainingState(stateOf(storageFolder), await savedTraining(stage.baseFolder));
    const trainer = await surveyedTrainer();
    const parameters = parametersOf(stage, storageFolder, { minutes: 1, resume: false });
    const outcome = rejection(
      trainer.request.fineTune(parameters, never, () => {
        process.kill(trainer.processId ?? 0, 'SIGKILL');
      }),
    );
    expect(await outcome).toBeInstanceOf(UserError);
    const next = await surveyedTrainer();
    expect((await next.request.inspect({ baseFolder: stage.baseFolder, storageFolder })).resumable).toBeUndefined();
    expect(await readdir(storageFolder)).not.toContain('training.state');
  });
});

describe('a full disk', () => {
  /** An older model is in use. The new one does not fit beside it. */
  async function expectOldModelKept(storageFolder: string, trainer: TrainerClient): Promise<void> {
    const old = await digestOfModel(storageFolder);
    const warnings = new Set<string | undefined>();
    const parameters = longer(storageFolder);
    const error = await rejection(trainer.request.fineTune(parameters, never, ({ warning }) => warnings.add(warning)));
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      message: 'The new model could not be saved: the disk is full. The old one is still in use.',
      action: 'Make room, then start again: it goes on from what was saved last.',
    });
    expect(warnings).toContain('Progress could not be saved: the disk is full. Training goes on.');
    expect(await digestOfModel(storageFolder)).toBe(old);
    expect(await unexpectedFiles(storageFolder)).toEqual([]);
    expect((await readdir(storageFolder)).filter((name) => name.endsWith('.bin'))).toHaveLength(1);
  }

  // Windows has neither the limit nor the mount.
  it.runIf(process.platform !== 'win32')('simulated by a file size limit leaves the old model', async () => {
    const storageFolder = stage.storage();
    await writeCheckpoint(storageFolder, tinyCheckpoint(5, { name: 'old' }));
    // A file size limit simulates a full disk, because mounting a small disk needs root.
    const limitedNode = path.join(folder, 'limited-node');
    await writeFile(limitedNode, `#!/bin/bash\nulimit -f 48\nexec '${process.execPath}' "$@"\n`);
    await chmod(limitedNode, 0o755);
    const node = process.execPath;
    process.execPath = limitedNode;
    const starting = surveyedTrainer();
    process.execPath = node;
    await expectOldModelKept(storageFolder, await starting);
  });

  it.runIf(process.platform === 'linux')(
    'leaves the old model, and the new one is saved once there is room',
    async () => {
      const storageFolder = stage.storage();
      await mkdir(storageFolder, { recursive: true });
      const mount = (...options: string[]) => spawnSync('mount', [...options, storageFolder], { encoding: 'utf8' });
      const mounted = mount('-t', 'tmpfs', '-o', 'size=100k', 'tmpfs');
      if (mounted.status !== 0) {
        console.log(`A small disk could not be mounted, so a limit on files stands in for it: ${mounted.stderr}`);
        return;
      }
      try {
        await writeCheckpoint(storageFolder, tinyCheckpoint(5, { name: 'old' }));
        const trainer = await surveyedTrainer();
        await expectOldModelKept(storageFolder, trainer);

        // Now even the lock does not fit.
        await writeFile(path.join(storageFolder, 'ballast'), Buffer.alloc(100_000)).catch(() => undefined);
        const error = await rejection(
          trainer.request.fineTune(parametersOf(stage, storageFolder), never, () => undefined),
        );
        expect(error).toMatchObject({ message: 'The storage of this workspace cannot be written: the disk is full.' });
        expect(await unexpectedFiles(storageFolder)).toEqual(['ballast']);

        expect(mount('-o', 'remount,size=8m').status).toBe(0);
        await rm(path.join(storageFolder, 'ballast'));
        const report = await trainer.request.fineTune(longer(storageFolder), never, () => undefined);
        expect(report.kept).toBe(true);
        expect((await readCheckpoint(storageFolder)).manifest.name).toBe('tiny, fine-tuned');
      } finally {
        for (const trainer of trainers.splice(0)) trainer.dispose();
        await expect.poll(() => spawnSync('umount', [storageFolder]).status, { timeout: 10_000 }).toBe(0);
      }
    },
  );
});

describe('damaged files', () => {
  const damages: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
    ['cut short', (bytes) => bytes.subarray(0, bytes.length - 1)],
    ['cut to a half', (bytes) => bytes.subarray(0, bytes.length >> 1)],
    ['empty', () => Buffer.alloc(0)],
    ['with another bit at the end', (bytes) => flipped(bytes, bytes.length - 1)],
    ['with another bit in the middle', (bytes) => flipped(bytes, bytes.length >> 1)],
  ];

  function flipped(bytes: Buffer, position: number): Buffer {
    const copy = Buffer.from(bytes);
    copy.writeUInt8(copy.readUInt8(position) ^ 4, position);
    return copy;
  }

  it('are reported, not used, and replaced', async () => {
    const storageFolder = stage.storage();
    await writeCheckpoint(storageFolder, tinyCheckpoint(6));
    await writeTrainingState(stateOf(storageFolder), await savedTraining(stage.baseFolder));
    const lines: string[] = [];
    const logger: Logger = { ...silentLogger, info: (message) => lines.push(message) };
    const trainer = await surveyedTrainer({ logger });
    const inspected = () => trainer.request.inspect({ baseFolder: stage.baseFolder, storageFolder });
    expect(await inspected()).toMatchObject({
      model: { kind: 'usable', isOfOtherBase: true },
      resumable: { fraction: expect.closeTo(0.475, 3) as number, minutes: expect.closeTo(0.05, 5) as number },
    });
    const names = await readdir(storageFolder);
    const weights = path.join(storageFolder, names.find((name) => name.endsWith('.bin')) ?? '');
    for (const file of [weights, stateOf(storageFolder)]) {
      const whole = await readFile(file);
      for (const [what, damage] of damages) {
        await writeFile(file, damage(whole));
        const { model, resumable } = await inspected();
        expect(file === weights ? model.kind : (resumable ?? 'damaged'), `${path.basename(file)} ${what}`).toBe(
          'damaged',
        );
      }
    }
    // Both are damaged now. A fine-tuning replaces them by a whole model.
    const told: FineTuneProgress[] = [];
    const report = await trainer.request.fineTune(longer(storageFolder), never, (progress) => told.push(progress));
    expect(lines.join('\n')).toMatch(/training\.state cannot be used: .*It begins anew/);
    expect(told[0]?.fraction).toBeLessThan(0.3);
    expect(report.kept).toBe(true);
    expect((await inspected()).model).toMatchObject({ kind: 'usable', isOfOtherBase: false });
    expect(await unexpectedFiles(storageFolder)).toEqual([]);
  });
});

describe('changes from outside', () => {
  it('another window fine-tunes: the second one is rejected', async () => {
    const storageFolder = stage.storage();
    const [first, second] = await Promise.all([surveyedTrainer(), surveyedTrainer()]);
    const controller = new AbortController();
    let begun = false;
    const parameters = parametersOf(stage, storageFolder, { minutes: 1 });
    const result = rejection(first.request.fineTune(parameters, controller.signal, () => (begun = true)));
    await expect.poll(() => begun, { timeout: 30_000 }).toBe(true);
    const refused = await rejection(
      second.request.fineTune(parametersOf(stage, storageFolder), never, () => undefined),
    );
    expect(refused).toMatchObject({ message: 'Another window is fine-tuning on this workspace.' });
    const { lockedBy } = await second.request.inspect({ baseFolder: stage.baseFolder, storageFolder });
    expect(lockedBy).toBe(first.processId);
    expect(first.hasEnded).toBe(false);
    controller.abort();
    await result;
    expect((await second.request.inspect({ baseFolder: stage.baseFolder, storageFolder })).lockedBy).toBeUndefined();
  });

  it('a file is deleted while it is read: only that file is left out', async () => {
    const disk = nodeFileSystem([stage.workspace]);
    const place = path.join(stage.workspace, 'src', 'module3.ts');
    const text = await readFile(place);
    try {
      const trainer = stage.start({
        fileSystem: {
          ...disk,
          read: async (index, name) => {
            if (name === 'src/module3.ts') await rm(place);
            return disk.read(index, name);
          },
        },
      });
      trainers.push(trainer);
      const survey = await trainer.request.survey(surveyRequestOfStage, never, () => undefined);
      expect(survey.leftOut).toEqual([{ path: 'src/module3.ts', reason: 'unreadable' }]);
      expect(survey.files).toHaveLength(filesOfStage - 1);
    } finally {
      await writeFile(place, text);
    }
  });

  it('another base model: the saved training and model of the old one are not used', async () => {
    const storageFolder = stage.storage();
    const otherBase = path.join(folder, 'other-base');
    await writeBase(otherBase, 2);
    await writeTrainingState(stateOf(storageFolder), await savedTraining(otherBase));
    const base = await readCheckpoint(otherBase);
    const provenance = { base: { name: 'other', sha256: base.sha256 } };
    await writeCheckpoint(storageFolder, { ...tinyCheckpoint(8, { provenance }) });
    const lines: string[] = [];
    const trainer = await surveyedTrainer({ logger: { ...silentLogger, info: (message) => lines.push(message) } });
    const found = await trainer.request.inspect({ baseFolder: stage.baseFolder, storageFolder });
    expect(found).toMatchObject({ model: { kind: 'usable', isOfOtherBase: true } });
    expect(found.resumable).toBeUndefined();
    expect(await trainer.request.inspect({ baseFolder: otherBase, storageFolder })).toMatchObject({
      model: { isOfOtherBase: false },
      resumable: { minutes: expect.closeTo(0.05, 5) as number },
    });
    const told: FineTuneProgress[] = [];
    const report = await trainer.request.fineTune(longer(storageFolder), never, (progress) => told.push(progress));
    expect(lines.join('\n')).toContain('The saved training is of another base model or recipe; it begins anew.');
    expect(told[0]?.fraction).toBeLessThan(0.3);
    expect(told.at(-1)?.training[0]).not.toEqual([20_480, 7]);
    expect(report).toMatchObject({ kept: true, base: { sha256: (await readCheckpoint(stage.baseFolder)).sha256 } });
  });
});
