/** The numbers with which text cache and model are mixed, on a disk: `mixture.json` beside the weights of the base model. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../base/userError.ts';
import {
  MAXIMUM_TABLES_BYTES,
  type NumberTables,
  parseNumberTables,
  serialiseNumberTables,
} from '../model/numberTables.ts';
import { durableFiles, sha256Of } from './checkpointFiles.ts';

const fileName = 'mixture.json';

/** @throws UserError when the file is damaged, an Error when there is none */
export async function readMixture(folder: string): Promise<NumberTables> {
  const path = join(folder, fileName);
  if ((await stat(path)).size > MAXIMUM_TABLES_BYTES)
    throw new UserError(`${fileName} is too long.`, 'Reinstall Undercurrent.');
  return parseNumberTables(await readFile(path, 'utf8'), sha256Of);
}

/** Writes the numbers in place of those that are there. */
export async function writeMixture(folder: string, tables: NumberTables): Promise<void> {
  const json = serialiseNumberTables(tables, sha256Of);
  // What could not be read again is not written.
  parseNumberTables(json, sha256Of);
  const path = join(folder, fileName);
  await durableFiles.write(`${path}.tmp`, json);
  await durableFiles.rename(`${path}.tmp`, path);
}
