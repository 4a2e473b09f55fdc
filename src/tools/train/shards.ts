/**
 * `npm run shards`: the corpus as token shards, the very row that `npm run pretrain` reads, for the PyTorch recipe (models/recipe/).
 *
 *   --corpus FILE   dist/corpus/train.jsonl       --out DIR           dist/shards
 *   --order files|packages   --seed S             --shard-tokens N    of one file, 67,108,864 by default
 *   --check DIR     also: train the model in DIR for a few updates here, and write what happened to check.json beside the shards
 *     --updates N --batch B --steps T --peak-rate R --threads N
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { Rng } from '../../base/rng.ts';
import { Vocabulary, VOCABULARY_VERSION } from '../../model/text/vocabulary.ts';
import { readCheckpoint } from '../../runtime/checkpointFiles.ts';
import { documentOrders, readShuffled, tokenPieces } from '../../training/corpus.ts';
import { choiceOption, numberOption } from '../shared/options.ts';
import { writeReferenceTraining } from './shards/referenceTraining.ts';
import { readShards, writeShards } from './shards/tokenShards.ts';

export async function main(args: readonly string[]): Promise<number> {
  const string = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      corpus: string, out: string, order: string, seed: string, 'shard-tokens': string, check: string,
      updates: string, batch: string, steps: string, 'peak-rate': string, threads: string,
    },
  }); // prettier-ignore
  const corpus = values.corpus ?? 'dist/corpus/train.jsonl';
  const out = values.out ?? 'dist/shards';
  const order = choiceOption('order', values.order, documentOrders, 'files');
  const seed = numberOption('seed', values.seed, 1);
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
  const shardTokens = numberOption('shard-tokens', values['shard-tokens'], 1 << 26);
  const tokens = await writeShards(out, origin, tokenPieces(vocabulary, documents, rng), shardTokens);
  console.log(`${out}: ${tokens} tokens of ${documents.length} documents`);
  if (values.check === undefined) return 0;
  const total = numberOption('updates', values.updates, 20);
  const peak = numberOption('peak-rate', values['peak-rate'], 2e-4);
  await writeReferenceTraining(join(out, 'check.json'), await readCheckpoint(values.check), await readShards(out), {
    steps: numberOption('steps', values.steps, 64),
    batch: numberOption('batch', values.batch, 16),
    schedule: { peak, warmUp: total / 4, total, floor: 0.02 },
    threads: numberOption('threads', values.threads, 2),
  });
  return 0;
}

/** The file may be larger than memory. */
async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
