/**
 * The files of a workspace that people wrote, read whole: what is too large, binary, minified, generated or vendored, and what
 * may hold secrets, is left out and counted by reason. The same rules as for learning, so that nothing is measured that would
 * never be learnt from.
 */
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { languageOfPath } from '../../base/languages.ts';
import { isSecretFile } from '../../base/secretFiles.ts';
import type { ReplayFile } from '../../replay/replaySystem.ts';
import {
  decodeText,
  isBinary,
  isVendoredPath,
  reasonToDropByPath,
  reasonToDropByText,
  type DropReason,
  type FileLimits,
} from '../../training/fileFilters.ts';

const limits: FileLimits = { largest: 200_000, smallest: 1 };

export interface WorkspaceFiles {
  /** By path, in code unit order. */
  readonly files: readonly ReplayFile[];
  readonly leftOut: ReadonlyMap<DropReason, number>;
}

/** Reads a folder. Symbolic links and repositories' own folders are not followed. */
export async function readWorkspace(folder: string): Promise<WorkspaceFiles> {
  const files: ReplayFile[] = [];
  const leftOut = new Map<DropReason, number>();
  for await (const path of pathsIn(folder, '')) {
    const found = await readWorkspaceFile(folder, path);
    if (typeof found === 'string') leftOut.set(found, (leftOut.get(found) ?? 0) + 1);
    else files.push(found);
  }
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), leftOut };
}

async function* pathsIn(folder: string, within: string): AsyncGenerator<string> {
  for (const entry of await readdir(join(folder, within), { withFileTypes: true })) {
    const path = within === '' ? entry.name : `${within}/${entry.name}`;
    // Asking about a file in the folder tells about the folder without reading it.
    if (entry.isDirectory() && entry.name !== '.git' && !isVendoredPath(`${path}/x`)) yield* pathsIn(folder, path);
    else if (entry.isFile()) yield path;
  }
}

async function readWorkspaceFile(folder: string, path: string): Promise<ReplayFile | DropReason> {
  if (isSecretFile(path)) return 'secret';
  const { size } = await lstat(join(folder, path));
  const byPath = reasonToDropByPath(path, size, limits);
  if (byPath !== undefined) return byPath;
  const bytes = await readFile(join(folder, path));
  const decoded = isBinary(bytes) ? undefined : decodeText(bytes);
  if (decoded === undefined) return 'binary';
  const text = decoded.replaceAll('\r\n', '\n');
  const languageId = languageOfPath(path) ?? 'plaintext';
  return reasonToDropByText(path, text, languageId) ?? { path, languageId, text };
}
