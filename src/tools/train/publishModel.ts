/**
 * `npm run publish-model`: a checkpoint that was trained elsewhere (models/recipe/) becomes one of ours: rounded to 16 bits, evaluated on
 * the held-out packages as it will ship, and written with what it scored.
 *
 *   --model DIR   the checkpoint      --out DIR   where it goes, e.g. models/base      --held-out FILE   dist/corpus/held-out.jsonl      --threads N
 */
import { parseArgs } from 'node:util';
import { UserError } from '../../base/userError.ts';
import { Vocabulary } from '../../model/text/vocabulary.ts';
import { readCheckpoint } from '../../runtime/checkpointFiles.ts';
import { numberOption } from '../shared/options.ts';
import { publishCheckpoint } from './publishCheckpoint.ts';

export async function main(args: readonly string[]): Promise<number> {
  const string = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { model: string, out: string, 'held-out': string, threads: string },
  });
  const { model, out: folder } = values;
  if (model === undefined || folder === undefined) {
    throw new UserError('Which checkpoint, and where to?', 'npm run publish-model -- --model DIR --out DIR');
  }
  const { manifest, flat } = await readCheckpoint(model);
  const { name, config, provenance } = manifest;
  const { corpus, tokens, recipe = null } = provenance;
  await publishCheckpoint({
    folder,
    name,
    config,
    vocabulary: new Vocabulary(manifest.vocabulary.languages),
    parameters: flat,
    heldOut: values['held-out'] ?? 'dist/corpus/held-out.jsonl',
    threads: numberOption('threads', values.threads, 2),
    tokens: typeof tokens === 'number' ? tokens : 0,
    recipe,
    corpus,
  });
  return 0;
}
