/**
 * What lies in a workspace's storage when a fine-tuning begins: the model in use, the training that an interrupted run saved, and what a
 * process left there that was killed while it wrote.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../base/userError.ts';
import { baseDigestOf } from '../model/checkpointManifest.ts';
import { readCheckpoint, removeLeftovers, type StoredCheckpoint } from '../runtime/checkpointFiles.ts';
import { fractionDone, readNotes } from './fineTuneNotes.ts';
import { fineTuneFingerprint } from './fineTuneRecipe.ts';
import { partialSuffix, readTrainingState, type TrainingState } from '../training/trainingState.ts';
import { comparisonShare } from './tuningComparison.ts';
import { removeHalfReport } from './tuningResult.ts';

const savedTrainingName = 'training.state';

export function savedTrainingPath(folder: string): string {
  return join(folder, savedTrainingName);
}

/** Removes what a process left that was killed while it wrote. Only for who holds the lock. */
export async function sweep(folder: string): Promise<void> {
  await rm(savedTrainingPath(folder) + partialSuffix, { force: true });
  await removeHalfReport(folder);
  // Beside a model that is damaged nothing can be told from what is left over; a new model takes it all away.
  await removeLeftovers(folder).catch(() => undefined);
}

/** The adapted model that is there, if it comes from the same base: training goes on from it, and it is to be beaten. */
export async function modelInUse(folder: string, base: StoredCheckpoint): Promise<Float32Array | undefined> {
  try {
    const { manifest, flat } = await readCheckpoint(folder);
    return baseDigestOf(manifest.provenance) === base.sha256 && flat.length === base.flat.length ? flat : undefined;
  } catch {
    return undefined;
  }
}

/** What can be gone on with; a state that cannot is told of in the log, and counts as none. */
export async function savedTraining(
  folder: string,
  base: StoredCheckpoint,
  seed: number,
  log: (message: string) => void,
): Promise<TrainingState | undefined> {
  try {
    const state = await readTrainingState(savedTrainingPath(folder));
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
