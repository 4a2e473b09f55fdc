/**
 * A package archive as a list of files in memory. Registries hand out tar (npm, crates.io, sdists) and zip (wheels,
 * jars, Go modules). Nothing is unpacked to the disk, so no path in an archive can name a place outside it.
 */
import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { fromBufferPromise } from 'yauzl';

export interface ArchivedFile {
  /** As the archive has it, forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads a `.tgz`, `.tar.gz`, `.crate`, `.whl`, `.jar` or `.zip`, told apart by its first bytes. Only regular files come
 * back: links, devices and folders are left out. Rejects for anything else, and for what is damaged.
 */
export async function readArchive(bytes: Buffer): Promise<ArchivedFile[]> {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    const unzipped = createGunzip();
    unzipped.end(bytes);
    return await readTar(unzipped);
  }
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return await readZip(bytes);
  throw new Error('neither gzip nor zip');
}

/** Whether a file is to be read at all, by its path and size. */
export type Wanted = (path: string, bytes: number) => boolean;

/** Also reads long names, by pax records and GNU's `L` entries. */
export async function readTar(tar: Readable, wanted: Wanted = () => true): Promise<ArchivedFile[]> {
  const files: ArchivedFile[] = [];
  const entries = tar.pipe(extract());
  tar.on('error', (error) => {
    entries.destroy(error);
  });
  try {
    for await (const entry of entries) {
      const { type, name, size } = entry.header;
      if (type === 'file' && wanted(name, size)) files.push({ path: name, bytes: await buffer(entry) });
      else entry.resume();
    }
  } finally {
    // A program at the other end stops when its output is closed.
    tar.destroy();
  }
  return files;
}

export async function readZip(zip: Buffer): Promise<ArchivedFile[]> {
  const archive = await fromBufferPromise(zip);
  const files: ArchivedFile[] = [];
  for await (const entry of archive.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    files.push({ path: entry.fileName, bytes: await buffer(await archive.openReadStreamPromise(entry)) });
  }
  return files;
}
