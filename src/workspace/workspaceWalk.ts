/**
 * The walk over a workspace: which files may be read, without opening any but the `.gitignore` files. Folders that are
 * left out are never listed. The walk goes level by level, since a `.gitignore` holds for everything below it.
 */
import { type Pace, withoutRest } from '../base/pace.ts';
import { type ExcludeMatcher, excludeMatcher } from './excludeGlobs.ts';
import type { FileText } from './fileText.ts';
import { FoundFiles } from './foundFiles.ts';
import { GitIgnoreRules } from './gitIgnoreRules.ts';
import { inOrder } from './inOrder.ts';
import { isVersionControl, reasonNotToRead } from './readingRules.ts';
import type { DirectoryEntry, RepositoryAbove, SurveyRequest, WorkspaceFileSystem } from './workspaceSurvey.ts';

/** Requests to the file system at a time: it may be remote, and the editor uses it too. */
export const requestsAtOnce = 4;

interface FolderToList {
  readonly folder: number;
  readonly path: string;
  readonly rules: GitIgnoreRules;
}

interface Listing {
  readonly folder: FolderToList;
  readonly entries: readonly DirectoryEntry[] | undefined;
  /** Including the folder's own `.gitignore`. */
  readonly rules: GitIgnoreRules;
}

/** A file or folder inside a workspace folder. */
export interface Place {
  readonly folder: number;
  readonly path: string;
}

export interface WalkOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with the number of files decided. */
  readonly onEntries?: (files: number) => void;
  readonly pace?: Pace;
  /** Only what lies in this folder, which `findFile` found. */
  readonly within?: Place;
}

export function labelOf(request: SurveyRequest, folder: number, path: string): string {
  return request.folders.length > 1 ? `${request.folders[folder]?.name ?? ''}/${path}` : path;
}

/** Walks all folders of the request. */
export async function findFiles(
  fileSystem: WorkspaceFileSystem,
  request: SurveyRequest,
  { signal, onEntries, pace = withoutRest, within }: WalkOptions = {},
): Promise<FoundFiles> {
  const found = new FoundFiles(request.recent);
  const rules = request.folders.map(({ exclude }) => excludeMatcher(exclude));
  const sort = (listing: Listing): Promise<FolderToList[]> =>
    sortEntries(listing, request, rules[listing.folder.folder] ?? excludeMatcher([]), { found, pace, signal });
  let level =
    within === undefined
      ? await Promise.all(request.folders.map((_, folder) => topFolder(fileSystem, folder)))
      : [await folderAt(fileSystem, within)];
  while (level.length > 0) {
    const below: FolderToList[] = [];
    for await (const listing of inOrder(level, requestsAtOnce, (folder) => list(fileSystem, folder))) {
      signal?.throwIfAborted();
      for (const folder of await sort(listing)) below.push(folder);
      onEntries?.(found.leftOut.total);
    }
    level = below;
  }
  return found;
}

/**
 * One file, as `findFiles` would find it, without listing any folder. `folder` for a folder that `findFiles` would
 * enter; `undefined` when nothing is there, or it is left out.
 */
export async function findFile(
  fileSystem: WorkspaceFileSystem,
  request: SurveyRequest,
  { folder, path }: Place,
): Promise<'file' | 'folder' | undefined> {
  const exclude = excludeMatcher(request.folders[folder]?.exclude ?? []);
  const names = path.split('/');
  let above = await topFolder(fileSystem, folder);
  for (const depth of names.keys()) {
    const here = names.slice(0, depth + 1).join('/');
    const { rules } = await withOwnRules(fileSystem, above);
    const entry = await fileSystem.entry(folder, here);
    if (entry === undefined || isVersionControl(entry.name)) return undefined;
    if (reasonNotToRead(here, entry, { exclude, gitIgnore: rules }) !== undefined) return undefined;
    if (depth === names.length - 1) return entry.kind === 'folder' ? 'folder' : 'file';
    if (entry.kind !== 'folder') return undefined;
    above = { folder, path: here, rules };
  }
  return undefined;
}

