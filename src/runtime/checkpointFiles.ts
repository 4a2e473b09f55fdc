/**
 * Checkpoints on a disk: `model.json` and a weights file named after its content. New weights are complete on the disk
 * before `model.json` refers to them, and only then the old ones are deleted. So after a kill at any moment, the folder
 * holds the old model or the new one. Only one process may write into a folder at a time; any number may read.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { NoOrdinaryFile, openOrdinaryFile } from '../base/ordinaryFile.ts';
import { storageNames } from '../base/storageNames.ts';
import { UserError } from '../base/userError.ts';
import { encodeWeights, parseCheckpoint, type Checkpoint } from '../model/checkpoint.ts';
import {
  damagedModel,
  MAXIMUM_MANIFEST_BYTES,
  parseManifest,
  serialiseManifest,
  type WeightsType,
} from '../model/checkpointManifest.ts';

const MANIFEST = storageNames.manifest;
const TEMPORARY = '.tmp';
const WEIGHTS = /^weights-[0-9a-f]{16}\.bin(\.tmp)?$/;

/** The steps of writing, so that a test can stop between or within any of them. */
export interface DurableFiles {
  /** Writes a file. Its content is on the disk when the promise resolves. */
  write(path: string, content: Uint8Array | string): Promise<void>;
  /** Replaces `to`. */
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
}

export const durableFiles: DurableFiles = {
  async write(path, content) {
    const handle = await open(path, 'w');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  rename,
  remove: (path) => rm(path, { force: true }),
};

export interface StoredCheckpoint extends Checkpoint {
  /** Digest of the weights file. It identifies the model. */
  readonly sha256: string;
}

/** Reads the model of a folder. @throws UserError when there is none, or it is damaged, or made for a newer version */
export async function readCheckpoint(folder: string): Promise<StoredCheckpoint> {
  for (let attempt = 1; ; attempt++) {
    const json = await readLimited(join(folder, MANIFEST), MAXIMUM_MANIFEST_BYTES);
    if (json === undefined) {
      throw new UserError('There is no model in this folder.', 'Reinstall Undercurrent.');
    }
    const manifest = parseManifest(new TextDecoder().decode(json), sha256Of);
    const bytes = await readLimited(join(folder, manifest.weights.file), manifest.weights.bytes);
    if (bytes !== undefined) {
      const sha256 = sha256Of(bytes);
      return { ...parseCheckpoint(manifest, bytes, sha256), sha256 };
    }
    // A writer may have replaced the model between the two reads. Then there is a new manifest.
    if (attempt === 3) throw damagedModel('its weights are missing');
  }
}

/** A model that is in place. `leftOver`: why files of the old model are still there; the next writer removes them. */
export interface WrittenCheckpoint {
  readonly leftOver: unknown;
}

/**
 * Replaces the model of a folder, and creates the folder if needed. Throws a `UserError` for weights that cannot be
 * stored. Whenever it throws, as when the disk is full, the old model stays.
 */
export async function writeCheckpoint(
  folder: string,
  checkpoint: Pick<Checkpoint, 'manifest' | 'flat'>,
  type: WeightsType = 'float16',
  files: DurableFiles = durableFiles,
): Promise<WrittenCheckpoint> {
  const bytes = encodeWeights(checkpoint.flat, type);
  const sha256 = sha256Of(bytes);
  const file = `weights-${sha256.slice(0, 16)}.bin`;
  const json = serialiseManifest(checkpoint.manifest, { file, type, bytes: bytes.length, sha256 }, sha256Of);
  // Never write a file that cannot be read again.
  parseManifest(json, sha256Of);
  await mkdir(folder, { recursive: true });
  const isOfOldModel = (await readdir(folder)).includes(file);
  await replaceFile(join(folder, file), bytes, files);
  await syncFolder(folder);
  try {
    await replaceFile(join(folder, MANIFEST), json, files);
  } catch (error) {
    // A rename may be done although it reports a fault.
    if (!(await holds(join(folder, MANIFEST), json))) {
      // Weights without a manifest only fill the disk further.
      if (!isOfOldModel) await files.remove(join(folder, file)).catch(() => undefined);
      throw error;
    }
  }
  // The new model is in place: no later fault takes that back.
  await syncFolder(folder);
  const leftOver = await removeOthers(folder, file, files).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { leftOver };
}

async function holds(path: string, text: string): Promise<boolean> {
  return (await readFile(path, 'utf8').catch(() => undefined)) === text;
}

/** Removes the files that a killed writer has left in a folder, whether it holds a model or not. */
export async function removeLeftovers(folder: string): Promise<void> {
  const json = await readLimited(join(folder, MANIFEST), MAXIMUM_MANIFEST_BYTES);
  const inUse = json === undefined ? undefined : parseManifest(new TextDecoder().decode(json), sha256Of).weights.file;
  await removeOthers(folder, inUse, durableFiles);
}

async function removeOthers(folder: string, inUse: string | undefined, files: DurableFiles): Promise<void> {
  for (const name of await readdir(folder)) {
    const isOld = (WEIGHTS.test(name) && name !== inUse) || name === MANIFEST + TEMPORARY;
    if (isOld) await files.remove(join(folder, name));
  }
}

async function replaceFile(path: string, content: Uint8Array | string, files: DurableFiles): Promise<void> {
  try {
    await files.write(path + TEMPORARY, content);
    await files.rename(path + TEMPORARY, path);
  } catch (error) {
    // Half a file only fills the disk further. If it cannot be removed, it does no harm.
    await files.remove(path + TEMPORARY).catch(() => undefined);
    throw error;
  }
}

/** Makes renames in a folder durable. File systems that cannot open folders (Windows) do not need this. */
async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch {
    // Not every system allows it. The files themselves are written.
  } finally {
    await handle?.close().catch(() => undefined);
  }
}

/** A file's bytes; `undefined` if there is no file. Refuses a file longer than `limit` before reading it. */
async function readLimited(path: string, limit: number): Promise<Uint8Array | undefined> {
  let handle: FileHandle;
  try {
    handle = await openOrdinaryFile(path);
  } catch (error) {
    if (error instanceof NoOrdinaryFile) throw damagedModel('one of its files is none', { cause: error });
    if (isMissing(error)) return undefined;
    throw unreadable(error);
  }
  try {
    if ((await handle.stat()).size > limit) throw damagedModel('one of its files is too long');
    return await handle.readFile();
  } catch (error) {
    throw error instanceof UserError ? error : unreadable(error);
  } finally {
    await handle.close();
  }
}

/** Whether there is no such file or folder. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function unreadable(cause: unknown): UserError {
  return new UserError('The model cannot be read.', 'See that its files may be read, or reinstall Undercurrent.', {
    cause,
  });
}

/** In lower-case hexadecimal digits. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
