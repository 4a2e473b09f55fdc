/**
 * `npm run shards`: the corpus as token shards, the same row that `npm run pretrain` reads, for the PyTorch recipe
 * (models/recipe/).
 *
 *   --corpus FILE       dist/corpus/train.jsonl by default
 *   --out DIR           dist/shards by default
 *   --order files|packages   --seed S
 *   --copies            also writes the copy code of each token (copyPieces.ts), for npm run pretrain -- --copies
 *   --shard-tokens N    of one file, 67,108,864 by default
 *   --check DIR         also trains the model in DIR for a few updates and writes what happened to check.json
 *     --updates N --batch B --steps T --peak-rate R --threads N
 */
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Rng } from '../../base/rng.ts';
import { UserError } from '../../base/userError.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { Vocabulary, VOCABULARY_VERSION } from '../../model/text/vocabulary.ts';
import { readCheckpoint } from '../../runtime/checkpointFiles.ts';
import { documentOrders, readShuffled, tokenPieces } from '../../training/corpus.ts';
import { oneOf, parseOptions } from '../shared/options.ts';
import { writeReferenceTraining } from './referenceTraining.ts';
import { copyPieces } from './copyPieces.ts';
import { copiesFolder, sha256OfFile, ShardRow, writeShards } from './tokenShards.ts';

const defaults = {
  corpus: 'dist/corpus/train.jsonl',
  out: 'dist/shards',
  order: oneOf(documentOrders, 'files'),
  seed: 1,
  shardTokens: 1 << 26,
  copies: false,
  check: undefined,
  updates: 20,
  batch: 16,
  steps: 64,
  peakRate: 2e-4,
  threads: 2,
};

export async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args, defaults);
  const { corpus, out, order, seed, check, updates: total, steps, batch, peakRate: peak, threads } = options;
  const vocabulary = Vocabulary.ofAllLanguages();
  const rng = new Rng(seed);
  const documents = await readShuffled(corpus, order, rng);
  const origin = {
    vocabulary: { version: VOCABULARY_VERSION, size: vocabulary.size, languages: vocabulary.languages },
    documents: documents.length,
    order,
    seed,
    corpus: await sha256OfFile(corpus),
  };
  const { state } = rng;
  const tokens = await writeShards(out, origin, tokenPieces(vocabulary, documents, rng), options.shardTokens);
  if (options.copies) {
    const codes = copyPieces(vocabulary, documents, Rng.restore(state));
    await writeShards(join(out, copiesFolder), origin, codes, options.shardTokens);
  }
  console.log(`${out}: ${tokens} tokens of ${documents.length} documents`);
  if (check === undefined) return 0;
  const row = await ShardRow.open(out);
  await writeReferenceTraining(join(out, 'check.json'), await modelWithTags(check, vocabulary), row, {
    steps,
    batch,
    schedule: { peak, warmUp: total / 4, total, floor: 0.02 },
    threads,
  });
  row.close();
  return 0;
}

/** @throws UserError when the model has other tags than the shards: both trainings must begin with the same weights */
async function modelWithTags(folder: string, vocabulary: Vocabulary): Promise<Checkpoint> {
  const checkpoint = await readCheckpoint(folder);
  if (isDeepStrictEqual(checkpoint.manifest.vocabulary.languages, vocabulary.languages)) return checkpoint;
  throw new UserError(
    `${folder} has no tags for the languages of the shards.`,
    'npm run pretrain -- --from DIR --shards DIR --minutes 0 --out DIR writes it with tags for all of them.',
  );
}
