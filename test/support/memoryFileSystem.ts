/** A workspace in memory that records its requests. */
import type {
  DirectoryEntry,
  FileText,
  RepositoryAbove,
  WorkspaceFileSystem,
} from '../../src/workspace/workspaceSurvey.ts';

export interface MemoryFile {
  readonly text?: string;
  readonly kind?: 'file' | 'link' | 'other' | 'binary' | 'gone';
  /** Listed instead of the size of the text. */
  readonly size?: number;
  readonly modified?: number;
}

/** Files by path inside a folder; a string is a file's text. */
export type MemoryFolder = Readonly<Record<string, string | MemoryFile>>;

export class MemoryFileSystem implements WorkspaceFileSystem {
  /** `0:src` and the like, in the order of the requests. */
  readonly lists: string[] = [];
  readonly entries: string[] = [];
  readonly texts: string[] = [];
  /** Most reads at the same time. */
  mostReads = 0;
  /** By index of the folder. */
  readonly repositories = new Map<number, RepositoryAbove>();
  /** Called before a text is returned. */
  beforeRead: (path: string) => void = () => undefined;
  readonly #folders: Map<string, MemoryFile>[];
  #reads = 0;

  constructor(...folders: readonly MemoryFolder[]) {
    this.#folders = folders.map(
      (files) =>
        new Map(Object.entries(files).map(([path, file]) => [path, typeof file === 'string' ? { text: file } : file])),
    );
  }

  write(folder: number, path: string, file: string | MemoryFile): void {
    this.#folders[folder]?.set(path, typeof file === 'string' ? { text: file } : file);
  }

  delete(folder: number, path: string): void {
    this.#folders[folder]?.delete(path);
  }

  async list(folder: number, path: string, take: (some: readonly DirectoryEntry[]) => void): Promise<boolean> {
    this.lists.push(`${folder}:${path}`);
    const entries = this.#entriesOf(folder, path);
    await Promise.resolve();
    take(entries);
    return entries.length > 0;
  }

  async entry(folder: number, path: string): Promise<DirectoryEntry | undefined> {
    this.entries.push(`${folder}:${path}`);
    await Promise.resolve();
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    return this.#entriesOf(folder, path.slice(0, Math.max(0, slash))).find((entry) => entry.name === name);
  }

  #entriesOf(folder: number, path: string): readonly DirectoryEntry[] {
    const start = path === '' ? '' : `${path}/`;
    const entries = new Map<string, DirectoryEntry>();
    for (const [file, { text = '', kind = 'file', size, modified = 0 }] of this.#folders[folder] ?? []) {
      if (!file.startsWith(start)) continue;
      const [name = '', ...rest] = file.slice(start.length).split('/');
      if (rest.length > 0) entries.set(name, { name, kind: 'folder', size: 0, modified });
      else if (kind === 'link' || kind === 'other') entries.set(name, { name, kind, size: 10, modified });
      else entries.set(name, { name, kind: 'file', size: size ?? Buffer.byteLength(text), modified });
    }
    return [...entries.values()];
  }

  repositoryAbove(folder: number): Promise<RepositoryAbove | undefined> {
    return Promise.resolve(this.repositories.get(folder));
  }

  async read(folder: number, path: string): Promise<FileText> {
    this.texts.push(`${folder}:${path}`);
    this.mostReads = Math.max(this.mostReads, ++this.#reads);
    await Promise.resolve();
    this.beforeRead(path);
    this.#reads--;
    const file = this.#folders[folder]?.get(path);
    if (file === undefined || file.kind === 'gone') return { kind: 'gone' };
    if (file.kind === 'binary') return { kind: 'binary' };
    return { kind: 'text', text: file.text ?? '' };
  }
}
