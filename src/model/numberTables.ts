/**
 * Named rows of numbers that were fitted once and are read again and again, at rest as one file of JSON: half-precision numbers in Base64,
 * with a digest. What the rows mean is known to whoever asks for them.
 */
import { JsonObject, UnexpectedJson } from '../base/jsonObject.ts';
import { UserError } from '../base/userError.ts';
import { fromFloat16, toFloat16 } from './float16.ts';
import type { Digest } from './languageHead.ts';

/** Version of the format that is written; there is no other yet. */
const FORMAT_VERSION = 1;
/** Longest file, in bytes. */
export const MAXIMUM_TABLES_BYTES = 1 << 22;

export type NumberTables = ReadonlyMap<string, Float32Array>;

/** Numbers are rounded to half precision. @throws RangeError when they have none */
export function serialiseNumberTables(tables: NumberTables, digest: Digest): string {
  const stored = [...tables].map(([name, numbers]) => {
    const halves = toFloat16(numbers);
    const bytes = Buffer.alloc(2 * halves.length);
    halves.forEach((half, index) => bytes.writeUInt16LE(half, 2 * index));
    return { name, sha256: digest(bytes), base64: bytes.toString('base64') };
  });
  return `${JSON.stringify({ formatVersion: FORMAT_VERSION, type: 'float16', tables: stored }, undefined, 2)}\n`;
}

/** @throws UserError when it is anything else */
export function parseNumberTables(json: string, digest: Digest): NumberTables {
  try {
    const root = JsonObject.parse(json);
    root.oneOf('formatVersion', [FORMAT_VERSION]);
    root.oneOf('type', ['float16']);
    return new Map(root.objects('tables').map((table) => [table.string('name'), parseNumbers(table, digest)]));
  } catch (error) {
    if (!(error instanceof UnexpectedJson)) throw error;
    throw new UserError(`A file of numbers is damaged: ${error.message}.`, 'Reinstall Undercurrent.', { cause: error });
  }
}

function parseNumbers(stored: JsonObject, digest: Digest): Float32Array {
  const bytes = Buffer.from(stored.string('base64', /^[A-Za-z0-9+/]*={0,2}$/, 'numbers in Base64'), 'base64');
  if (bytes.length % 2 !== 0) throw new UnexpectedJson('half a number is missing');
  if (digest(bytes) !== stored.string('sha256')) throw new UnexpectedJson('numbers have changed since they were saved');
  const halves = new Uint16Array(bytes.length / 2);
  for (let index = 0; index < halves.length; index++) halves[index] = bytes.readUInt16LE(2 * index);
  const numbers = fromFloat16(halves);
  if (!numbers.every((value) => Number.isFinite(value))) throw new UnexpectedJson('some are not numbers');
  return numbers;
}
