/**
 * Named rows of numbers that are fitted once and read often, stored as one JSON file. Each row is half-precision
 * numbers in Base64 with a digest. The reader of a file knows what its rows mean.
 */
import * as v from 'valibot';
import { UserError } from '../base/userError.ts';
import { type Refusal, objectOf, oneOf, parseJson } from '../base/validation.ts';
import { fromFloat16, toFloat16 } from './float16.ts';

/** The version of the format that is written. There is no other yet. */
const FORMAT_VERSION = 1;
/** Longest file, in bytes. */
export const MAXIMUM_TABLES_BYTES = 1 << 22;

export type NumberTables = ReadonlyMap<string, Float32Array>;

/**
 * SHA-256 of some bytes in lower-case hexadecimal digits. It is a parameter, since this room does not know such a
 * library.
 */
export type Digest = (bytes: Uint8Array) => string;

/** Half-precision numbers, little-endian, as they are stored. */
export const storedNumbersSchema = {
  sha256: v.string(),
  base64: v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]*={0,2}$/, 'numbers in Base64')),
};

interface StoredNumbers {
  readonly sha256: string;
  readonly base64: string;
}

const tablesSchema = objectOf({
  formatVersion: oneOf([FORMAT_VERSION]),
  type: oneOf(['float16']),
  tables: v.array(objectOf({ name: v.string(), ...storedNumbersSchema })),
});

/** Numbers are rounded to half precision. @throws RangeError when they have none */
export function serialiseNumberTables(tables: NumberTables, digest: Digest): string {
  const stored = [...tables].map(([name, numbers]) => ({ name, ...serialiseNumbers(numbers, digest) }));
  return `${JSON.stringify({ formatVersion: FORMAT_VERSION, type: 'float16', tables: stored }, undefined, 2)}\n`;
}

/** @throws UserError when it is anything else */
export function parseNumberTables(json: string, digest: Digest): NumberTables {
  const refuse: Refusal = (reason, options) =>
    new UserError(`A file of numbers is damaged: ${reason}.`, 'Reinstall Undercurrent.', options);
  const { tables } = parseJson(tablesSchema, json, refuse);
  return new Map(tables.map((table) => [table.name, parseNumbers(table, digest, refuse)]));
}

/** @throws RangeError for numbers that half precision cannot hold */
export function serialiseNumbers(numbers: Float32Array, digest: Digest): StoredNumbers {
  const halves = toFloat16(numbers);
  const bytes = Buffer.alloc(2 * halves.length);
  halves.forEach((half, index) => bytes.writeUInt16LE(half, 2 * index));
  return { sha256: digest(bytes), base64: bytes.toString('base64') };
}

export function parseNumbers({ base64, sha256 }: StoredNumbers, digest: Digest, refuse: Refusal): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length % 2 !== 0) throw refuse('half a number is missing');
  if (digest(bytes) !== sha256) throw refuse('numbers have changed since they were saved');
  const halves = new Uint16Array(bytes.length / 2);
  for (let index = 0; index < halves.length; index++) halves[index] = bytes.readUInt16LE(2 * index);
  const numbers = fromFloat16(halves);
  if (!numbers.every((value) => Number.isFinite(value))) throw refuse('some are not numbers');
  return numbers;
}
