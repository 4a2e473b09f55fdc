/** A folder of a workspace as one list; `undefined` when it cannot be read. */
import type { DirectoryEntry, WorkspaceFileSystem } from '../../src/workspace/workspaceSurvey.ts';

export async function listOf(
  fileSystem: Pick<WorkspaceFileSystem, 'list'>,
  folder: number,
  path: string,
): Promise<readonly DirectoryEntry[] | undefined> {
  const entries: DirectoryEntry[] = [];
  const isListed = await fileSystem.list(folder, path, (some) => entries.push(...some));
  return isListed ? entries : undefined;
}
