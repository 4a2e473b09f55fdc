/**
 * The files of a pinned package of any registry. What was fetched is checked against the pin before it is read.
 */
import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { languageOfPath } from '../../base/languages.ts';
import { readArchive, type ArchivedFile } from './archives.ts';
import {
  aptIn,
  fetchDebian,
  integrityOfSources,
  readDebianSources,
  type DebianName,
  type DebianSources,
} from './debian.ts';
import { fetchPinned, fileNameOf } from './fetch.ts';
import { labelOf, type PackagePin } from './manifest.ts';
import { isNotice } from './notices.ts';

/** In bytes. Larger files of a Debian source are not unpacked. */
const largestFile = 500_000;

export interface PackageFiles {
  readonly files: readonly ArchivedFile[];
  /** Files left out because their own terms are not permissive. */
  readonly refused: number;
}

/** @throws ArchiveGone when Debian has replaced the version; Error when a client fails or the digest differs */
export async function readPackage(pin: PackagePin, cacheFolder: string): Promise<PackageFiles> {
  const { registry } = pin;
  if (registry !== 'debian') {
    return { files: await readArchive(await fetchPinned({ ...pin, registry }, cacheFolder)), refused: 0 };
  }
  const folder = await debianFolder(pin, cacheFolder);
  const actual = integrityOfSources(folder);
  if (actual !== pin.integrity) {
    rmSync(folder, { recursive: true });
    throw new Error(`${labelOf(pin)}: digest is ${actual}, the manifest says ${pin.integrity}`);
  }
  return await readSources(folder);
}

/** The folder with a package's source, fetched when it is not there. Nothing is checked yet. */
export async function debianFolder({ name, version }: DebianName, cacheFolder: string): Promise<string> {
  const folder = join(cacheFolder, `${fileNameOf({ registry: 'debian', name, version })}.sources`);
  if (!existsSync(folder)) await fetchDebian({ name, version }, await aptIn(aptFolder(cacheFolder)), folder);
  return folder;
}

/** Files in a language that is known, and notices. `isTaken` narrows them by their paths in the archive. */
export async function readSources(
  folder: string,
  isTaken: (path: string) => boolean = () => true,
): Promise<DebianSources> {
  const isWanted = (path: string): boolean => languageOfPath(path) !== undefined || isNotice(path);
  return await readDebianSources(folder, (path, bytes) => bytes <= largestFile && isWanted(path) && isTaken(path));
}

export function aptFolder(cacheFolder: string): string {
  return join(dirname(cacheFolder), 'apt');
}
