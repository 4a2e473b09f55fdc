/**
 * The workspace as trainer and completion server read it: through VS Code's file system, which reaches remote and
 * virtual folders too. All extensions share this process, so it takes one file per round of the event loop.
 */
import * as vscode from 'vscode';
import type {
  DirectoryEntry,
  FileText,
  PathInFolder,
  RepositoryAbove,
  WorkspaceFileSystem,
} from '../../processes/contracts.ts';
import { textOfBytes } from '../../workspace/fileText.ts';
import { type FolderNode, repositoryAbove } from '../../workspace/repositoryAbove.ts';

/** Bytes; larger files are not read. */
const largestFile = 1_000_000;

/** Calls of `stat` at the same time. */
const statsAtOnce = 16;

export class HostFileSystem implements WorkspaceFileSystem {
  /** Resolves when the next file may be taken. */
  #turn: Promise<void> = Promise.resolve();

  /** @param folders in the order of the folders of the survey */
  constructor(private readonly folders: readonly vscode.Uri[]) {}

  async list(folder: number, path: string): Promise<readonly DirectoryEntry[] | undefined> {
    const uri = this.#uriOf(folder, path);
    if (uri === undefined) return undefined;
    let found: [string, vscode.FileType][];
    try {
      found = await vscode.workspace.fs.readDirectory(uri);
    } catch {
      return undefined;
    }
    const entries: (DirectoryEntry | undefined)[] = [];
    for (let start = 0; start < found.length; start += statsAtOnce) {
      const some = found.slice(start, start + statsAtOnce);
      entries.push(...(await Promise.all(some.map(([name, type]) => entryOf(uri, name, type)))));
      await this.#nextTurn();
    }
    return entries.filter((entry) => entry !== undefined);
  }

  async read(folder: number, path: string): Promise<FileText> {
    const uri = this.#uriOf(folder, path);
    return uri === undefined ? { kind: 'gone' } : await this.#read(uri);
  }

  /** Only for folders on a disk: a virtual one may have endless parents. */
  async repositoryAbove(folder: number): Promise<RepositoryAbove | undefined> {
    const root = this.folders[folder];
    return root?.scheme === 'file' ? await repositoryAbove(this.#nodeOf(root)) : undefined;
  }

  #nodeOf(uri: vscode.Uri): FolderNode {
    // A Windows drive is a top as well.
    const isTop = /^\/(?:[a-z]:\/?)?$/iu.test(uri.path);
    return {
      name: uri.path.slice(uri.path.lastIndexOf('/') + 1),
      parent: isTop ? undefined : this.#nodeOf(vscode.Uri.joinPath(uri, '..')),
      has: (name) =>
        Promise.resolve(vscode.workspace.fs.stat(vscode.Uri.joinPath(uri, name))).then(
          () => true,
          () => false,
        ),
      read: async (path) => {
        const found = await this.#read(vscode.Uri.joinPath(uri, path));
        return found.kind === 'text' ? found.text : undefined;
      },
    };
  }

  async #read(uri: vscode.Uri): Promise<FileText> {
    try {
      const { type, size } = await vscode.workspace.fs.stat(uri);
      if (type !== vscode.FileType.File) return { kind: 'gone' };
      // The file may have grown since it was listed.
      if (size > largestFile) return { kind: 'binary' };
      const bytes = await vscode.workspace.fs.readFile(uri);
      await this.#nextTurn();
      return textOfBytes(bytes);
    } catch {
      return { kind: 'gone' };
    }
  }

  #uriOf(folder: number, path: string): vscode.Uri | undefined {
    const root = this.folders[folder];
    const segments = path.split('/').filter((segment) => segment !== '');
    return root === undefined || segments.includes('..') ? undefined : vscode.Uri.joinPath(root, ...segments);
  }

  /** One turn per round of the event loop. */
  #nextTurn(): Promise<void> {
    this.#turn = this.#turn.then(() => new Promise((resolve) => setImmediate(resolve)));
    return this.#turn;
  }
}

/** `undefined` when the file was deleted meanwhile. */
async function entryOf(folder: vscode.Uri, name: string, type: vscode.FileType): Promise<DirectoryEntry | undefined> {
  // A link also has the type of its target.
  if ((type & vscode.FileType.SymbolicLink) !== 0) return { name, kind: 'link', size: 0, modified: 0 };
  if (type === vscode.FileType.Directory) return { name, kind: 'folder', size: 0, modified: 0 };
  if (type !== vscode.FileType.File) return { name, kind: 'other', size: 0, modified: 0 };
  try {
    const { size, mtime } = await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, name));
    return { name, kind: 'file', size, modified: mtime };
  } catch {
    return undefined;
  }
}

/** The folder and the path inside it, empty for the folder itself; `undefined` for a file in none of the folders. */
export function placeIn(folders: readonly vscode.Uri[], uri: vscode.Uri): PathInFolder | undefined {
  const folder = folders.findIndex((root) => isWithin(root, uri));
  const root = folders[folder];
  return root === undefined ? undefined : { folder, path: uri.path.slice(root.path.replace(/\/$/u, '').length + 1) };
}

function isWithin(root: vscode.Uri, uri: vscode.Uri): boolean {
  const start = root.path.endsWith('/') ? root.path : `${root.path}/`;
  return root.scheme === uri.scheme && root.authority === uri.authority && uri.path.startsWith(start);
}
