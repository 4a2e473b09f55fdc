/**
 * The saved training in a workspace's storage, with which an interrupted fine-tuning goes on. Beside the trainer's
 * arrays it holds notes: how much of the time is spent, and what was measured so far.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { storageNames } from '../base/storageNames.ts';
import { causesOf, UserError } from '../base/userError.ts';
import { type JsonValue, numberFrom, objectOf, wholeNumberFrom } from '../base/validation.ts';
import type { ModelConfig } from '../model/config.ts';
import { parameterCount } from '../model/parameters.ts';
import type { StoredCheckpoint } from '../runtime/checkpointFiles.ts';
import { partialSuffix, readTrainingState, type TrainingState } from '../training/trainingState.ts';
import { comparisonShare, fineTuneRecipe } from './fineTuneRecipe.ts';

export function savedTrainingPath(storageFolder: string): string {
  return join(storageFolder, storageNames.savedTraining);
}

/** Removes a file that a killed process left half-written. */
export async function removeHalfTraining(storageFolder: string): Promise<void> {
  await rm(savedTrainingPath(storageFolder) + partialSuffix, { force: true });
}

const notesSchema = objectOf({
  /** The time budget. */
  minutes: numberFrom(0, Infinity),
  /** How much of it is spent. */
  milliseconds: numberFrom(0, Infinity),
  /** How much of it was spent when training began. */
  trainingStart: numberFrom(0, Infinity),
  /** Measurements since the best one. */
  worse: wholeNumberFrom(0, Infinity),
  /** All measurements of held-out text. */
  heldOutCurve: v.pipe(v.array(v.pipe(v.strictTuple([v.number(), v.number()]), v.readonly())), v.readonly()),
});

export type FineTuneNotes = Readonly<v.InferOutput<typeof notesSchema>>;

/** `undefined` when they are not notes of a fine-tuning. */
export function readNotes(value: JsonValue): FineTuneNotes | undefined {
  const notes = v.safeParse(notesSchema, value);
  return notes.success ? notes.output : undefined;
}

/** How much of the time is spent, 0 to 1. */
export function fractionDone({ minutes, milliseconds }: FineTuneNotes): number {
  return Math.min(1, milliseconds / (minutes * 60_000));
}

/** Says what a saved training can go on with: the same base weights, recipe and seed. The texts may have changed. */
export function fineTuneFingerprint(base: { readonly sha256: string }, config: ModelConfig, seed: number): string {
  return JSON.stringify({ base: base.sha256, parameters: parameterCount(config), recipe: fineTuneRecipe, seed });
}

/** The saved training if a fine-tuning can go on with it; otherwise the log says why not. */
export async function savedTraining(
  storageFolder: string,
  base: StoredCheckpoint,
  seed: number,
  log: (message: string) => void,
): Promise<TrainingState | undefined> {
  try {
    const state = await readTrainingState(savedTrainingPath(storageFolder));
    if (state === undefined) return undefined;
    if (state.fingerprint === fineTuneFingerprint(base, base.manifest.config, seed)) return state;
    log('The saved training is of another base model or recipe; it begins anew.');
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    log(`${error.message} It begins anew. ${causesOf(error)}`.trimEnd());
  }
  return undefined;
}

/** How much of an interrupted fine-tuning is done, 0 to 1, and its time budget; `undefined` without notes of one. */
export function progressOfSaved(state: TrainingState) {
  const notes = readNotes(state.notes);
  if (notes === undefined) return undefined;
  return { fraction: fractionDone(notes) * (1 - comparisonShare), minutes: notes.minutes / (1 - comparisonShare) };
}
