/**
 * `npm run evaluate`: bits per character of a model on the held-out packages, by language.
 *
 *   --model DIR   default models/base      --held-out FILE   default dist/corpus/held-out.jsonl      --threads N      --json FILE
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Vocabulary } from '../model/vocabulary.ts';
import { readCheckpoint } from '../runtime/checkpointFiles.ts';
import { bitsPerCharacter } from '../training/evaluation.ts';
import { evaluateByLanguage } from './evaluateByLanguage.ts';
import { numberOption } from './options.ts';

export async function main(args: readonly string[]): Promise<number> {
  const string = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { model: string, 'held-out': string, threads: string, json: string },
  });
  const { manifest, flat } = await readCheckpoint(values.model ?? 'models/base');
  const vocabulary = new Vocabulary(manifest.vocabulary.languages);
  const corpusFile = values['held-out'] ?? 'dist/corpus/held-out.jsonl';
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
