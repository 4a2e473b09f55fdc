/**
 * The walk over a workspace: which files may be read, without opening any but the `.gitignore` files. Folders that are
 * left out are never listed. The walk goes level by level, since a `.gitignore` holds for everything below it.
 */
import { excludeMatcher } from './excludeGlobs.ts';
import { GitIgnoreRules } from './gitIgnoreRules.ts';
import { inOrder } from './inOrder.ts';
import { isVersionControl, reasonNotToRead } from './readingRules.ts';
import type {
  DirectoryEntry,
  LeftOutFile,
  RepositoryAbove,
  SurveyRequest,
  WorkspaceFileSystem,
} from './workspaceSurvey.ts';

/** Requests to the file system at a time: it may be remote, and the editor uses it too. */
export const requestsAtOnce = 4;

export interface FoundFile {
  readonly folder: number;
  /** Inside the folder. */
  readonly path: string;
  /** Its name in reports: with the folder's name in front where there are several folders. */
  readonly label: string;
  readonly modified: number;
}

export interface FoundFiles {
  readonly files: FoundFile[];
  readonly leftOut: LeftOutFile[];
}

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

export function labelOf(request: SurveyRequest, folder: number, path: string): string {
  return request.folders.length > 1 ? `${request.folders[folder]?.name ?? ''}/${path}` : path;
}

/** Walks all folders of the request. @param onEntries called now and then with the number of files decided */
export async function findFiles(
  fileSystem: WorkspaceFileSystem,
  request: SurveyRequest,
  signal: AbortSignal | undefined,
  onEntries: (files: number) => void,
): Promise<FoundFiles> {
  const found: FoundFiles = { files: [], leftOut: [] };
  const isExcluded = request.folders.map(({ exclude }) => excludeMatcher(exclude));
  let level = await Promise.all(request.folders.map((_, folder) => topFolder(fileSystem, folder)));
  while (level.length > 0) {
    const below: FolderToList[] = [];
    for await (const listing of inOrder(level, requestsAtOnce, (folder) => list(fileSystem, folder))) {
      signal?.throwIfAborted();
      below.push(...sortEntries(listing, request, isExcluded[listing.folder.folder] ?? (() => false), found));
      onEntries(found.leftOut.length);
    }
    level = below;
  }
  return found;
}

/**
 * One file, as `findFiles` would find it, listing only the folders above it. `folder` for a folder that `findFiles`
 * would enter; `undefined` when nothing is there, or it is left out.
 */
export async function findFile(
  fileSystem: WorkspaceFileSystem,
  request: SurveyRequest,
  folder: number,
  path: string,
): Promise<FoundFile | 'folder' | undefined> {
  const isExcluded = excludeMatcher(request.folders[folder]?.exclude ?? []);
  const names = path.split('/');
  let above = await topFolder(fileSystem, folder);
  for (const [depth, name] of names.entries()) {
    const listing = await list(fileSystem, above);
    const found: FoundFiles = { files: [], leftOut: [] };
    const entries = listing.entries?.filter((entry) => entry.name === name);
    const [below] = sortEntries({ ...listing, entries }, request, isExcluded, found);
    if (depth === names.length - 1) return below === undefined ? found.files[0] : 'folder';
    if (below === undefined) return undefined;
    above = below;
  }
  return undefined;
}

async function topFolder(fileSystem: WorkspaceFileSystem, folder: number): Promise<FolderToList> {
  const above = await fileSystem.repositoryAbove(folder);
  if (above !== undefined) return { folder, path: '', rules: rulesFromAbove(above) };
  const exclude = await fileSystem.read(folder, '.git/info/exclude');
  const none = GitIgnoreRules.none();
  return { folder, path: '', rules: exclude.kind === 'text' ? none.with('', exclude.text) : none };
}

/** A repository's rules do not apply to a folder that it ignores as a whole: the user opened that folder on purpose. */
function rulesFromAbove({ path, ignoreFiles }: RepositoryAbove): GitIgnoreRules {
  let rules = GitIgnoreRules.none();
  for (const { folder, text } of ignoreFiles) rules = rules.with(folder, text);
  return rules.ignores(path, true) ? GitIgnoreRules.none() : rules.from(path);
}

async function list(fileSystem: WorkspaceFileSystem, folder: FolderToList): Promise<Listing> {
  const entries = await fileSystem.list(folder.folder, folder.path);
  const hasRules = entries?.some(({ name, kind }) => name === '.gitignore' && kind === 'file') ?? false;
  if (!hasRules) return { folder, entries, rules: folder.rules };
  const own = await fileSystem.read(folder.folder, join(folder.path, '.gitignore'));
  return { folder, entries, rules: own.kind === 'text' ? folder.rules.with(folder.path, own.text) : folder.rules };
}

/** Adds the files of a folder to `files` or `leftOut`. @returns the folders to list next */
function sortEntries(
  { folder: { folder, path: within }, entries, rules }: Listing,
  request: SurveyRequest,
  isExcluded: (path: string) => boolean,
  { files, leftOut }: FoundFiles,
): FolderToList[] {
  if (entries === undefined) {
    leftOut.push({ path: `${labelOf(request, folder, within).replace(/\/$/, '')}/`, reason: 'unreadable' });
    return [];
  }
  const folders: FolderToList[] = [];
  for (const entry of entries) {
    if (isVersionControl(entry.name)) continue;
    const path = join(within, entry.name);
    const label = labelOf(request, folder, path);
    const isFolder = entry.kind === 'folder';
    const reason = reasonNotToRead(path, entry, { isExcluded, gitIgnore: rules });
    if (reason !== undefined) leftOut.push({ path: isFolder ? `${label}/` : label, reason });
    else if (isFolder) folders.push({ folder, path, rules });
    else files.push({ folder, path, label, modified: entry.modified });
  }
  return folders;
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
