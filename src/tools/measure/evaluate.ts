/**
 * `npm run evaluate`: bits per character of a model on the held-out packages, by language.
 *
 *   --model DIR   default models/base      --held-out FILE   default dist/corpus/held-out.jsonl      --threads N      --json FILE
 *   --languages   instead: how often the language of 5, 20 and 50 lines is found, next to what VS Code itself uses
 *     --head DIR   where languages.json is, default models/base      --per-language N   snippets, default 60      --seed N
 *     --foreign DIR   files in languages that are not learnt, to see how often one of those that are is found in them
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Vocabulary } from '../../model/text/vocabulary.ts';
import { readCheckpoint } from '../../runtime/checkpointFiles.ts';
import { bitsPerCharacter } from '../../training/evaluation.ts';
import { evaluateByLanguage } from './evaluateByLanguage.ts';
import { evaluateDetection } from './languages/evaluateDetection.ts';
import { numberOption } from '../shared/options.ts';

export async function main(args: readonly string[]): Promise<number> {
  const string = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      model: string,
      'held-out': string,
      threads: string,
      json: string,
      languages: { type: 'boolean' },
      head: string,
      foreign: string,
      'per-language': string,
      seed: string,
    },
  });
  const corpusFile = values['held-out'] ?? 'dist/corpus/held-out.jsonl';
  if (values.languages === true) {
    await evaluateDetection({
      modelFolder: values.model ?? 'models/base',
      headFolder: values.head ?? 'models/base',
      heldOut: corpusFile,
      foreignFolder: values.foreign,
      perLanguage: numberOption('per-language', values['per-language'], 60),
      seed: numberOption('seed', values.seed, 1),
      json: values.json,
    });
    return 0;
  }
  const { manifest, flat } = await readCheckpoint(values.model ?? 'models/base');
  const vocabulary = new Vocabulary(manifest.vocabulary.languages);
  const threads = numberOption('threads', values.threads, 2);
  const scores = await evaluateByLanguage(manifest.config, vocabulary, flat, corpusFile, threads);
  const rows = [...scores].sort(([, a], [, b]) => b.characters - a.characters);
  console.log(`${'language'.padEnd(20)}${'characters'.padStart(12)}${'bits/char'.padStart(12)}`);
  for (const [language, score] of rows) {
    console.log(
      `${language.padEnd(20)}${String(score.characters).padStart(12)}${bitsPerCharacter(score).toFixed(3).padStart(12)}`,
    );
  }
  if (values.json !== undefined) {
    const json = Object.fromEntries(
      rows.map(([language, score]) => [language, { ...score, bitsPerCharacter: bitsPerCharacter(score) }]),
    );
    await writeFile(values.json, `${JSON.stringify(json, undefined, 2)}\n`);
  }
  return 0;
}
