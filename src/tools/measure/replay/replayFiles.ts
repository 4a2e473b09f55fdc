/**
 * The files of a replay: those of a workspace that fine-tuning would read, split by path as in fine-tuning, and of the
 * held-out ones as many as there is time for. Very long files are left out. Near copies stay in, since the split has to
 * see them.
 */
import type { ReplayFile } from '../../../replay/replaySystem.ts';
import { collectWorkspace } from '../../../workspace/workspaceCorpus.ts';
import type { WorkspaceFileSystem } from '../../../workspace/workspaceSurvey.ts';
import { Rng } from '../../../base/rng.ts';
import { isHeldOut } from '../../../fineTuning/heldOutFiles.ts';
import { codePoints } from '../../../replay/simulatedWriter.ts';
import { NearDuplicateIndex, signatureOf } from '../../../workspace/nearDuplicates.ts';
import { nodeFileSystem } from '../../shared/nodeFileSystem.ts';

/** UTF-8 bytes. */
const largest = 200_000;

export interface WorkspaceFiles {
  /** By path, in code unit order. */
  readonly files: readonly ReplayFile[];
  /** Files and whole folders, by reason. */
  readonly leftOut: ReadonlyMap<string, number>;
}

export function readWorkspace(folder: string): Promise<WorkspaceFiles> {
  return filesIn(nodeFileSystem([folder]), folder);
}

/** The files of a workspace with one folder. */
export async function filesIn(fileSystem: WorkspaceFileSystem, folder: string): Promise<WorkspaceFiles> {
  const request = { folders: [{ name: folder, exclude: [] }], recent: [], commitMessages: [] };
  const options = { maximumCharacters: Infinity, keepNearDuplicates: true };
  const { documents, survey } = await collectWorkspace(fileSystem, request, options);
  const files = documents
    .filter(({ text }) => Buffer.byteLength(text) <= largest)
    .map(({ path, languageId, text }) => ({ path, languageId, text }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const leftOut = new Map(Object.entries(survey.leftOutCounts));
  const tooLarge = documents.length - files.length;
  if (tooLarge > 0) leftOut.set('tooLarge', (leftOut.get('tooLarge') ?? 0) + tooLarge);
  return { files, leftOut };
}

export interface Split {
  readonly train: readonly ReplayFile[];
  readonly heldOut: readonly ReplayFile[];
  /** Held-out files that were dropped because a training file is nearly the same. */
  readonly nearDuplicatesDropped: number;
}

export function splitFiles(files: readonly ReplayFile[]): Split {
  const train = files.filter(({ path }) => !isHeldOut(path));
  const candidates = files.filter(({ path }) => isHeldOut(path));
  const index = new NearDuplicateIndex<string>();
  for (const { path, text } of train) index.add(path, signatureOf(text));
  const heldOut = candidates.filter(({ text }) => index.find(signatureOf(text)) === undefined);
  return { train, heldOut, nearDuplicatesDropped: candidates.length - heldOut.length };
}

/** The same files as far as they are typed: their first lines, with the line feed of the last. */
export function firstLinesOf(files: readonly ReplayFile[], lines: number): readonly ReplayFile[] {
  if (lines === Infinity) return files;
  return files.map((file) => ({
    ...file,
    text: file.text
      .split(/(?<=\n)/)
      .slice(0, lines)
      .join(''),
  }));
}

/**
 * Whole files in an order that the seed gives, as many as have `maximum` characters together; files that no longer fit
 * are passed over. Where none is small enough, the smallest is taken.
 */
export function takeFiles(files: readonly ReplayFile[], maximum: number, seed: number): readonly ReplayFile[] {
  const taken: ReplayFile[] = [];
  let characters = 0;
  let smallest: ReplayFile | undefined;
  for (const file of new Rng(seed).shuffle([...files])) {
    const length = codePoints(file.text);
    if (smallest === undefined || length < codePoints(smallest.text)) smallest = file;
    if (characters + length > maximum) continue;
    taken.push(file);
    characters += length;
  }
  return taken.length === 0 && smallest !== undefined ? [smallest] : taken;
}
