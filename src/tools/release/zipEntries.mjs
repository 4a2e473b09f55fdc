/** The names of the files in a ZIP archive, read from its central directory (PKWARE APPNOTE 6.3.10, 4.3.12 and 4.3.16). */

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;

/** Names with forward slashes, in the order of the directory; folders are left out. */
export function zipEntries(archive) {
  let end = archive.length - 22;
  while (end >= 0 && archive.readUInt32LE(end) !== endOfDirectory) end -= 1;
  if (end < 0) throw new Error('Not a ZIP archive.');
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  const names = [];
  for (let index = 0; index < count; index += 1) {
    if (archive.readUInt32LE(at) !== directoryEntry) throw new Error('The directory of the ZIP archive is damaged.');
    const lengths = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset));
    names.push(archive.toString('utf8', at + 46, at + 46 + lengths[0]));
    at += 46 + lengths[0] + lengths[1] + lengths[2];
  }
  return names.filter((name) => !name.endsWith('/'));
}
