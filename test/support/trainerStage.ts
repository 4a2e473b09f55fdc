/**
 * Everything that a trainer needs, small but real: the bundled program with the native library beside it, a base model
 * with its replay set, a workspace of made-up code on disk, and an empty storage.
 */
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BuildOptions } from 'esbuild';
import { build } from 'esbuild';
import { type Logger, silentLogger } from '../../src/base/logger.ts';
import { Rng } from '../../src/base/rng.ts';
import { systemScheduler } from '../../src/base/scheduler.ts';
import { type Checkpoint, createCheckpoint } from '../../src/model/checkpoint.ts';
import { fromFloat16, toFloat16 } from '../../src/model/float16.ts';
import { Vocabulary } from '../../src/model/text/vocabulary.ts';
import type { TrainerClient } from '../../src/processes/trainerClient.ts';
import { forkTrainer } from '../../src/processes/trainerProcess.ts';
import type { FineTuneParameters, SurveyRequest, WorkspaceFileSystem } from '../../src/processes/contracts.ts';
import { readCheckpoint, writeCheckpoint } from '../../src/runtime/checkpointFiles.ts';
import { nodeFileSystem } from '../../src/tools/shared/nodeFileSystem.ts';
import { Batches } from '../../src/training/batches.ts';
import { type CorpusDocument, tokenRow } from '../../src/training/corpus.ts';
import { REPLAY_SET_FILE, replayLine, type ReplayRole } from '../../src/fineTuning/replaySet.ts';
import { Trainer } from '../../src/training/trainer.ts';
import { tinyCheckpoint, tinyConfig } from './tinyCheckpoint.ts';

const root = path.resolve(import.meta.dirname, '../..');
const nativeFolder = path.join(root, 'node_modules/onnxruntime-node/bin/napi-v6', process.platform, process.arch);

export interface TrainerStage {
  readonly program: string;
  readonly workspace: string;
  readonly baseFolder: string;
  /** A new folder name at each call. The folder does not exist yet. */
  storage(): string;
  /** Starts a trainer that reads the workspace. */
  start(options?: StartOptions): TrainerClient;
}

export interface StartOptions {
  readonly logger?: Logger;
  readonly fileSystem?: WorkspaceFileSystem;
  readonly program?: string;
}

/** Many small files, so that measuring takes little time. */
export const filesOfStage = 40;
export const never = new AbortController().signal;
export const surveyRequestOfStage: SurveyRequest = {
  folders: [{ name: 'stage', exclude: [] }],
  recent: [],
  commitMessages: [],
};

/** Builds all of it below `folder`, which exists. */
export async function setTrainerStage(folder: string): Promise<TrainerStage> {
  const [workspace, baseFolder] = [path.join(folder, 'workspace'), path.join(folder, 'base')];
  await writeWorkspace(workspace);
  await writeBase(baseFolder, 1);
  const program = await bundleTrainer(folder);
  let storages = 0;
  return {
    program,
    workspace,
    baseFolder,
    storage: () => path.join(folder, `storage-${++storages}`),
    start: ({ logger = silentLogger, fileSystem = nodeFileSystem([workspace]), program: other = program } = {}) =>
      forkTrainer(other, fileSystem, logger, systemScheduler),
  };
}

/** A few seconds of training. Its state is saved several times a second. */
export function parametersOf(
  stage: Pick<TrainerStage, 'baseFolder'>,
  storageFolder: string,
  changes: Partial<FineTuneParameters> = {},
): FineTuneParameters {
  return { baseFolder: stage.baseFolder, storageFolder, minutes: 0.05, threads: 1, seed: 1, resume: true, ...changes };
}

/** Bundles the shipped program, with the native library beside it. */
export async function bundleTrainer(folder: string): Promise<string> {
  const bundler = new URL('../../src/tools/release/bundle.mjs', import.meta.url).href;
  const { bundleOptions } = (await import(bundler)) as {
    bundleOptions: (options: { production: boolean }) => BuildOptions;
  };
  const entryPoints = { trainer: path.join(root, 'src/processes/trainer.ts') };
  await build({ ...bundleOptions({ production: true }), entryPoints, outdir: folder });
  await symlink(nativeFolder, path.join(folder, 'native'), 'junction').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  });
  return path.join(folder, 'trainer.js');
}

