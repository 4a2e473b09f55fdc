/**
 * Everything a training needs to go on as if it had never stopped, in one file: a line of JSON, then the arrays, then nothing.
 * Written under a temporary name, flushed and renamed, so that a kill at any moment leaves the old file or the new one.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { JsonValue } from '../base/validation.ts';
import { UserError } from '../base/userError.ts';
import type { ModelConfig } from '../model/config.ts';

const formatVersion = 2;
/** Of a file that is being written; one that is found was left by a process that was killed. */
export const partialSuffix = '.partial';
const arrayNames = ['parameters', 'average', 'mean', 'square', 'states', 'best'] as const;
type ArrayName = (typeof arrayNames)[number];

export interface TrainingState extends Readonly<Record<ArrayName, Float32Array>> {
  readonly config: ModelConfig;
  /** Identifies run and data: resuming with another one is refused. */
  readonly fingerprint: string;
  /** Updates done. */
  readonly updates: number;
  /** Loss curve so far: [characters read, bits per token of the chunk group]. */
  readonly curve: readonly (readonly [number, number])[];
  /** What else whoever drives the training needs to go on. `best` is likewise its own: the best weights so far, or nothing. */
  readonly notes: JsonValue;
}

interface Header {
  readonly formatVersion: number;
  readonly config: ModelConfig;
  readonly fingerprint: string;
  readonly updates: number;
  readonly curve: readonly (readonly [number, number])[];
  readonly notes: JsonValue;
  readonly lengths: readonly number[];
  readonly sha256: string;
}

export async function writeTrainingState(path: string, state: TrainingState): Promise<void> {
  const arrays = arrayNames.map((name) => bytesOf(state[name]));
  const { config, fingerprint, updates, curve, notes } = state;
  const lengths = arrayNames.map((name) => state[name].length);
  const unsigned: Header = { formatVersion, config, fingerprint, updates, curve, notes, lengths, sha256: '' };
  const header: Header = { ...unsigned, sha256: digest(unsigned, arrays) };
  await mkdir(dirname(path), { recursive: true });
  const temporary = path + partialSuffix;
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(`${JSON.stringify(header)}\n`);
      for (const bytes of arrays) await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    // Half a file on a full disk helps nobody.
    await rm(temporary, { force: true });
    throw error;
  }
}

/** `undefined` when there is no such file. @throws UserError when it is damaged or of another format. */
export async function readTrainingState(path: string): Promise<TrainingState | undefined> {
  const bytes = await readFile(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (bytes === undefined) return undefined;
  const damaged = (why: string) =>
    new UserError(`The training state ${path} cannot be used: ${why}.`, 'Delete it and start the training anew.');
  const end = bytes.indexOf(10);
  const header = parseHeader(bytes.toString('utf8', 0, Math.max(end, 0)));
  if (header === undefined) throw damaged('it is damaged');
  if (header.formatVersion !== formatVersion) throw damaged(`its format is not ${formatVersion}`);
  const body = bytes.subarray(end + 1);
  if (digest({ ...header, sha256: '' }, [body]) !== header.sha256) throw damaged('its checksum does not match');
  let offset = 0;
  const arrays = header.lengths.map((length) => {
    const array = new Float32Array(length);
    bytesOf(array).set(body.subarray(offset, offset + length * 4));
    offset += length * 4;
    return array;
  });
  const named = Object.fromEntries(arrayNames.map((name, index) => [name, arrays[index] ?? new Float32Array()]));
  return { ...(named as Record<ArrayName, Float32Array>), ...header };
}

function bytesOf(array: Float32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function parseHeader(line: string): Header | undefined {
  try {
    const header: unknown = JSON.parse(line);
    return typeof header === 'object' && header !== null ? (header as Header) : undefined;
  } catch {
    return undefined;
  }
}

/** Over the header as well: a state with a wrong count of updates is as damaged as one with a wrong weight. */
function digest(unsigned: Header, pieces: readonly Uint8Array[]): string {
  const hash = createHash('sha256').update(JSON.stringify(unsigned));
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}
