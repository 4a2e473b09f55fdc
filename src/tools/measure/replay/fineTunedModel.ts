/**
 * The fine-tuned model of a replay. It is fine-tuned now as the editor does it, on what is not held out, or an earlier
 * replay has left it. If the base model turned out better, the editor would go on with that, and so does this.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { setImmediate } from 'node:timers/promises';
import { objectOf, parseJson } from '../../../base/validation.ts';
import { storageNames } from '../../../base/storageNames.ts';
import { UserError } from '../../../base/userError.ts';
import { baseDigestOf } from '../../../model/checkpointManifest.ts';
import { fineTuneWorkspace } from '../../../fineTuning/fineTuneWorkspace.ts';
import { readCheckpoint } from '../../../runtime/checkpointFiles.ts';
import type { FineTuneProgress } from '../../../fineTuning/fineTuneReport.ts';
import { isHeldOut } from '../../../fineTuning/heldOutFiles.ts';
import { collectWorkspace } from '../../../workspace/workspaceCorpus.ts';
import { nodeFileSystem } from '../../shared/nodeFileSystem.ts';

export interface FineTuningPlan {
  readonly workspace: string;
  /** Folder of the base model. */
  readonly base: string;
  /** 0: no fine-tuning. */
  readonly minutes: number;
  /** Where the result is to stay; `undefined`: nowhere. */
  readonly keep: string | undefined;
  /** Where a result is that was kept; `undefined`: it is made. */
  readonly made: string | undefined;
  readonly seed: number;
}

/** A folder with a model, and the end of it. */
export interface FineTunedFolder {
  readonly folder: string;
  dispose(): Promise<void>;
}

/** Milliseconds between two lines of progress. */
const progressInterval = 15_000;

/**
 * `undefined` when no fine-tuned model is asked for.
 * @throws UserError when there is too little to learn from, or no model where one should be.
 */
export async function fineTunedModel(
  plan: FineTuningPlan,
  log: (message: string) => void,
): Promise<FineTunedFolder | undefined> {
  const { base, made, keep, minutes } = plan;
  if (made !== undefined) return { folder: await modelMade(made, base, log), dispose: () => Promise.resolve() };
  if (minutes <= 0) return undefined;
  const storage = await storageFor(keep);
  const dispose = async (): Promise<void> => {
    if (keep === undefined) await rm(storage, { recursive: true, force: true });
  };
  try {
    return { folder: (await fineTune(plan, storage, log)) ? storage : base, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function storageFor(keep: string | undefined): Promise<string> {
  if (keep === undefined) return mkdtemp(join(tmpdir(), 'undercurrent-replay-'));
  // A fine-tuning would go on from the model that is there, and its minutes would not be all it had.
  if (existsSync(join(keep, storageNames.report))) {
    throw new UserError(`${keep} holds a fine-tuning already.`, `Use it with --fine-tuned, or name another folder.`);
  }
  await mkdir(keep, { recursive: true });
  return keep;
}

/** Whether the result is better than the base, and was written into `storage`. */
async function fineTune(plan: FineTuningPlan, storage: string, log: (message: string) => void): Promise<boolean> {
  const { workspace, base, minutes, seed } = plan;
  const request = { folders: [{ name: workspace, exclude: [] }], recent: [], commitMessages: [] };
  const corpus = await collectWorkspace(nodeFileSystem([workspace]), request, {});
  const documents = corpus.documents.filter(({ path }) => !isHeldOut(path));
  const learnt = new Set(documents.map(({ path }) => path));
  const survey = { ...corpus.survey, files: corpus.survey.files.filter(({ path }) => learnt.has(path)) };
  const threads = availableParallelism();
  const parameters = { baseFolder: base, storageFolder: storage, minutes, threads, seed, resume: false };
  let told = performance.now();
  const { heldOut, kept } = await fineTuneWorkspace({ documents, survey }, parameters, {
    now: () => performance.now(),
    today: () => new Date(),
    yieldToEventLoop: () => setImmediate(),
    signal: new AbortController().signal,
    whilePaused: () => undefined,
    onProgress: (progress) => {
      if (performance.now() - told < progressInterval) return;
      told = performance.now();
      log(progressLine(progress));
    },
    log,
  });
  log(`fine-tuned: ${heldOut.before.toFixed(3)} → ${heldOut.after.toFixed(3)}, ${kept ? 'kept' : 'not kept'}`);
  return kept;
}

function progressLine({ phase, fraction, charactersPerSecond, heldOut }: FineTuneProgress): string {
  const bits = heldOut.at(-1)?.[1].toFixed(3) ?? '–';
  return `fine-tuning: ${Math.round(100 * fraction)} %, ${phase}, ${charactersPerSecond} characters/s, ${bits} bits per character`;
}

/** The folder of the model to use: the one that was made, or the base where that was better. */
async function modelMade(made: string, base: string, log: (message: string) => void): Promise<string> {
  if (!existsSync(join(made, storageNames.manifest)) && (await wasNotKept(made))) {
    log(`The fine-tuning in ${made} was no better than the base model, which takes its place.`);
    return base;
  }
  const { manifest } = await readCheckpoint(made);
  if (baseDigestOf(manifest.provenance) !== (await readCheckpoint(base)).sha256) {
    log(`The model in ${made} was fine-tuned from another base than ${base}.`);
  }
  return made;
}

async function wasNotKept(folder: string): Promise<boolean> {
  const file = join(folder, storageNames.report);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const schema = objectOf({ kept: v.boolean() });
  return text !== undefined && !parseJson(schema, text, (reason) => new Error(`${file}: ${reason}`)).kept;
}
