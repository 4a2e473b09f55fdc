/**
 * Everything a training needs to resume as if it had never stopped, in one file: a line of JSON, then the arrays. The
 * file is written under a temporary name, flushed and renamed, so that a kill at any moment leaves the old file or the
 * new.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { NoOrdinaryFile, openOrdinaryFile } from '../base/ordinaryFile.ts';
import { UserError } from '../base/userError.ts';
import {
  type JsonValue,
  type Refusal,
  anyObject,
  objectOf,
  parseJson,
  parseUnknown,
  wholeNumberFrom,
} from '../base/validation.ts';
import type { ModelConfig } from '../model/config.ts';

const formatVersion = 2;
/** Suffix of a file that is being written. A killed process leaves such a file behind. */
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
  /** Notes of the caller. `best` is also the caller's: the best weights so far, or an empty array. */
  readonly notes: JsonValue;
}

const wholeNumber = wholeNumberFrom(0, Number.MAX_SAFE_INTEGER);

/** The order of the fields is that of the file: the digest is over the header as well. */
const headerSchema = objectOf({
  formatVersion: v.literal(formatVersion),
  // Only compared with the model that the training starts from.
  config: v.custom<ModelConfig>((value) => v.is(anyObject, value), 'an object'),
  fingerprint: v.string(),
  updates: wholeNumber,
  curve: v.pipe(v.array(v.pipe(v.strictTuple([v.number(), v.number()]), v.readonly())), v.readonly()),
  notes: v.custom<JsonValue>((value) => value !== undefined, 'JSON'),
  lengths: v.pipe(
    v.array(wholeNumber),
    v.length(arrayNames.length, `a list of ${arrayNames.length} lengths`),
    v.readonly(),
  ),
  sha256: v.string(),
});

type Header = v.InferOutput<typeof headerSchema>;

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
    // Half a file only fills the disk further.
    await rm(temporary, { force: true });
    throw error;
  }
}

/** `undefined` when there is no such file. @throws UserError when it is damaged or of another format. */
export async function readTrainingState(path: string): Promise<TrainingState | undefined> {
  const damaged: Refusal = (reason, options) =>
    new UserError(
      `The training state ${path} cannot be used: ${reason}.`,
      'Delete it and start the training anew.',
      options,
    );
  const bytes = await bytesAt(path, damaged);
  if (bytes === undefined) return undefined;
  const end = Math.max(bytes.indexOf(10), 0);
  const fields = parseJson(anyObject, bytes.toString('utf8', 0, end), damaged);
  if (fields['formatVersion'] !== formatVersion) throw damaged(`its format is not ${formatVersion}`);
  const header = parseUnknown(headerSchema, fields, damaged);
  const body = bytes.subarray(end + 1);
  if (digest({ ...header, sha256: '' }, [body]) !== header.sha256) throw damaged('its checksum does not match');
  let offset = 0;
  const arrays = header.lengths.map((length) => {
    const array = new Float32Array(length);
    bytesOf(array).set(body.subarray(offset, offset + length * 4));
    offset += length * 4;
    return array;
  });
  const named = Object.fromEntries(arrayNames.map((name, index) => [name, arrays[index]]));
  return { ...(named as Record<ArrayName, Float32Array>), ...header };
}

async function bytesAt(path: string, damaged: Refusal): Promise<Buffer | undefined> {
  try {
    const handle = await openOrdinaryFile(path);
    try {
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error instanceof NoOrdinaryFile ? damaged('it is no file', { cause: error }) : error;
  }
}

function bytesOf(array: Float32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** The digest is over the header as well: a wrong count of updates does as much harm as a wrong weight. */
function digest(unsigned: Header, pieces: readonly Uint8Array[]): string {
  const hash = createHash('sha256').update(JSON.stringify(unsigned));
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}
