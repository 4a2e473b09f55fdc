/**
 * One fine-tuning in a workspace's storage, from lock to report. What is learnt is given, what is written lies in one folder: the model
 * (only when it is better), the report, and while it lasts the saved training.
 */
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonValue } from '../base/jsonObject.ts';
import { UserError } from '../base/userError.ts';
import { baseDigestOf } from '../model/checkpointManifest.ts';
import { Vocabulary } from '../model/vocabulary.ts';
import { compareModels, type ModelComparison } from '../replay/compareModels.ts';
import {
  durableFiles,
  readCheckpoint,
  removeLeftovers,
  type StoredCheckpoint,
  writeCheckpoint,
} from '../runtime/checkpointFiles.ts';
import { OnnxCharacterModel } from '../runtime/onnxCharacterModel.ts';
import type { CorpusDocument } from '../training/corpus.ts';
import { isDiskFull } from '../training/diskFull.ts';
import { fineTune, type FineTuned, type FineTuningSurroundings } from '../training/fineTuning.ts';
import { fractionDone, readNotes } from '../training/fineTuneNotes.ts';
import { fineTuneFingerprint, fineTuneRecipe } from '../training/fineTuneRecipe.ts';
import type { FineTuneReport } from '../training/fineTuneReport.ts';
import { type DocumentSplit, isHeldOut, splitDocuments } from '../training/heldOutFiles.ts';
import { readReplaySet } from '../training/replaySet.ts';
import { lockStorage } from '../training/storageLock.ts';
import { partialSuffix, readTrainingState, type TrainingState, writeTrainingState } from '../training/trainingState.ts';
import type { WorkspaceCorpus, WorkspaceDocument } from '../training/workspaceSurvey.ts';
import type { FineTuneParameters } from './trainerProtocol.ts';

export type TuningSurroundings = Omit<FineTuningSurroundings, 'save'> & {
  /** The date, for the report. */
  readonly today: () => Date;
  /** Told of what is worth a line in the log. Never with text of a document. */
  readonly log: (message: string) => void;
};

export const savedTrainingName = 'training.state';
export const reportName = 'report.json';
const temporarySuffix = '.tmp';

/** UTF-8 bytes to be learnt, and to be measured with: with less the numbers mean nothing. */
const leastLearnt = 20_000;
const leastHeldOut = 1_000;
/** How often a file that was opened or edited lately is read for each time that another one is. */
const recentWeight = 2;
/** Characters typed with each model at the end, for each minute of the time given, and at most. */
const comparedPerMinute = 400;
const comparedAtMost = 4_000;
/** Share of the time that is kept for that. */
const comparisonShare = 0.05;

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
  const savedPath = join(storageFolder, savedTrainingName);
  try {
    await sweep(storageFolder);
    // Nobody shall go on with it when this one is interrupted before it has saved anything.
    if (!parameters.resume) await rm(savedPath, { force: true });
    const base = await readCheckpoint(parameters.baseFolder);
    const tuned = await train(base, split, parameters, surroundings);
    const comparison = await compare(base, tuned, split, parameters, surroundings);
    surroundings.onProgress({ ...lastProgress(tuned), phase: 'saving' });
    const report = reportOf(
      { base, tuned, comparison, corpus, split, threads: parameters.threads },
      surroundings.today(),
    );
    await orFullDisk(() => store(storageFolder, base, tuned, report));
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

/** Removes what a process left that was killed while it wrote. */
async function sweep(folder: string): Promise<void> {
  for (const name of [savedTrainingName + partialSuffix, reportName + temporarySuffix]) {
    await rm(join(folder, name), { force: true });
  }
  // Beside a model that is damaged nothing can be told from what is left over; a new model takes it all away.
  await removeLeftovers(folder).catch(() => undefined);
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
  const path = join(storageFolder, savedTrainingName);
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
    saved: resume ? await savedTraining(path, base, seed, surroundings.log) : undefined,
  };
  return fineTune(options, {
    ...surroundings,
    save: (state) => writeTrainingState(path, state),
    onProgress: (progress) => {
      surroundings.onProgress({
        ...progress,
        fraction: progress.fraction * (1 - comparisonShare),
        remainingSeconds: progress.remainingSeconds + minutes * 60 * comparisonShare,
      });
    },
  });
}

/** The adapted model that is there, if it comes from the same base: training goes on from it, and it is to be beaten. */
async function modelInUse(folder: string, base: StoredCheckpoint): Promise<Float32Array | undefined> {
  try {
    const { manifest, flat } = await readCheckpoint(folder);
    return baseDigestOf(manifest.provenance) === base.sha256 && flat.length === base.flat.length ? flat : undefined;
  } catch {
    return undefined;
  }
}

