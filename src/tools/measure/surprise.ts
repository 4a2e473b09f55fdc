/**
 * `npm run surprise`: whether surprise finds typing mistakes. It plants them in files of the held-out packages and
 * counts how many are among the most surprising words of their file: by language, by kind of mistake, by other
 * measures.
 *
 *   --model DIR        models/base by default
 *   --held-out FILE    dist/corpus/held-out.jsonl by default
 *   --share S          of the words, 0.05 by default
 *   --characters N     a language, 40,000 by default
 *   --seed S --json FILE
 */
import { writeFile } from 'node:fs/promises';
import { Rng } from '../../base/rng.ts';
import { loadCharacterModel } from '../../runtime/loadCharacterModel.ts';
import { type CorpusDocument, readCorpusFile } from '../../training/corpus.ts';
import { parseOptions } from '../shared/options.ts';
import { alignColumns, percent } from '../shared/tables.ts';
import { type FoundTypo, searchTypos, type StatisticName, statistics } from './surprise/typoRecall.ts';

/** A file with few words has no five percent. A very long one would dominate its language. */
const shortestFile = 1_500;
const longestFile = 20_000;

/** Some files of each language, in a random order. */
async function chooseFiles(corpusFile: string, characters: number, rng: Rng): Promise<CorpusDocument[]> {
  const documents: CorpusDocument[] = [];
  for await (const document of readCorpusFile(corpusFile)) documents.push(document);
  const taken = new Map<string, number>();
  return rng.shuffle(documents).filter(({ language, text }) => {
    const before = taken.get(language) ?? 0;
    if (text.length < shortestFile || text.length > longestFile || before >= characters) return false;
    taken.set(language, before + text.length);
    return true;
  });
}

/** Share of the typos that are among the `share` most surprising words. */
function recall(typos: readonly FoundTypo[], name: StatisticName, share: number): number {
  return typos.filter(({ rank }) => rank[name] <= share).length / typos.length;
}

interface Found extends FoundTypo {
  readonly language: string;
}

function report(typos: readonly Found[], share: number): Record<string, { typos: number; recall: number }> {
  const rows: Record<string, { typos: number; recall: number }> = {};
  const add = (name: string, some: readonly Found[], by: StatisticName): void => {
    rows[name] = { typos: some.length, recall: recall(some, by, share) };
  };
  const groups = new Map<string, Found[]>();
  for (const found of typos)
    for (const name of [found.language, `  ${found.typo.kind}`]) groups.set(name, [...(groups.get(name) ?? []), found]);
  for (const [name, some] of [...groups].sort()) add(name, some, 'stretch');
  add('all', typos, 'stretch');
  for (const name of Object.keys(statistics) as StatisticName[])
    if (name !== 'stretch') add(`all, by ${name}`, typos, name);
  return rows;
}

export async function main(args: readonly string[]): Promise<number> {
  const defaults = {
    model: 'models/base',
    heldOut: 'dist/corpus/held-out.jsonl',
    share: 0.05,
    characters: 40_000,
    seed: 1,
    json: undefined,
  };
  const { model: folder, heldOut, share, characters, seed, json } = parseOptions(args, defaults);
  const files = await chooseFiles(heldOut, characters, new Rng(seed));
  const { model, vocabulary } = await loadCharacterModel(folder);
  const typos: Found[] = [];
  let words = 0;
  for (const [index, file] of files.entries()) {
    const found = await searchTypos(model, vocabulary, file, seed + index);
    words += found.words;
    typos.push(...found.typos.map((typo) => ({ ...typo, language: file.language })));
  }
  await model.dispose();
  console.log(
    `${files.length} files, ${words} words, ${typos.length} typos; found among the ${100 * share} % most surprising words:`,
  );
  const rows = report(typos, share);
  console.log(alignColumns(Object.entries(rows).map(([name, row]) => [name, percent(row.recall), String(row.typos)])));
  if (json !== undefined) await writeFile(json, `${JSON.stringify(rows, undefined, 2)}\n`);
  return 0;
}
