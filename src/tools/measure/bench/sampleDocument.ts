/**
 * A document of a given length to measure in: TypeScript that people wrote, namely the first files of our own source.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Exactly `length` UTF-16 code units. */
export async function sampleDocument(length: number): Promise<string> {
  const folder = join('src', 'model');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  const text = texts.join('\n');
  return text.repeat(Math.ceil(length / Math.max(1, text.length))).slice(0, length);
}
