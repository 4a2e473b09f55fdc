/**
 * The text that keeps a model from forgetting: some of what the base model was trained on, read again between the files of a workspace,
 * and a little that it never saw, which tells whether it has forgotten. Both ship beside the model, in one file that
 * `npm run corpus -- --replay-set` makes.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { JsonObject } from '../base/jsonObject.ts';
import { UserError } from '../base/userError.ts';
import type { CorpusDocument } from '../training/corpus.ts';

export const REPLAY_SET_FILE = 'replay.jsonl.gz';

export const replayRoles = ['replay', 'probe'] as const;
export type ReplayRole = (typeof replayRoles)[number];

export interface ReplaySet {
  /** To be learnt again: from the corpus the base model was trained on, languages in the same proportions. */
  readonly replay: CorpusDocument[];
  /** To be measured with: from the packages that were held out of that corpus. */
  readonly probe: CorpusDocument[];
}

/** Bytes unpacked, several times what there is: a damaged length must not fill the memory. */
const maximumBytes = 16 * 2 ** 20;

/** One line of the file, a JSON object. */
export function replayLine({ package: label, path, language, text }: CorpusDocument, role: ReplayRole): string {
  return `${JSON.stringify({ package: label, path, language, text, role })}\n`;
}

/** Reads the set that lies in a model's folder. @throws UserError when it is absent or damaged. */
export async function readReplaySet(folder: string): Promise<ReplaySet> {
  try {
    const packed = await readFile(join(folder, REPLAY_SET_FILE));
    const bytes = await promisify(gunzip)(packed, { maxOutputLength: maximumBytes });
    return parseReplaySet(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new UserError('The text that keeps the model from forgetting is damaged.', 'Reinstall Undercurrent.', {
      cause: error,
    });
  }
}

/** @throws UnexpectedJson */
function parseReplaySet(lines: string): ReplaySet {
  const set: ReplaySet = { replay: [], probe: [] };
  for (const line of lines.split('\n')) {
    if (line === '') continue;
    const fields = JsonObject.parse(line);
    set[fields.oneOf('role', replayRoles)].push({
      package: fields.string('package'),
      path: fields.string('path'),
      language: fields.string('language'),
      text: fields.string('text'),
    });
  }
  if (set.replay.length === 0 || set.probe.length === 0) throw new Error('a role has no text');
  return set;
}