/** A folder with the rules of the folders above it. */
async function folderAt(fileSystem: WorkspaceFileSystem, { folder, path }: Place): Promise<FolderToList> {
  let at = await topFolder(fileSystem, folder);
  const names = path.split('/').filter((name) => name !== '');
  for (const depth of names.keys()) {
    const { rules } = await withOwnRules(fileSystem, at);
    at = { folder, path: names.slice(0, depth + 1).join('/'), rules };
  }
  return at;
}

async function topFolder(fileSystem: WorkspaceFileSystem, folder: number): Promise<FolderToList> {
  const above = await fileSystem.repositoryAbove(folder);
  if (above !== undefined) return { folder, path: '', rules: rulesFromAbove(above) };
  const exclude = await fileSystem.read(folder, '.git/info/exclude');
  return { folder, path: '', rules: withFile(GitIgnoreRules.none(), '', exclude) };
}

/** A repository's rules do not apply to a folder that it ignores as a whole: the user opened that folder on purpose. */
function rulesFromAbove({ path, ignoreFiles }: RepositoryAbove): GitIgnoreRules {
  let rules = GitIgnoreRules.none();
  for (const { folder, text } of ignoreFiles) rules = rules.with(folder, text);
  const names = path.split('/');
  const isIgnored = names.some((_, depth) => rules.ignores(names.slice(0, depth + 1).join('/'), true));
  return isIgnored ? GitIgnoreRules.none() : rules.from(path);
}

async function list(fileSystem: WorkspaceFileSystem, folder: FolderToList): Promise<Listing> {
  const entries: DirectoryEntry[] = [];
  const isListed = await fileSystem.list(folder.folder, folder.path, (some) => {
    for (const entry of some) entries.push(entry);
  });
  if (!isListed) return { folder, entries: undefined, rules: folder.rules };
  const hasRules = entries.some(({ name, kind }) => name === '.gitignore' && kind === 'file');
  return { folder, entries, rules: hasRules ? await readRules(fileSystem, folder) : folder.rules };
}

async function withOwnRules(fileSystem: WorkspaceFileSystem, folder: FolderToList): Promise<FolderToList> {
  const entry = await fileSystem.entry(folder.folder, join(folder.path, '.gitignore'));
  return entry?.kind === 'file' ? { ...folder, rules: await readRules(fileSystem, folder) } : folder;
}

async function readRules(
  fileSystem: WorkspaceFileSystem,
  { folder, path, rules }: FolderToList,
): Promise<GitIgnoreRules> {
  return withFile(rules, path, await fileSystem.read(folder, join(path, '.gitignore')));
}

function withFile(rules: GitIgnoreRules, folder: string, content: FileText): GitIgnoreRules {
  if (content.kind === 'text') return rules.with(folder, content.text);
  // A file that is too long to be read is no text either.
  return content.kind === 'binary' ? rules.withUnreadable() : rules;
}

interface Sorting {
  readonly found: FoundFiles;
  readonly pace: Pace;
  readonly signal: AbortSignal | undefined;
}

/** Adds the files of a folder to those that are found or left out. @returns the folders to list next */
async function sortEntries(
  { folder: { folder, path: within }, entries, rules }: Listing,
  request: SurveyRequest,
  exclude: ExcludeMatcher,
  { found, pace, signal }: Sorting,
): Promise<FolderToList[]> {
  if (entries === undefined) {
    found.leftOut.add(`${labelOf(request, folder, within).replace(/\/$/, '')}/`, 'unreadable');
    return [];
  }
  const folders: FolderToList[] = [];
  for (const entry of entries) {
    if (pace.isDue) {
      await pace.rest();
      signal?.throwIfAborted();
    }
    if (isVersionControl(entry.name)) continue;
    const path = join(within, entry.name);
    const label = labelOf(request, folder, path);
    const isFolder = entry.kind === 'folder';
    const reason = reasonNotToRead(path, entry, { exclude, gitIgnore: rules });
    if (reason !== undefined) found.leftOut.add(isFolder ? `${label}/` : label, reason);
    else if (isFolder) folders.push({ folder, path, rules });
    else found.add({ folder, path, label, modified: entry.modified });
  }
  return folders;
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
