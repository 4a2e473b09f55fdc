/**
 * One fine-tuning in a workspace's storage, from lock to report. What is learnt is given, what is written lies in one folder: the model
 * (only when it is better), the report, and while it lasts the saved training.
 */
import { rm } from 'node:fs/promises';
import { UserError } from '../base/userError.ts';
import { Vocabulary } from '../model/text/vocabulary.ts';
import { readCheckpoint, type StoredCheckpoint } from '../runtime/checkpointFiles.ts';
import type { CorpusDocument } from '../training/corpus.ts';
import { fineTune, type FineTuned, type FineTuningSurroundings } from './fineTuning.ts';
import { fineTuneRecipe } from './fineTuneRecipe.ts';
import type { FineTuneParameters, FineTuneReport } from './fineTuneReport.ts';
import { charactersOf, type DocumentSplit, isHeldOut, splitDocuments } from './heldOutFiles.ts';
import { readReplaySet } from './replaySet.ts';
import { lockStorage } from './storageLock.ts';
import { writeTrainingState } from '../training/trainingState.ts';
import type { WorkspaceCorpus, WorkspaceDocument } from '../workspace/workspaceSurvey.ts';
import { compareTuned, comparisonShare } from './tuningComparison.ts';
import { reportOf, storeResult } from './tuningResult.ts';
import { modelInUse, savedTraining, savedTrainingPath, sweep } from './tuningStorage.ts';

export type TuningSurroundings = Omit<FineTuningSurroundings, 'save'> & {
  /** The date, for the report. */
  readonly today: () => Date;
  /** Told of what is worth a line in the log. Never with text of a document. */
  readonly log: (message: string) => void;
};

/** UTF-8 bytes to be learnt, and to be measured with: with less the numbers mean nothing. */
const leastLearnt = 20_000;
const leastHeldOut = 1_000;
/** How often a file that was opened or edited lately is read for each time that another one is. */
const recentWeight = 2;

/**
 * @throws UserError when there is too little to learn, another window is at it, the training diverges or the disk is full; the signal's
 * reason when cancelled. In each case the model that was there is there still.
 */
export async function tuneWorkspace(
  corpus: WorkspaceCorpus,
  parameters: FineTuneParameters,
  surroundings: TuningSurroundings,
): Promise<FineTuneReport> {
  const split = splitDocuments(corpus.documents, isHeldOut);
  refuseTooLittle(split);
  const { storageFolder } = parameters;
  const lock = await lockStorage(storageFolder);
  const savedPath = savedTrainingPath(storageFolder);
  try {
    await sweep(storageFolder);
    // Nobody shall go on with it when this one is interrupted before it has saved anything.
    if (!parameters.resume) await rm(savedPath, { force: true });
    const base = await readCheckpoint(parameters.baseFolder);
    const tuned = await train(base, split, parameters, surroundings);
    surroundings.onProgress({ ...lastProgress(tuned), phase: 'comparing' });
    const compared = { base, parameters: tuned.parameters, heldOut: split.heldOut, minutes: parameters.minutes };
    const comparison = await compareTuned(compared, surroundings);
    surroundings.onProgress({ ...lastProgress(tuned), phase: 'saving' });
    const report = reportOf(
      { base, tuned, comparison, corpus, split, threads: parameters.threads },
      surroundings.today(),
    );
    await storeResult(storageFolder, base, tuned, report);
    await rm(savedPath, { force: true });
    return report;
  } catch (error) {
    // Who cancels does not want to go on; whoever was interrupted by something else does.
    if (surroundings.signal.aborted) await rm(savedPath, { force: true });
    throw error;
  } finally {
    await lock.release();
  }
}

function refuseTooLittle({ learnt, heldOut }: DocumentSplit): void {
  const [learntBytes, heldOutBytes] = [learnt, heldOut].map(charactersOf);
  if ((learntBytes ?? 0) >= leastLearnt && (heldOutBytes ?? 0) >= leastHeldOut) return;
  throw new UserError(
    `There is too little text to learn from here: ${Math.ceil((learntBytes ?? 0) / 1000)} kB.`,
    `Open a folder with at least ${Math.ceil((leastLearnt * 1.25) / 1000)} kB of text that somebody wrote.`,
  );
}

async function train(
  base: StoredCheckpoint,
  split: DocumentSplit,
  { baseFolder, storageFolder, minutes, threads, seed, resume }: FineTuneParameters,
  surroundings: TuningSurroundings,
): Promise<FineTuned> {
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
    threads,
    seed,
    saved: resume ? await savedTraining(storageFolder, base, seed, surroundings.log) : undefined,
  };
  return fineTune(options, {
    ...surroundings,
    save: (state) => writeTrainingState(savedTrainingPath(storageFolder), state),
    onProgress: (progress) => {
      surroundings.onProgress({
        ...progress,
        fraction: progress.fraction * (1 - comparisonShare),
        remainingSeconds: progress.remainingSeconds + minutes * 60 * comparisonShare,
      });
    },
  });
}

function lastProgress({ curve }: FineTuned) {
  return {
    fraction: 1 - comparisonShare,
    paused: false,
    charactersPerSecond: 0,
    remainingSeconds: 0,
    ...curve,
    warning: undefined,
  };
}

/** Recent files are there several times. */
function weighted(documents: readonly WorkspaceDocument[]): CorpusDocument[] {
  return documents.flatMap((document) =>
    new Array<CorpusDocument>(document.isRecent ? recentWeight : 1).fill(toCorpusDocument(document)),
  );
}

function toCorpusDocument({ path, languageId, text }: WorkspaceDocument): CorpusDocument {
  return { package: '', path, language: languageId, text };
}