/**
 * A model trained on some prose for a second, with a replay set: that prose for training and other prose for measuring.
 */
export async function writeBase(folder: string, seed: number, config = tinyConfig): Promise<void> {
  const prose = (from: number, count: number, role: ReplayRole): CorpusDocument[] =>
    Array.from({ length: count }, (_, index) => ({
      package: 'p',
      path: `${role}/${index}.md`,
      language: 'markdown',
      text: madeUpProse(from + index, 500),
    }));
  const [replay, probe] = [prose(1_000, 20, 'replay'), prose(2_000, 6, 'probe')];
  const untrained = tinyCheckpoint(seed, { config });
  await writeCheckpoint(folder, createCheckpoint(untrained.manifest, await learnt(untrained, replay)));
  const lines = [
    ...replay.map((document) => replayLine(document, 'replay')),
    ...probe.map((document) => replayLine(document, 'probe')),
  ];
  await writeFile(path.join(folder, REPLAY_SET_FILE), gzipSync(lines.join('')));
}

/** Weights after some epochs, because fine-tuning starts from a trained model. */
async function learnt(
  { manifest: { config }, flat }: Checkpoint,
  documents: readonly CorpusDocument[],
): Promise<Float32Array> {
  const rng = new Rng(1);
  const batches = new Batches(tokenRow(new Vocabulary(), documents, rng), 32, 16);
  const options = {
    config,
    batches,
    clipNorm: 1,
    averageDecay: 0.95,
    seed: 1,
    initial: flat,
    threads: 1,
    fingerprint: '',
  };
  const trainer = await Trainer.create({ ...options, rate: () => 4e-3 });
  for (let update = 0; update < 120; update++) await trainer.update();
  const average = fromFloat16(toFloat16(trainer.average));
  await trainer.dispose();
  return average;
}

export async function writeWorkspace(folder: string, files = filesOfStage): Promise<void> {
  await mkdir(path.join(folder, 'src'), { recursive: true });
  for (let index = 0; index < files; index++) {
    await writeFile(path.join(folder, 'src', `module${index}.ts`), madeUpCode(index, 1_000));
  }
}

const words =
  'order basket invoice customer address parcel shelf ledger voucher country carrier depot route window minute weight'.split(
    ' ',
  );

const capitalised = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

/** TypeScript of at least `length` characters, different for each seed, with the given names. */
export function madeUpCode(seed: number, length: number, names: readonly string[] = words): string {
  const rng = new Rng(seed);
  const word = (): string => names[rng.integer(names.length)] ?? '';
  let text = `/** The ${word()} of the ${word()}. */\n`;
  while (text.length < length) {
    const [first, second, third] = [word(), word(), word()];
    text += `export function ${first}Of${capitalised(second)}(${second}: ${capitalised(second)}): ${capitalised(first)} {\n`;
    text += `  const ${third} = ${second}.${word()}(${rng.integer(90)});\n`;
    text += `  return ${first}From(${third}, '${word()} ${word()}');\n}\n\n`;
  }
  return text;
}

/** Sentences of at least `length` characters, different for each seed. */
function madeUpProse(seed: number, length: number): string {
  const rng = new Rng(seed);
  const word = (): string => words[rng.integer(words.length)] ?? '';
  let text = '';
  while (text.length < length) text += `The ${word()} of a ${word()} is seen by the ${word()} in the ${word()}.\n`;
  return text;
}

/** Files in a storage that belong to no finished model, report or saved training. */
export async function unexpectedFiles(storageFolder: string): Promise<string[]> {
  const names = await readdir(storageFolder).catch((): string[] => []);
  return names.filter((name) => !/^(model\.json|weights-[0-9a-f]{16}\.bin|report\.json|training\.state)$/.test(name));
}

/** Digest of the stored model; `undefined` when there is none. @throws when it is damaged. */
export async function digestOfModel(storageFolder: string): Promise<string | undefined> {
  const manifest = await readFile(path.join(storageFolder, 'model.json')).catch(() => undefined);
  return manifest === undefined ? undefined : (await readCheckpoint(storageFolder)).sha256;
}
