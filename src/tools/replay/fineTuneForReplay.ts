/**
 * A model fine-tuned as the editor would do it, for replay: the same reading of the workspace and the same training, on what is not held
 * out. What decides when training ends and whether the result is kept are files that the training itself holds out of those.
 */
import { cpus } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { tuneWorkspace } from '../../processes/tuneWorkspace.ts';
import type { FineTuneProgress, FineTuneReport } from '../../training/fineTuneReport.ts';
import { isHeldOut } from '../../training/heldOutFiles.ts';
import { collectWorkspace } from '../../training/workspaceCorpus.ts';
import { nodeFileSystem } from '../nodeFileSystem.ts';

export interface ReplayTuning {
  readonly workspace: string;
  /** Folder of the base model, and the one where the result is written. */
  readonly base: string;
  readonly storage: string;
  readonly minutes: number;
  readonly seed: number;
  readonly log: (message: string) => void;
}

/** Milliseconds between two lines of progress. */
const progressInterval = 15_000;

/** @throws UserError when there is too little to learn from. */
export async function fineTuneForReplay({
  workspace,
  base,
  storage,
  minutes,
  seed,
  log,
}: ReplayTuning): Promise<FineTuneReport> {
  const request = { folders: [{ name: workspace, exclude: [] }], recent: [], commitMessages: [] };
  const corpus = await collectWorkspace(nodeFileSystem([workspace]), request, {});
  const documents = corpus.documents.filter(({ path }) => !isHeldOut(path));
  const learnt = new Set(documents.map(({ path }) => path));
  const survey = { ...corpus.survey, files: corpus.survey.files.filter(({ path }) => learnt.has(path)) };
  const parameters = { baseFolder: base, storageFolder: storage, minutes, threads: cpus().length, seed, resume: false };
  let told = performance.now();
  return tuneWorkspace({ documents, survey }, parameters, {
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
}

function progressLine({ phase, fraction, charactersPerSecond, heldOut }: FineTuneProgress): string {
  const bits = heldOut.at(-1)?.[1].toFixed(3) ?? '–';
  return `fine-tuning: ${Math.round(100 * fraction)} %, ${phase}, ${charactersPerSecond} characters/s, ${bits} bits per character`;
}
