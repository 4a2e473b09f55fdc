/**
 * A workspace on this disk, for the tools: what the extension host gives the trainer, without an editor. Links are
 * reported and never followed. Nothing but ordinary files is opened.
 */
import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { textOfBytes } from '../../workspace/fileText.ts';
import type { DirectoryEntry, FileText, WorkspaceFileSystem } from '../../workspace/workspaceSurvey.ts';

/** @param folders absolute paths, in the order of `SurveyRequest.folders` */
export function nodeFileSystem(folders: readonly string[]): WorkspaceFileSystem {
  const placeOf = (folder: number, path: string): string => join(folders[folder] ?? '', path);
  return {
    list: async (folder, path, take) => {
      if (folders[folder] === undefined) return false;
      const place = placeOf(folder, path);
      const names = await readdir(place).catch(() => undefined);
      if (names === undefined) return false;
      const entries = await Promise.all(names.sort().map((name) => entryAt(place, name)));
      take(entries.filter((entry) => entry !== undefined));
      return true;
    },
    entry: async (folder, path) =>
      folders[folder] === undefined ? undefined : await entryAt(placeOf(folder, dirname(path)), basename(path)),
    read: async (folder, path) =>
      folders[folder] === undefined ? { kind: 'gone' } : await readText(placeOf(folder, path)),
    // What a tool reads of a folder does not depend on where that lies.
    repositoryAbove: () => Promise.resolve(undefined),
  };
}

/** `undefined` when it was deleted meanwhile. */
async function entryAt(folder: string, name: string): Promise<DirectoryEntry | undefined> {
  const status = await lstat(join(folder, name)).catch(() => undefined);
  if (status === undefined) return undefined;
  const kind = status.isFile() ? 'file' : status.isDirectory() ? 'folder' : status.isSymbolicLink() ? 'link' : 'other';
  return { name, kind, size: kind === 'folder' ? 0 : status.size, modified: status.mtimeMs };
}

async function readText(place: string): Promise<FileText> {
  try {
    // A pipe would make the reader wait for a writer.
    if (!(await lstat(place)).isFile()) return { kind: 'gone' };
    const file = await open(place, constants.O_RDONLY | ((constants.O_NOFOLLOW as number | undefined) ?? 0));
    try {
      return textOfBytes(await file.readFile());
    } finally {
      await file.close();
    }
  } catch {
    return { kind: 'gone' };
  }
}
