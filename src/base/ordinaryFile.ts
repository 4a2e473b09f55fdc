/**
 * Opens a file for reading, and nothing else. A folder that somebody chose or left may hold a pipe in its place, and
 * opening or reading that waits for ever.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';

/** It is a pipe, a device, a folder. */
export class NoOrdinaryFile extends Error {
  override readonly name = 'NoOrdinaryFile';
}

/** `undefined` on Windows, which has no pipes among its files. */
const withoutWaiting = (constants.O_NONBLOCK as number | undefined) ?? 0;

/** @throws NoOrdinaryFile, and what `open` throws */
export async function openOrdinaryFile(path: string): Promise<FileHandle> {
  // Before it is opened, since opening a device may do something; and after, since it may have been replaced.
  if (!(await stat(path)).isFile()) throw new NoOrdinaryFile(path);
  const handle = await open(path, constants.O_RDONLY | withoutWaiting);
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new NoOrdinaryFile(path);
}
