/** The head by which languages are told apart, on a disk: `languages.json` beside the weights of the base model. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../base/userError.ts';
import {
  type LanguageHead,
  MAXIMUM_HEAD_BYTES,
  parseLanguageHead,
  serialiseLanguageHead,
} from '../model/languageHead.ts';
import { durableFiles, sha256Of } from './checkpointFiles.ts';

const fileName = 'languages.json';

/**
 * The head of a folder if it belongs to one of these models, by the digests of their weights; `undefined` if there is none or it
 * belongs to another. @throws UserError when the file is damaged
 */
export async function readLanguageHead(
  folder: string,
  models: readonly (string | undefined)[],
): Promise<LanguageHead | undefined> {
  const path = join(folder, fileName);
  let json: string;
  try {
    if ((await stat(path)).size > MAXIMUM_HEAD_BYTES)
      throw new UserError(`${fileName} is too long.`, 'Reinstall Undercurrent.');
    json = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const head = parseLanguageHead(json, sha256Of);
  return models.includes(head.model) ? head : undefined;
}

/** Writes a head into a folder in place of the one that is there. */
export async function writeLanguageHead(folder: string, head: LanguageHead): Promise<void> {
  const json = serialiseLanguageHead(head, sha256Of);
  // What could not be read again is not written.
  parseLanguageHead(json, sha256Of);
  const path = join(folder, fileName);
  await durableFiles.write(`${path}.tmp`, json);
  await durableFiles.rename(`${path}.tmp`, path);
}
