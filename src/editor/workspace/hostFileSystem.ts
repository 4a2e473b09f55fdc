/**
 * The workspace as trainer and completion server read it: through VS Code's file system, which reaches remote and
 * virtual folders too. All extensions share this process, so it takes one file per round of the event loop.
 */
import type { Dir } from 'node:fs';
import { opendir } from 'node:fs/promises';
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

/** Entries of a folder that are looked at and sent at a time. */
const piece = 16;

export class HostFileSystem implements WorkspaceFileSystem {
  /** Resolves when the next file may be taken. */
  #turn: Promise<void> = Promise.resolve();

  /** @param folders in the order of the folders of the survey */
  constructor(private readonly folders: readonly vscode.Uri[]) {}

  async list(folder: number, path: string, take: (some: readonly DirectoryEntry[]) => void): Promise<boolean> {
    const uri = this.#uriOf(folder, path);
    if (uri === undefined) return false;
    try {
      let some: Listed[] = [];
      for await (const found of await listed(uri)) {
        some.push(found);
        if (some.length < piece) continue;
        take(await entriesOf(uri, some));
        some = [];
        await this.#nextTurn();
      }
      take(await entriesOf(uri, some));
      return true;
    } catch {
      return false;
    }
  }

  async entry(folder: number, path: string): Promise<DirectoryEntry | undefined> {
    const uri = this.#uriOf(folder, path);
    if (uri === undefined) return undefined;
    try {
      const { type, size, mtime } = await vscode.workspace.fs.stat(uri);
      const kind = kindOf(type);
      return {
        name: uri.path.slice(uri.path.lastIndexOf('/') + 1),
        kind,
        ...(kind === 'file' ? { size, modified: mtime } : nothing),
      };
    } catch {
      return undefined;
    }
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

type Listed = readonly [name: string, kind: DirectoryEntry['kind']];

const nothing = { size: 0, modified: 0 };

/** A folder of the disk in pieces: VS Code's API gives all of it at once, which blocks for large ones. */
async function listed(uri: vscode.Uri): Promise<AsyncIterable<Listed>> {
  const folder =
    uri.scheme === 'file' ? await opendir(uri.fsPath, { bufferSize: piece }).catch(() => undefined) : undefined;
  return folder === undefined ? listedBy(uri) : listedOnDisk(folder);
}

async function* listedOnDisk(folder: Dir): AsyncGenerator<Listed> {
  for await (const entry of folder) {
    if (entry.isSymbolicLink()) yield [entry.name, 'link'];
    else if (entry.isDirectory()) yield [entry.name, 'folder'];
    else yield [entry.name, entry.isFile() ? 'file' : 'other'];
  }
}

async function* listedBy(uri: vscode.Uri): AsyncGenerator<Listed> {
  for (const [name, type] of await vscode.workspace.fs.readDirectory(uri)) yield [name, kindOf(type)];
}

function kindOf(type: vscode.FileType): DirectoryEntry['kind'] {
  // A link also has the type of its target.
  if ((type & vscode.FileType.SymbolicLink) !== 0) return 'link';
  if (type === vscode.FileType.Directory) return 'folder';
  return type === vscode.FileType.File ? 'file' : 'other';
}

/** Without those that were deleted meanwhile. */
async function entriesOf(folder: vscode.Uri, listed: readonly Listed[]): Promise<readonly DirectoryEntry[]> {
  const entries = await Promise.all(
    listed.map(async ([name, kind]): Promise<DirectoryEntry | undefined> => {
      if (kind !== 'file') return { name, kind, ...nothing };
      try {
        const { size, mtime } = await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, name));
        return { name, kind, size, modified: mtime };
      } catch {
        return undefined;
      }
    }),
  );
  return entries.filter((entry) => entry !== undefined);
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
