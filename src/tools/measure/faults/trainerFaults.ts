/** A trainer that is killed, stopped or cancelled at any moment: the storage holds no model or a whole one. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { silentLogger } from '../../../base/logger.ts';
import { Rng } from '../../../base/rng.ts';
import { type Scheduler, systemScheduler } from '../../../base/scheduler.ts';
import type { TrainerClient } from '../../../processes/trainerClient.ts';
import { forkTrainer } from '../../../processes/trainerProcess.ts';
import { readCheckpoint } from '../../../runtime/checkpointFiles.ts';
import { nodeFileSystem } from '../../shared/nodeFileSystem.ts';
import { type FaultOutcome, type FaultStage, isTelling, survived } from './faultKinds.ts';
import { writeSmallBase } from './faultModels.ts';

/** Signs of life come seconds apart. The trainer has a low priority, so it needs some patience. */
const hurried: Scheduler = {
  now: () => 2 * systemScheduler.now(),
  after: (milliseconds, callback) => systemScheduler.after(milliseconds / 2, callback),
};
const never = new AbortController().signal;
const request = { folders: [{ name: 'w', exclude: [] }], recent: [], commitMessages: [] };

export async function trainerStage(folder: string, rngOf: (index: number) => Rng): Promise<FaultStage> {
  const [base, workspace] = [join(folder, 'base'), join(folder, 'workspace')];
  await writeSmallBase(base);
  await mkdir(workspace);
  for (let file = 0; file < 60; file++) await writeFile(join(workspace, `module${file}.ts`), codeOf(file));
  return {
    inject: (index) => injected({ base, workspace, storage: join(folder, `${index}`) }, rngOf(index)),
    dispose: () => Promise.resolve(),
  };
}

interface Folders {
  readonly base: string;
  readonly workspace: string;
  readonly storage: string;
}

async function injected({ base, workspace, storage }: Folders, rng: Rng): Promise<FaultOutcome> {
  const fate = (['killed', 'stopped', 'cancelled', 'paused and killed'] as const)[rng.integer(4)] ?? 'killed';
  const after = rng.integer(4_000);
  const what = `${fate} after ${after} ms`;
  const cancellation = new AbortController();
  const start = (): TrainerClient =>
    forkTrainer(resolve('dist/trainer.js'), nodeFileSystem([workspace]), silentLogger, hurried);
  const train = async (trainer: TrainerClient, updates: number, signal: AbortSignal): Promise<unknown> => {
    const parameters = { baseFolder: base, storageFolder: storage, minutes: 1, updates, threads: 1, seed: 1 };
    try {
      await trainer.request.survey(request, signal, () => undefined);
      return await trainer.request.fineTune({ ...parameters, resume: true }, signal, () => undefined);
    } catch (error) {
      return error;
    }
  };
  const first = start();
  const begun = train(first, 60, cancellation.signal);
  await Promise.race([setTimeout(after), begun]);
  if (fate === 'paused and killed') first.notify.setPaused(true);
  if (fate === 'cancelled') cancellation.abort();
  else if (first.processId !== undefined && !first.hasEnded)
    process.kill(first.processId, fate === 'stopped' ? 'SIGSTOP' : 'SIGKILL');
  const outcome = await begun;
  first.dispose();
  if (outcome instanceof Error && fate !== 'cancelled' && !isTelling(outcome))
    return { result: 'unclear', what: `${what}: ${outcome.message}` };
  if (!(await isWhole(storage))) return { result: 'lost', what: `${what}: the storage holds half a model` };
  const second = start();
  const again = await train(second, 2, never);
  second.dispose();
  if (again instanceof Error) return { result: 'lost', what: `${what}: the next training: ${again.message}` };
  return (await isWhole(storage)) ? survived(what) : { result: 'lost', what: `${what}: half a model at the end` };
}

async function isWhole(storage: string): Promise<boolean> {
  const names = await readdir(storage).catch((): string[] => []);
  if (!names.includes('model.json')) return true;
  return await readCheckpoint(storage).then(
    () => true,
    () => false,
  );
}

const words =
  'order basket invoice customer address parcel shelf ledger voucher country carrier depot route window minute weight'.split(
    ' ',
  );

/** Different for each seed, so that no file counts as a copy of another. */
function codeOf(seed: number): string {
  const rng = new Rng(seed);
  const word = (): string => words[rng.integer(words.length)] ?? '';
  const part = (index: number): string =>
    `/** The ${word()} of a ${word()} and its ${word()}. */\n` +
    `export function ${word()}${index}(${word()}: number, other: ${word()}): number {\n` +
    `  const ${word()} = other.${word()}(${rng.integer(900)});\n  return ${word()} * ${word()}('${word()} ${word()}');\n}\n`;
  return Array.from({ length: 8 }, (_, index) => part(index)).join('\n');
}
