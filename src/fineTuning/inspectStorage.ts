/** What lies in a workspace's storage: a model, a saved training, a trainer at work. */
import { readdir } from 'node:fs/promises';
import { storageNames } from '../base/storageNames.ts';
import { causesOf, UserError } from '../base/userError.ts';
import { baseDigestOf } from '../model/checkpointManifest.ts';
import { readCheckpoint } from '../runtime/checkpointFiles.ts';
import { progressOfSaved, savedTraining } from './savedTraining.ts';
import { lockHolder } from './storageLock.ts';

export interface InspectParameters {
  readonly baseFolder: string;
  readonly storageFolder: string;
}

export interface StorageState {
  /** The workspace's model: absent, usable, or why it is not (a sentence). */
  readonly model:
    | { readonly kind: 'none' }
    | {
        readonly kind: 'usable';
        readonly name: string;
        /** Made from another base model than the one that ships now. */
        readonly isOfOtherBase: boolean;
        /** What `model.json` says about its origin. */
        readonly provenance: Readonly<Record<string, unknown>>;
      }
    | { readonly kind: 'damaged'; readonly message: string };
  /** An interrupted training that can go on: the share that is done, 0 to 1, and its time budget. */
  readonly resumable: { readonly fraction: number; readonly minutes: number } | undefined;
  /** Process id of the trainer at work. */
  readonly lockedBy: number | undefined;
}

/** The seed of all fine-tunings in the editor. */
const seed = 1;

/** `log` gets why something is not usable. */
export async function inspectStorage(
  { baseFolder, storageFolder }: InspectParameters,
  log: (message: string) => void,
): Promise<StorageState> {
  const base = await readCheckpoint(baseFolder);
  // A saved training that does not fit is no problem: the next training begins anew.
  const saved = await savedTraining(storageFolder, base, seed, log);
  return {
    model: await inspectModel(storageFolder, base.sha256, log),
    resumable: saved && progressOfSaved(saved),
    lockedBy: await lockHolder(storageFolder),
  };
}

async function inspectModel(
  folder: string,
  baseSha256: string,
  log: (message: string) => void,
): Promise<StorageState['model']> {
  const names = await readdir(folder).catch((): string[] => []);
  if (!names.includes(storageNames.manifest)) return { kind: 'none' };
  try {
    const { manifest } = await readCheckpoint(folder);
    const { name, provenance } = manifest;
    return { kind: 'usable', name, provenance, isOfOtherBase: baseDigestOf(provenance) !== baseSha256 };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    log(`${error.message} ${causesOf(error)}`.trimEnd());
    return { kind: 'damaged', message: error.message };
  }
}
