/**
 * Files beside the weights of the base model: `languages.json` tells languages apart, `mixture.json` holds the numbers
 * with which text cache and model are mixed.
 */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../base/userError.ts';
import {
  type LanguageHead,
  MAXIMUM_HEAD_BYTES,
  parseLanguageHead,
  serialiseLanguageHead,
} from '../model/languageHead.ts';
import {
  MAXIMUM_TABLES_BYTES,
  type NumberTables,
  parseNumberTables,
  serialiseNumberTables,
} from '../model/numberTables.ts';
import { durableFiles, isMissing, sha256Of } from './checkpointFiles.ts';

const languageHeadName = 'languages.json';
const mixtureName = 'mixture.json';

/**
 * The head of a folder if it belongs to one of these models (digests of their weights). `undefined` if there is no head
 * or it belongs to another model. @throws UserError when the file is damaged
 */
export async function readLanguageHead(
  folder: string,
  models: readonly (string | undefined)[],
): Promise<LanguageHead | undefined> {
  let json: string;
  try {
    json = await readLimited(folder, languageHeadName, MAXIMUM_HEAD_BYTES);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  const head = parseLanguageHead(json, sha256Of);
  return models.includes(head.model) ? head : undefined;
}

/** Replaces the head of a folder. */
export async function writeLanguageHead(folder: string, head: LanguageHead): Promise<void> {
  const json = serialiseLanguageHead(head, sha256Of);
  parseLanguageHead(json, sha256Of);
  await replace(folder, languageHeadName, json);
}

/** @throws UserError when the file is damaged, an Error when there is none */
export async function readMixture(folder: string): Promise<NumberTables> {
  return parseNumberTables(await readLimited(folder, mixtureName, MAXIMUM_TABLES_BYTES), sha256Of);
}

/** Replaces the numbers of a folder. */
export async function writeMixture(folder: string, tables: NumberTables): Promise<void> {
  const json = serialiseNumberTables(tables, sha256Of);
  parseNumberTables(json, sha256Of);
  await replace(folder, mixtureName, json);
}

async function readLimited(folder: string, name: string, limit: number): Promise<string> {
  const path = join(folder, name);
  if ((await stat(path)).size > limit) throw new UserError(`${name} is too long.`, 'Reinstall Undercurrent.');
  return await readFile(path, 'utf8');
}

async function replace(folder: string, name: string, json: string): Promise<void> {
  const path = join(folder, name);
  await durableFiles.write(`${path}.tmp`, json);
  await durableFiles.rename(`${path}.tmp`, path);
}
