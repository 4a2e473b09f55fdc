/**
 * `npm run secrets -- [FOLDER …]`: how many lines of some folders are hidden because they look as if they hold a
 * secret; of the pinned projects without a folder. Fails when it is more than one line in two hundred.
 *
 *   --show N   prints so many of the hidden lines of each folder
 */
import { basename } from 'node:path';
import { collectWorkspace } from '../../workspace/workspaceCorpus.ts';
import { secretLines } from '../../workspace/secretText.ts';
import { nodeFileSystem } from '../shared/nodeFileSystem.ts';
import { parseArguments } from '../shared/options.ts';
import { markdownTable } from '../shared/tables.ts';
import { pinnedProjects } from './replay/projects.ts';

/** Largest share of the lines of a project that may be hidden. */
const mostHidden = 0.005;

interface HiddenLines {
  readonly folder: string;
  readonly lines: number;
  readonly characters: number;
  readonly hidden: readonly string[];
  readonly hiddenCharacters: number;
  /** Files that are not read at all. */
  readonly files: number;
}

async function hiddenIn(folder: string): Promise<HiddenLines> {
  const fileSystem = nodeFileSystem([folder]);
  const request = { folders: [{ name: basename(folder), exclude: [] }], recent: [], commitMessages: [] };
  const { documents, survey } = await collectWorkspace(fileSystem, request, { keepNearDuplicates: true });
  const hidden: string[] = [];
  let [lines, characters, hiddenCharacters] = [0, 0, 0];
  for (const { path, languageId } of documents) {
    const content = await fileSystem.read(0, path);
    if (content.kind !== 'text') continue;
    lines += content.text.split('\n').length;
    characters += content.text.length;
    for (const [from, to] of secretLines(content.text, { languageId })) {
      hidden.push(`${path}: ${content.text.slice(from, to).trim()}`);
      hiddenCharacters += to - from;
    }
  }
  const files = survey.leftOut.filter(({ reason }) => reason === 'secret').length;
  return { folder: basename(folder), lines, characters, hidden, hiddenCharacters, files };
}

const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(3)} %`;

export async function main(args: readonly string[]): Promise<number> {
  const { options, positionals } = parseArguments(args, { show: 0 });
  const folders = positionals.length > 0 ? positionals : pinnedProjects().map(({ workspace }) => workspace);
  const found: HiddenLines[] = [];
  for (const folder of folders) found.push(await hiddenIn(folder));
  const rows = found.map(({ folder, lines, characters, hidden, hiddenCharacters, files }) => [
    folder,
    String(lines),
    String(hidden.length),
    percent(hidden.length, lines),
    percent(hiddenCharacters, characters),
    String(files),
  ]);
  const columns = ['folder', 'lines', 'hidden', 'share', 'of the characters', 'files left out'];
  console.log(markdownTable(columns, rows));
  for (const { folder, hidden } of found)
    for (const line of hidden.slice(0, options.show)) console.log(`${folder}/${line.slice(0, 160)}`);
  return found.every(({ hidden, lines }) => hidden.length <= lines * mostHidden) ? 0 : 1;
}
