/** Models from elsewhere that are damaged, of another kind, or no files at all: the model in place stays. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { silentLogger } from '../../../base/logger.ts';
import type { Rng } from '../../../base/rng.ts';
import { systemScheduler } from '../../../base/scheduler.ts';
import { forkTrainer } from '../../../processes/trainerProcess.ts';
import type { TrainerClient } from '../../../processes/trainerClient.ts';
import { readCheckpoint, writeCheckpoint } from '../../../runtime/checkpointFiles.ts';
import { nodeFileSystem } from '../../shared/nodeFileSystem.ts';
import { type FaultOutcome, type FaultStage, isTelling, survived, textOf } from './faultKinds.ts';
import { smallModel } from './faultModels.ts';

type Json = Record<string, unknown>;

interface Damaged {
  readonly folder: string;
  readonly weights: string;
  readonly rng: Rng;
}

const manifestOf = (folder: string): string => join(folder, 'model.json');

/** Damages by name. */
const damages: Readonly<Record<string, (model: Damaged) => Promise<void>>> = {
  none: () => Promise.resolve(),
  'a changed byte of the weights': async ({ weights, rng }) => {
    await changeByte(weights, rng);
  },
  'a changed byte of the manifest': async ({ folder, rng }) => {
    await changeByte(manifestOf(folder), rng);
  },
  'weights that are cut off': async ({ weights, rng }) => {
    await truncate(weights, rng.integer(1_000));
  },
  'a manifest that is cut off': async ({ folder, rng }) => {
    await truncate(manifestOf(folder), rng.integer(1_000));
  },
  'no weights': async ({ weights }) => {
    await rm(weights);
  },
  'no manifest': async ({ folder }) => {
    await rm(manifestOf(folder));
  },
  'a pipe for the manifest': async ({ folder }) => {
    await pipeAt(manifestOf(folder));
  },
  'a pipe for the weights': async ({ weights }) => {
    await pipeAt(weights);
  },
  'a folder for the weights': async ({ weights }) => {
    await rm(weights);
    await mkdir(weights);
  },
  'a link to itself': async ({ weights }) => {
    await rm(weights);
    await symlink(weights, weights);
  },
  'another field of the manifest': async ({ folder, rng }) => {
    const json = JSON.parse(await readFile(manifestOf(folder), 'utf8')) as Json;
    const names = Object.keys(json);
    json[names[rng.integer(names.length)] ?? ''] = oddValue(rng);
    await writeFile(manifestOf(folder), JSON.stringify(json));
  },
  'another number of the configuration': async ({ folder, rng }) => {
    const json = JSON.parse(await readFile(manifestOf(folder), 'utf8')) as { config: Json };
    const names = Object.keys(json.config);
    json.config[names[rng.integer(names.length)] ?? ''] = oddValue(rng);
    await writeFile(manifestOf(folder), JSON.stringify(json));
  },
  'a provenance nested 5,000 deep': async ({ folder }) => {
    const json = JSON.parse(await readFile(manifestOf(folder), 'utf8')) as Json;
    const depth = 5_000;
    const deep = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    await writeFile(manifestOf(folder), JSON.stringify({ ...json, provenance: 'HERE' }).replace('"HERE"', deep));
  },
  'a name that is a link': async ({ folder }) => {
    const json = JSON.parse(await readFile(manifestOf(folder), 'utf8')) as Json;
    await writeFile(manifestOf(folder), JSON.stringify({ ...json, name: '[a](command:b)' }));
  },
};

export async function importStage(folder: string, rngOf: (index: number) => Rng): Promise<FaultStage> {
  const storage = join(folder, 'storage');
  await writeCheckpoint(storage, smallModel(1));
  const start = (): TrainerClient =>
    forkTrainer(resolve('dist/trainer.js'), nodeFileSystem([]), silentLogger, systemScheduler);
  let trainer = start();
  return {
    inject: async (index) => {
      if (trainer.hasEnded) trainer = start();
      return await injected({ trainer, storage, folder: join(folder, `${index}`) }, rngOf(index), index);
    },
    dispose: () => {
      trainer.dispose();
      return Promise.resolve();
    },
  };
}

async function injected(
  { trainer, storage, folder }: { readonly trainer: TrainerClient; readonly storage: string; readonly folder: string },
  rng: Rng,
  index: number,
): Promise<FaultOutcome> {
  const names = Object.keys(damages);
  const what = names[rng.integer(names.length)] ?? 'none';
  await writeCheckpoint(folder, smallModel(index + 2));
  const { weights } = JSON.parse(await readFile(manifestOf(folder), 'utf8')) as { weights: { file: string } };
  await damages[what]?.({ folder, weights: join(folder, weights.file), rng });
  const before = (await readCheckpoint(storage)).sha256;
  const error: unknown = await trainer.request.transfer({ from: folder, to: storage }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const after = await readCheckpoint(storage).then(
    ({ sha256 }) => sha256,
    () => undefined,
  );
  await rm(folder, { recursive: true, force: true });
  if (after === undefined) return { result: 'lost', what: `${what}: the model in place is gone` };
  if (error === undefined)
    return after === before ? { result: 'unclear', what: `${what}: told as imported` } : survived(what);
  if (after !== before) return { result: 'unclear', what: `${what}: told as refused, and it was imported` };
  return isTelling(error) ? survived(what) : { result: 'unclear', what: `${what}: ${textOf(error)}` };
}

async function changeByte(path: string, rng: Rng): Promise<void> {
  const bytes = await readFile(path);
  const at = rng.integer(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << rng.integer(8));
  await writeFile(path, bytes);
}

async function pipeAt(path: string): Promise<void> {
  await rm(path);
  await promisify(execFile)('mkfifo', [path]);
}

function oddValue(rng: Rng): unknown {
  const values = [
    null,
    -1,
    0,
    48,
    1e9,
    2 ** 53,
    0.5,
    '',
    'a'.repeat(10_000),
    '\u202e',
    [],
    {},
    true,
    [[]],
    { a: { b: [] } },
  ];
  return values[rng.integer(values.length)];
}
