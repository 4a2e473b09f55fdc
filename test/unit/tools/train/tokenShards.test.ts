/**
 * Token shards: what is read back is the row that pretraining reads, in files of any size; and what has changed is
 * refused.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Rng } from '../../../../src/base/rng.ts';
import { Vocabulary } from '../../../../src/model/text/vocabulary.ts';
import { ShardRow, writeShards } from '../../../../src/tools/train/tokenShards.ts';
import { tokenPieces, tokenRow } from '../../../../src/training/corpus.ts';

const vocabulary = new Vocabulary();
const origin = {
  vocabulary: { version: 1, size: vocabulary.size, languages: vocabulary.languages },
  documents: 12,
  order: 'files',
  seed: 3,
  corpus: 'a'.repeat(64),
};
const documents = Array.from({ length: 12 }, (_, index) => ({
  package: `p${index % 3}`,
  path: `src/file${index}.ts`,
  language: 'typescript',
  text: `export const value${index} = '${'ü'.repeat(index)}';\n`,
}));
const pieces = () => tokenPieces(vocabulary, documents, new Rng(3));
const row = tokenRow(vocabulary, documents, new Rng(3));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shards-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('token shards', () => {
  it.each([1 << 20, 100, row.length, row.length / 2, 7])('hold the row in files of %i tokens', async (shardTokens) => {
    expect(await writeShards(folder, origin, pieces(), Math.floor(shardTokens))).toBe(row.length);
    const files = (await readdir(folder)).filter((name) => name.endsWith('.bin'));
    expect(files).toHaveLength(Math.ceil(row.length / Math.floor(shardTokens)));
    const read = await ShardRow.open(folder);
    expect(read.length).toBe(row.length);
    expect(read.languages).toEqual(vocabulary.languages);
    expect(read.subarray(0, row.length)).toEqual(row);
    for (const [from, to] of [
      [0, 1],
      [3, 3],
      [95, 205],
      [row.length - 9, row.length],
    ] as const) {
      expect(read.subarray(from, to)).toEqual(row.subarray(from, to));
    }
    read.close();
  });

  it('are 16-bit numbers, little-endian, with a manifest that says of what', async () => {
    await writeShards(folder, origin, [Int32Array.of(1, 258)], 100);
    expect([...(await readFile(join(folder, 'tokens-00000.bin')))]).toEqual([1, 0, 2, 1]);
    const manifest = JSON.parse(await readFile(join(folder, 'shards.json'), 'utf8')) as Record<string, unknown>;
    expect(manifest).toMatchObject({ ...origin, tokens: 2, shards: [{ file: 'tokens-00000.bin', tokens: 2 }] });
  });

  it('have one digest whatever is opened, and another for other tokens', async () => {
    const digestOf = async (some: Iterable<Int32Array>): Promise<string> => {
      await writeShards(folder, origin, some, 100);
      const read = await ShardRow.open(folder);
      read.close();
      return read.sha256;
    };
    const first = await digestOf(pieces());
    expect(await digestOf(pieces())).toBe(first);
    expect(await digestOf([...pieces(), Int32Array.of(7)])).not.toBe(first);
  });

  it('are refused when one has changed', async () => {
    await writeShards(folder, origin, pieces(), 100);
    const path = join(folder, 'tokens-00001.bin');
    const bytes = await readFile(path);
    bytes[10] = 255 - (bytes[10] ?? 0);
    await writeFile(path, bytes);
    await expect(ShardRow.open(folder)).rejects.toThrow('tokens-00001.bin has changed');
  });

  it('are none as long as they are being written', async () => {
    await writeShards(folder, origin, pieces(), 100);
    function* failing(): Generator<Int32Array> {
      yield Int32Array.of(1, 2, 3);
      throw new Error('no more');
    }
    await expect(writeShards(folder, origin, failing(), 2)).rejects.toThrow('no more');
    await expect(ShardRow.open(folder)).rejects.toThrow('ENOENT');
  });
});
