/**
 * A row of tokens on the disk, for a training without this project's tokenizer. Files of little-endian 16-bit numbers
 * make up the row one after the other. `shards.json` describes them and is written last. All is read and written in
 * pieces.
 */
import { createHash, type Hash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { mkdir, open, readFile, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as v from 'valibot';
import { UserError } from '../../base/userError.ts';
import { type Refusal, objectOf, parseJson, wholeNumberFrom } from '../../base/validation.ts';
import type { TokenRow } from '../../training/batches.ts';

const MANIFEST = 'shards.json';
const FORMAT_VERSION = 1;
/** Inside a folder of shards, a second one with the copy code of each token. */
export const copiesFolder = 'copies';

/** Where the tokens come from, and what they mean. */
export interface ShardsOrigin {
  readonly vocabulary: { readonly version: number; readonly size: number; readonly languages: readonly string[] };
  readonly documents: number;
  readonly order: string;
  readonly seed: number;
  /** SHA-256 of the corpus file. */
  readonly corpus: string;
}

interface Shard {
  readonly file: string;
  readonly tokens: number;
  readonly sha256: string;
}

/** A file of a row that is being read, with its place in the row. */
interface OpenShard {
  readonly descriptor: number;
  readonly from: number;
  readonly to: number;
}

const tokenCount = wholeNumberFrom(0, Number.MAX_SAFE_INTEGER);

const manifestSchema = objectOf({
  tokens: tokenCount,
  vocabulary: objectOf({ languages: v.array(v.string()) }),
  shards: v.array(
    objectOf({
      file: v.pipe(v.string(), v.regex(/^[\w.-]+$/, 'the name of a file')),
      tokens: tokenCount,
      sha256: v.string(),
    }),
  ),
});

/** Writes the pieces one after the other, `shardTokens` a file. Returns how many tokens there were. */
export async function writeShards(
  folder: string,
  origin: ShardsOrigin,
  pieces: Iterable<Int32Array>,
  shardTokens: number,
): Promise<number> {
  await mkdir(folder, { recursive: true });
  // It comes back only when all files are complete.
  await rm(join(folder, MANIFEST), { force: true });
  const shards: Shard[] = [];
  let writer: ShardWriter | undefined;
  for (const piece of pieces) {
    for (let done = 0; done < piece.length;) {
      writer ??= await ShardWriter.open(folder, shards.length);
      const end = Math.min(piece.length, done + shardTokens - writer.tokens);
      await writer.write(piece.subarray(done, end));
      done = end;
      if (writer.tokens < shardTokens) continue;
      shards.push(await writer.close());
      writer = undefined;
    }
  }
  if (writer !== undefined) shards.push(await writer.close());
  const tokens = shards.reduce((sum, shard) => sum + shard.tokens, 0);
  const manifest = { formatVersion: FORMAT_VERSION, ...origin, tokens, shards };
  await writeFile(join(folder, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`);
  return tokens;
}

/**
 * The row of a folder of shards, read from the disk where it is needed: a large one would take a gigabyte of memory.
 */
export class ShardRow implements TokenRow {
  private constructor(
    readonly length: number,
    readonly languages: readonly string[],
    /** Digest of all tokens. */
    readonly sha256: string,
    private readonly files: readonly OpenShard[],
  ) {}

  /** @throws UserError when a shard is not what the manifest says */
  static async open(folder: string): Promise<ShardRow> {
    const refuse: Refusal = (reason) =>
      new UserError(`${join(folder, MANIFEST)}: ${reason}.`, 'Write the shards anew.');
    const text = await readFile(join(folder, MANIFEST), 'utf8');
    const { tokens, shards, vocabulary } = parseJson(manifestSchema, text, refuse);
    const digest = createHash('sha256');
    const files: OpenShard[] = [];
    let from = 0;
    for (const { file, sha256, tokens: count } of shards) {
      const path = join(folder, file);
      if ((await sha256OfFile(path)) !== sha256) {
        throw new UserError(`${path} has changed since it was written.`, 'Write the shards anew.');
      }
      digest.update(sha256);
      files.push({ descriptor: openSync(path, 'r'), from, to: from + count });
      from += count;
    }
    if (from !== tokens) throw refuse(`${from} tokens in its shards instead of ${tokens}`);
    return new ShardRow(tokens, vocabulary.languages, digest.digest('hex'), files);
  }

  subarray(from: number, to: number): Uint16Array {
    const bytes = Buffer.alloc(2 * (to - from));
    for (const { descriptor, from: first, to: end } of this.files) {
      const [start, stop] = [Math.max(from, first), Math.min(to, end)];
      if (start < stop) readSync(descriptor, bytes, 2 * (start - from), 2 * (stop - start), 2 * (start - first));
    }
    return Uint16Array.from({ length: to - from }, (_, index) => bytes.readUInt16LE(2 * index));
  }

  close(): void {
    for (const { descriptor } of this.files) closeSync(descriptor);
  }
}

/** SHA-256 of a file that may be larger than memory. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

class ShardWriter {
  readonly #hash: Hash = createHash('sha256');
  tokens = 0;

  private constructor(
    private readonly file: string,
    private readonly handle: FileHandle,
  ) {}

  static async open(folder: string, index: number): Promise<ShardWriter> {
    const file = `tokens-${String(index).padStart(5, '0')}.bin`;
    return new ShardWriter(file, await open(join(folder, file), 'w'));
  }

  async write(tokens: Int32Array): Promise<void> {
    const bytes = Buffer.alloc(2 * tokens.length);
    tokens.forEach((token, index) => bytes.writeUInt16LE(token, 2 * index));
    this.#hash.update(bytes);
    await this.handle.writeFile(bytes);
    this.tokens += tokens.length;
  }

  async close(): Promise<Shard> {
    await this.handle.close();
    return { file: this.file, tokens: this.tokens, sha256: this.#hash.digest('hex') };
  }
}
