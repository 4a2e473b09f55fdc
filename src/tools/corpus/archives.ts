/*
 * A package archive as a list of files in memory. Registries hand out tar (npm, crates.io, sdists) and zip (wheels, jars, Go
 * modules); both are read here without unpacking to disk, so that no path in an archive can ever name a place outside it.
 * Links, devices and directories are skipped: only regular files come back.
 */
import { gunzipSync, inflateRawSync } from 'node:zlib';

export interface ArchivedFile {
  /** As the archive has it, forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Reads a `.tgz`, `.tar.gz`, `.crate`, `.whl`, `.jar` or `.zip`, told apart by its first bytes. Throws on anything else. */
export function readArchive(bytes: Buffer): ArchivedFile[] {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return readTar(gunzipSync(bytes));
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return readZip(bytes);
  throw new Error('neither gzip nor zip');
}

const blockSize = 512;

/** Reads the ustar format with the two extensions in use for long names: pax records and GNU's `L` entries. */
function readTar(tar: Buffer): ArchivedFile[] {
  const files: ArchivedFile[] = [];
  let longPath: string | undefined;
  for (let offset = 0; offset + blockSize <= tar.length;) {
    const header = tar.subarray(offset, offset + blockSize);
    if (header[0] === 0) {
      offset += blockSize;
      continue;
    }
    const size = readTarSize(header);
    const body = tar.subarray(offset + blockSize, offset + blockSize + size);
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === 'L') longPath = untilNul(body);
    else if (type === 'x') longPath = paxPath(body) ?? longPath;
    else if (type !== 'g') {
      if (type === '0' || type === '\0') files.push({ path: longPath ?? ustarPath(header), bytes: body });
      longPath = undefined;
    }
    offset += blockSize + Math.ceil(size / blockSize) * blockSize;
  }
  return files;
}

function readTarSize(header: Buffer): number {
  // GNU's base-256 form marks itself by the top bit; files that need it are over 8 GiB and have no place here.
  if (((header[124] ?? 0) & 0x80) !== 0) throw new Error('a tar entry is too large');
  const digits = untilNul(header.subarray(124, 136)).trim();
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

function ustarPath(header: Buffer): string {
  const name = untilNul(header.subarray(0, 100));
  const prefix = header.toString('latin1', 257, 262) === 'ustar' ? untilNul(header.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function untilNul(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}

/** The `path` of a pax header: records are `LENGTH KEY=VALUE\n`, the length counting the whole record in bytes. */
function paxPath(body: Buffer): string | undefined {
  for (let offset = 0; offset < body.length;) {
    const space = body.indexOf(0x20, offset);
    const length = space < 0 ? 0 : Number.parseInt(body.toString('latin1', offset, space), 10);
    if (!(length > 0)) return undefined;
    const record = body.toString('utf8', space + 1, offset + length - 1);
    if (record.startsWith('path=')) return record.slice('path='.length);
    offset += length;
  }
  return undefined;
}

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;

/** Reads a zip by its central directory. Zip64 and encryption are refused: no package of ours has them. */
export function readZip(zip: Buffer): ArchivedFile[] {
  let end = zip.length - 22;
  while (end >= 0 && zip.readUInt32LE(end) !== endOfDirectory) end--;
  if (end < 0) throw new Error('a zip without a directory');
  const count = zip.readUInt16LE(end + 10);
  let offset = zip.readUInt32LE(end + 16);
  if (offset === 0xffffffff) throw new Error('a zip64 archive');
  const files: ArchivedFile[] = [];
  for (let index = 0; index < count; index++) {
    if (zip.readUInt32LE(offset) !== directoryEntry) throw new Error('a damaged zip directory');
    const nameLength = zip.readUInt16LE(offset + 28);
    const path = zip.toString('utf8', offset + 46, offset + 46 + nameLength);
    if (!path.endsWith('/')) files.push({ path, bytes: zipBody(zip, offset) });
    offset += 46 + nameLength + zip.readUInt16LE(offset + 30) + zip.readUInt16LE(offset + 32);
  }
  return files;
}

function zipBody(zip: Buffer, entry: number): Uint8Array {
  const method = zip.readUInt16LE(entry + 10);
  const compressedSize = zip.readUInt32LE(entry + 20);
  const local = zip.readUInt32LE(entry + 42);
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const body = zip.subarray(start, start + compressedSize);
  if (method === 0) return body;
  if (method === 8) return inflateRawSync(body);
  throw new Error(`zip compression method ${String(method)}`);
}
