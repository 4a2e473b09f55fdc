/**
 * The ignore rules of a repository for one folder inside it, so that opening a part of a repository learns nothing that
 * the whole ignores. On the way up only ignore files are read, and only once a repository was found.
 */
import type { RepositoryAbove } from './workspaceSurvey.ts';

/** A folder and the folders above it. */
export interface FolderNode {
  /** The last part of its path. */
  readonly name: string;
  /** `undefined` for the topmost folder. */
  readonly parent: FolderNode | undefined;
  /** Whether the folder has a file or folder of this name. */
  has(name: string): Promise<boolean>;
  /** Text of a file in the folder; `undefined` when there is none. */
  read(path: string): Promise<string | undefined>;
}

/** `undefined` when the folder is in no repository, or is itself the top of one. */
export async function repositoryAbove(folder: FolderNode): Promise<RepositoryAbove | undefined> {
  if (await folder.has('.git')) return undefined;
  /** From the top down. */
  const above: FolderNode[] = [];
  for (let node = folder.parent; node !== undefined; node = node.parent) {
    above.unshift(node);
    if (await node.has('.git')) return await rulesOf(above, folder);
  }
  return undefined;
}

/** @param above from the top of the repository down to the parent of `folder` */
async function rulesOf(above: readonly FolderNode[], folder: FolderNode): Promise<RepositoryAbove> {
  const ignoreFiles: { folder: string; text: string }[] = [];
  const take = async (node: FolderNode, path: string, within: string): Promise<void> => {
    const text = await node.read(path);
    if (text !== undefined) ignoreFiles.push({ folder: within, text });
  };
  const [top, ...between] = above;
  // First, since every .gitignore overrides it.
  if (top !== undefined) await take(top, '.git/info/exclude', '');
  if (top !== undefined) await take(top, '.gitignore', '');
  const names: string[] = [];
  for (const node of between) {
    names.push(node.name);
    await take(node, '.gitignore', names.join('/'));
  }
  return { path: [...names, folder.name].join('/'), ignoreFiles };
}
