/**
 * One fine-tuning on a workspace, from lock to report. It writes into one folder, the workspace's storage: the model if
 * it is better, the report, and while it runs the saved training.
 */
import { rm } from 'node:fs/promises';
import { UserError } from '../base/userError.ts';
import { baseDigestOf } from '../model/checkpointManifest.ts';
import { Vocabulary } from '../model/text/vocabulary.ts';
import { readCheckpoint, removeLeftovers, type StoredCheckpoint } from '../runtime/checkpointFiles.ts';
import type { CorpusDocument } from '../training/corpus.ts';
import { writeTrainingState } from '../training/trainingState.ts';
import type { WorkspaceCorpus, WorkspaceDocument } from '../workspace/workspaceSurvey.ts';
import { compareWithBase } from './compareModels.ts';
import { comparisonShare, fineTuneRecipe } from './fineTuneRecipe.ts';
import type { FineTuneParameters, FineTuneReport } from './fineTuneReport.ts';
import { removeHalfReport, reportOf, storeResult } from './fineTuneResult.ts';
import { fineTuneWeights, type FineTunedWeights, type TrainingSurroundings } from './fineTuneWeights.ts';
import { charactersOf, type DocumentSplit, isHeldOut, splitDocuments } from './heldOutFiles.ts';
import { readReplaySet } from './replaySet.ts';
import { removeHalfTraining, savedTraining, savedTrainingPath } from './savedTraining.ts';
import { lockStorage } from './storageLock.ts';

export type WorkspaceSurroundings = Omit<TrainingSurroundings, 'save'> & {
  /** The date, for the report. */
  readonly today: () => Date;
  /** Writes a line to the log, never with text of a document. */
  readonly log: (message: string) => void;
};

/** Fewest UTF-8 bytes to learn, and to measure with: with fewer the numbers mean nothing. */
const leastLearnt = 20_000;
const leastHeldOut = 1_000;
/** How often a recent file is read for each time that another file is. */
const recentWeight = 2;

/**
 * Any failure leaves the old model in place.
 * @throws UserError when there is too little to learn, another window is fine-tuning, the training diverges or the disk
 * is full; the signal's reason when cancelled
 */
export async function fineTuneWorkspace(
  corpus: WorkspaceCorpus,
  parameters: FineTuneParameters,
  surroundings: WorkspaceSurroundings,
): Promise<FineTuneReport> {
  const split = splitDocuments(corpus.documents, isHeldOut);
  refuseTooLittle(split);
  const { storageFolder } = parameters;
  const lock = await lockStorage(storageFolder);
  const savedPath = savedTrainingPath(storageFolder);
  try {
    await removeHalfFiles(storageFolder);
    // Otherwise an interruption before the first save would leave the old training to go on with.
    if (!parameters.resume) await rm(savedPath, { force: true });
    const base = await readCheckpoint(parameters.baseFolder);
    const tuned = await train(base, split, parameters, { ...surroundings, mayWrite: () => lock.check() });
    surroundings.onProgress({ ...lastProgress(tuned), phase: 'comparing' });
    const comparison = await compareWithBase({
      base,
      parameters: tuned.parameters,
      heldOut: split.heldOut,
      minutes: parameters.minutes,
      now: surroundings.now,
      yieldToEventLoop: surroundings.yieldToEventLoop,
      signal: surroundings.signal,
    });
    surroundings.onProgress({ ...lastProgress(tuned), phase: 'saving' });
    const report = reportOf(
      { base, tuned, comparison, corpus, split, threads: parameters.threads },
      surroundings.today(),
    );
    await lock.check();
    await storeResult(storageFolder, base, tuned, report, surroundings.log);
    // The result is in place: what cannot be tidied up now does no harm, and the next fine-tuning does it.
    await attempt(() => rm(savedPath, { force: true }), surroundings.log);
    return report;
  } catch (error) {
    // A cancelled training does not go on; an interrupted one may. Another owner of the lock may have saved one.
    if (surroundings.signal.aborted)
      await attempt(() => lock.check().then(() => rm(savedPath, { force: true })), surroundings.log);
    throw error;
  } finally {
    await attempt(() => lock.release(), surroundings.log);
  }
}