async function savedTraining(
  path: string,
  base: StoredCheckpoint,
  seed: number,
  log: (message: string) => void,
): Promise<TrainingState | undefined> {
  try {
    const state = await readTrainingState(path);
    if (state === undefined) return undefined;
    if (state.fingerprint === fineTuneFingerprint(base, base.manifest.config, seed)) return state;
    log('The saved training is of another base model or recipe; it begins anew.');
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    log(`${error.message} It begins anew.`);
  }
  return undefined;
}

/** How much of an interrupted run is done, 0 to 1, and of how many minutes; `undefined` when the state is of something else. */
export function progressOfSaved(state: TrainingState) {
  const notes = readNotes(state.notes);
  if (notes === undefined) return undefined;
  return { fraction: fractionDone(notes) * (1 - comparisonShare), minutes: notes.minutes / (1 - comparisonShare) };
}

async function compare(
  base: StoredCheckpoint,
  tuned: FineTuned,
  split: DocumentSplit,
  { minutes }: FineTuneParameters,
  surroundings: TuningSurroundings,
): Promise<ModelComparison> {
  const { onProgress, now, yieldToEventLoop, signal } = surroundings;
  onProgress({ ...lastProgress(tuned), phase: 'comparing' });
  const { config, vocabulary: stored } = base.manifest;
  const vocabulary = new Vocabulary(stored.languages);
  const before = await OnnxCharacterModel.create(config, base.flat);
  const after = await OnnxCharacterModel.create(config, tuned.parameters);
  try {
    return await compareModels({
      before: { model: before, vocabulary },
      after: { model: after, vocabulary },
      files: split.heldOut,
      now,
      yieldToEventLoop,
      maximumCharacters: Math.min(comparedAtMost, comparedPerMinute * minutes),
      signal,
    });
  } finally {
    await before.dispose();
    await after.dispose();
  }
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

async function writeModel(
  folder: string,
  base: StoredCheckpoint,
  tuned: FineTuned,
  report: FineTuneReport,
): Promise<void> {
  const { name, config, vocabulary, provenance } = base.manifest;
  const { heldOut, baseProbe, keystrokesSaved, corpus, training, finished } = report;
  await writeCheckpoint(folder, {
    manifest: {
      name: `${name}, fine-tuned`,
      config,
      vocabulary,
      // Numbers alone: the model may be exported, and the names and lines of files are nobody else's.
      provenance: {
        base: { ...report.base, provenance },
        fineTuned: plainJson({ finished, heldOut, baseProbe, keystrokesSaved, corpus, training }),
      },
      bitsPerCharacter: { overall: heldOut.after, languages: {} },
    },
    flat: tuned.parameters,
  });
}

/** The report is on the disk before the model replaces the old one: when there is no room for both, the old one stays. */
async function store(folder: string, base: StoredCheckpoint, tuned: FineTuned, report: FineTuneReport): Promise<void> {
  const path = join(folder, reportName);
  const temporary = path + temporarySuffix;
  try {
    await durableFiles.write(temporary, `${JSON.stringify(report, undefined, 2)}\n`);
    if (tuned.kept) await writeModel(folder, base, tuned, report);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function orFullDisk(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const isFull = isDiskFull(error);
    throw new UserError(
      `The new model could not be saved: ${isFull ? 'the disk is full' : 'its folder cannot be written'}. The old one is still in use.`,
      isFull ? 'Make room, then start again: it goes on from what was saved last.' : 'See the log of Undercurrent.',
      { cause: error },
    );
  }
}

interface ReportParts {
  readonly base: StoredCheckpoint;
  readonly tuned: FineTuned;
  readonly comparison: ModelComparison;
  readonly corpus: WorkspaceCorpus;
  readonly split: DocumentSplit;
  readonly threads: number;
}

function reportOf({ base, tuned, comparison, corpus, split, threads }: ReportParts, today: Date): FineTuneReport {
  const { languages, files, characters, leftOut } = corpus.survey;
  const reasons: Record<string, number> = {};
  for (const { reason } of leftOut) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return {
    formatVersion: 1,
    kept: tuned.kept,
    notKept: tuned.notKept,
    finished: today.toISOString(),
    base: { name: base.manifest.name, sha256: base.sha256 },
    corpus: {
      languages,
      files: files.length,
      characters,
      heldOutFiles: split.heldOut.length,
      heldOutCharacters: charactersOf(split.heldOut),
      leftOut: reasons,
    },
    training: {
      seconds: tuned.seconds,
      updates: tuned.updates,
      characters: tuned.characters,
      measured: tuned.measured,
      threads,
    },
    heldOut: tuned.heldOut,
    baseProbe: tuned.baseProbe,
    keystrokesSaved: comparison.keystrokesSaved,
    curve: tuned.curve,
    lines: comparison.lines,
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

function charactersOf(documents: readonly WorkspaceDocument[]): number {
  return documents.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
}

/** Without the fields that are undefined, which JSON does not know. */
function plainJson(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}
