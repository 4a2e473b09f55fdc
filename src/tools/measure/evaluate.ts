/**
 * `npm run evaluate`: bits per character of a model on the held-out packages, by language.
 *
 *   --model DIR         models/base by default
 *   --held-out FILE     dist/corpus/held-out.jsonl by default
 *   --threads N --json FILE
 *   --languages         instead: language detection in 5, 20 and 50 lines, beside that of VS Code
 *     --head DIR        folder of languages.json, models/base by default
 *     --per-language N  snippets, 60 by default
 *     --seed N
 *     --foreign DIR     files in languages that are not learnt, to count how often a learnt one is found in them
 */
import { writeFile } from 'node:fs/promises';
import { Vocabulary } from '../../model/text/vocabulary.ts';
import { readCheckpoint } from '../../runtime/checkpointFiles.ts';
import { bitsPerCharacter } from '../../training/evaluation.ts';
import { evaluateByLanguage } from './evaluateByLanguage.ts';
import { evaluateDetection } from './languages/evaluateDetection.ts';
import { parseOptions } from '../shared/options.ts';
import { alignColumns } from '../shared/tables.ts';

const defaults = {
  model: 'models/base',
  heldOut: 'dist/corpus/held-out.jsonl',
  threads: 2,
  json: undefined,
  languages: false,
  head: 'models/base',
  foreign: undefined,
  perLanguage: 60,
  seed: 1,
};

export async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args, defaults);
  if (options.languages) {
    await evaluateDetection(options);
    return 0;
  }
  const { manifest, flat } = await readCheckpoint(options.model);
  const vocabulary = new Vocabulary(manifest.vocabulary.languages);
  const scores = await evaluateByLanguage(manifest.config, vocabulary, flat, options.heldOut, options.threads);
  const rows = [...scores].sort(([, a], [, b]) => b.characters - a.characters);
  const cells = rows.map(([language, score]) => [
    language,
    String(score.characters),
    bitsPerCharacter(score).toFixed(3),
  ]);
  console.log(alignColumns([['language', 'characters', 'bits/char'], ...cells]));
  if (options.json !== undefined) {
    const json = Object.fromEntries(
      rows.map(([language, score]) => [language, { ...score, bitsPerCharacter: bitsPerCharacter(score) }]),
    );
    await writeFile(options.json, `${JSON.stringify(json, undefined, 2)}\n`);
  }
  return 0;
}