/** Tidies up. A fault changes nothing about how the fine-tuning ended, so it is only logged. */
async function attempt(work: () => Promise<void>, log: (message: string) => void): Promise<void> {
  try {
    await work();
  } catch (error) {
    log(`Tidying up after a fine-tuning failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function refuseTooLittle({ learnt, heldOut }: DocumentSplit): void {
  const characters = charactersOf(learnt);
  if (characters >= leastLearnt && charactersOf(heldOut) >= leastHeldOut) return;
  throw new UserError(
    `There is too little text to learn from here: ${Math.ceil(characters / 1000)} kB.`,
    `Open a folder with at least ${Math.ceil((leastLearnt * 1.25) / 1000)} kB of text that somebody wrote.`,
  );
}

async function train(
  base: StoredCheckpoint,
  split: DocumentSplit,
  { baseFolder, storageFolder, minutes, updates, threads, seed, resume }: FineTuneParameters,
  surroundings: WorkspaceSurroundings & {
    /** Rejects when another process owns the storage. */
    readonly mayWrite: () => Promise<void>;
  },
): Promise<FineTunedWeights> {
  const { replay, probe } = await readReplaySet(baseFolder);
  const options = {
    base,
    inUse: await modelInUse(storageFolder, base),
    vocabulary: new Vocabulary(base.manifest.vocabulary.languages),
    texts: { workspace: weighted(split.learnt), replay },
    heldOut: split.heldOut.map(toCorpusDocument),
    probe,
    recipe: fineTuneRecipe,
    minutes: minutes * (1 - comparisonShare),
    updates,
    threads,
    seed,
    saved: resume ? await savedTraining(storageFolder, base, seed, surroundings.log) : undefined,
  };
  return fineTuneWeights(options, {
    ...surroundings,
    save: async (state) => {
      await surroundings.mayWrite();
      try {
        await writeTrainingState(savedTrainingPath(storageFolder), state);
      } catch (error) {
        surroundings.log(`Progress could not be saved: ${error instanceof Error ? error.message : String(error)}`);
        throw error;
      }
    },
    onProgress: (progress) => {
      surroundings.onProgress({
        ...progress,
        fraction: progress.fraction * (1 - comparisonShare),
        remainingSeconds: progress.remainingSeconds + minutes * 60 * comparisonShare,
      });
    },
  });
}

function lastProgress({ curve }: FineTunedWeights) {
  return {
    fraction: 1 - comparisonShare,
    paused: false,
    charactersPerSecond: 0,
    remainingSeconds: 0,
    ...curve,
    warning: undefined,
  };
}

/** Recent files appear several times. */
function weighted(documents: readonly WorkspaceDocument[]): CorpusDocument[] {
  return documents.flatMap((document) =>
    new Array<CorpusDocument>(document.isRecent ? recentWeight : 1).fill(toCorpusDocument(document)),
  );
}

function toCorpusDocument({ path, languageId, text }: WorkspaceDocument): CorpusDocument {
  return { package: '', path, language: languageId, text };
}

/** Removes what a killed process left half-written. Only while holding the lock. */
async function removeHalfFiles(storageFolder: string): Promise<void> {
  await removeHalfTraining(storageFolder);
  await removeHalfReport(storageFolder);
  // Beside a damaged model it is unknown which files are left over. A new model replaces them all.
  await removeLeftovers(storageFolder).catch(() => undefined);
}

/** The workspace's model if it comes from the same base. */
async function modelInUse(storageFolder: string, base: StoredCheckpoint): Promise<Float32Array | undefined> {
  try {
    const { manifest, flat } = await readCheckpoint(storageFolder);
    return baseDigestOf(manifest.provenance) === base.sha256 && flat.length === base.flat.length ? flat : undefined;
  } catch {
    return undefined;
  }
}
