/**
 * The text that keeps a model from forgetting: some text of the base model's training, which is learnt again beside the
 * workspace, and some unseen text, which measures the forgetting. Both ship beside the model in one file; `npm run
 * corpus -- --replay-set` makes it.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { UserError } from '../base/userError.ts';
import { objectOf, oneOf, parseJson } from '../base/validation.ts';
import { type CorpusDocument, documentFields } from '../training/corpus.ts';

export const REPLAY_SET_FILE = 'replay.jsonl.gz';

const replayRoles = ['replay', 'probe'] as const;
export type ReplayRole = (typeof replayRoles)[number];

export interface ReplaySet {
  /** To learn again: of the base model's corpus, with languages in the same proportions. */
  readonly replay: CorpusDocument[];
  /** To measure with: of packages that were held out of that corpus. */
  readonly probe: CorpusDocument[];
}

/** Most bytes unpacked, several times the real size: a damaged file must not fill the memory. */
const maximumBytes = 16 * 2 ** 20;

/** One line of the file, a JSON object. */
export function replayLine({ package: label, path, language, text }: CorpusDocument, role: ReplayRole): string {
  return `${JSON.stringify({ package: label, path, language, text, role })}\n`;
}

/** Reads the set in a model's folder. @throws UserError when it is absent or damaged */
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

const lineSchema = objectOf({ ...documentFields, role: oneOf(replayRoles) });

/** @throws Error that says what is wrong */
function parseReplaySet(lines: string): ReplaySet {
  const set: ReplaySet = { replay: [], probe: [] };
  for (const line of lines.split('\n')) {
    if (line === '') continue;
    const { role, ...document } = parseJson(lineSchema, line, (reason, options) => new Error(reason, options));
    set[role].push(document);
  }
  if (set.replay.length === 0 || set.probe.length === 0) throw new Error('a role has no text');
  return set;
}
