/**
 * The files of a workspace that people wrote, as fine-tuning reads them, so that nothing is measured that would never
 * be learnt from. Two things are replay's own: very long files are left out, and near copies stay in, since the split
 * has to see them.
 */
import type { ReplayFile } from '../../../replay/replaySystem.ts';
import { collectWorkspace } from '../../../workspace/workspaceCorpus.ts';
import type { LeftOutReason, WorkspaceFileSystem } from '../../../workspace/workspaceSurvey.ts';
import { nodeFileSystem } from '../../shared/nodeFileSystem.ts';

/** UTF-8 bytes. */
const largest = 200_000;

export interface WorkspaceFiles {
  /** By path, in code unit order. */
  readonly files: readonly ReplayFile[];
  /** Files and whole folders, by reason. */
  readonly leftOut: ReadonlyMap<LeftOutReason, number>;
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
  const leftOut = new Map<LeftOutReason, number>();
  const count = (reason: LeftOutReason, many = 1) => leftOut.set(reason, (leftOut.get(reason) ?? 0) + many);
  for (const { reason } of survey.leftOut) count(reason);
  if (files.length < documents.length) count('tooLarge', documents.length - files.length);
  return { files, leftOut };
}
