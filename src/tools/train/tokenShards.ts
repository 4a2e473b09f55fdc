/**
 * A row of tokens on the disk, for a training without this project's tokenizer. Files of little-endian 16-bit numbers
 * make up the row one after the other. `shards.json` describes them and is written last. All is read and written in
 * pieces.
 */
import { createHash, type Hash } from 'node:crypto';
import { mkdir, open, readFile, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { UserError } from '../../base/userError.ts';
import { type Refusal, objectOf, parseJson, wholeNumberFrom } from '../../base/validation.ts';

const MANIFEST = 'shards.json';
const FORMAT_VERSION = 1;

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

const manifestSchema = objectOf({
  tokens: wholeNumberFrom(0, Number.MAX_SAFE_INTEGER),
  shards: v.array(
    objectOf({ file: v.pipe(v.string(), v.regex(/^[\w.-]+$/, 'the name of a file')), sha256: v.string() }),
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

/** The whole row. @throws UserError when a shard is not what the manifest says. */
export async function readShards(folder: string): Promise<Uint16Array> {
  const refuse: Refusal = (reason) => new UserError(`${join(folder, MANIFEST)}: ${reason}.`, 'Write the shards anew.');
  const { tokens, shards } = parseJson(manifestSchema, await readFile(join(folder, MANIFEST), 'utf8'), refuse);
  const row = new Uint16Array(tokens);
  let offset = 0;
  for (const { file, sha256 } of shards) {
    const bytes = await readFile(join(folder, file));
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
      throw new UserError(`${join(folder, file)} has changed since it was written.`, 'Write the shards anew.');
    }
    for (let at = 0; at < bytes.length; at += 2) row[offset++] = bytes.readUInt16LE(at);
  }
  return row;
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
