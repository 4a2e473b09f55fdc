/**
 * The workspace as the trainer sees it: through VS Code's own file system, so that remote and virtual folders are read as local ones are.
 * The host belongs to all extensions: whatever takes time here is done for one file at a time, and others have their turn in between.
 */
import * as vscode from 'vscode';
import type {
  DirectoryEntry,
  FileText,
  RepositoryAbove,
  WorkspaceFileSystem,
} from '../../processes/trainerProtocol.ts';
import { textOfBytes } from './fileText.ts';
import { type Place, repositoryAbove } from './repositoryAbove.ts';

/** Bytes; nobody asks for more. */
const largestFile = 1_000_000;

/** Files whose size is asked for at a time. */
const statsAtOnce = 16;

export class HostFileSystem implements WorkspaceFileSystem {
  /** Resolves when it is the next one's turn. */
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

  /** Of folders on a disk alone; others may have no end upwards. */
  async repositoryAbove(folder: number): Promise<RepositoryAbove | undefined> {
    const root = this.folders[folder];
    return root?.scheme === 'file' ? await repositoryAbove(this.#placeOf(root)) : undefined;
  }

  #placeOf(uri: vscode.Uri): Place {
    // A drive is a top as well.
    const isTop = /^\/(?:[a-z]:\/?)?$/iu.test(uri.path);
    return {
      name: uri.path.slice(uri.path.lastIndexOf('/') + 1),
      above: isTop ? undefined : this.#placeOf(vscode.Uri.joinPath(uri, '..')),
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
      // It grew since it was listed.
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

  /** Turns are taken one in a round of the event loop. */
  #nextTurn(): Promise<void> {
    this.#turn = this.#turn.then(() => new Promise((resolve) => setImmediate(resolve)));
    return this.#turn;
  }
}

/** `undefined` when it was deleted meanwhile. */
async function entryOf(folder: vscode.Uri, name: string, type: vscode.FileType): Promise<DirectoryEntry | undefined> {
  // A link has the type of what it leads to as well.
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
