/**
 * `npm run publish-model`: turns a checkpoint of the PyTorch recipe (models/recipe/) into one of ours. It is rounded
 * to 16 bits, evaluated on the held-out packages as it will ship, and written with its score.
 *
 *   --model DIR       the checkpoint
 *   --out DIR         where it goes, such as models/base
 *   --held-out FILE   dist/corpus/held-out.jsonl by default
 *   --threads N
 */
import { UserError } from '../../base/userError.ts';
import { Vocabulary } from '../../model/text/vocabulary.ts';
import { readCheckpoint } from '../../runtime/checkpointFiles.ts';
import { parseOptions } from '../shared/options.ts';
import { publishCheckpoint } from './publishCheckpoint.ts';

export async function main(args: readonly string[]): Promise<number> {
  const defaults = { model: undefined, out: undefined, heldOut: 'dist/corpus/held-out.jsonl', threads: 2 };
  const { model, out: folder, heldOut, threads } = parseOptions(args, defaults);
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
    heldOut,
    threads,
    tokens: typeof tokens === 'number' ? tokens : 0,
    recipe,
    corpus,
  });
  return 0;
}
