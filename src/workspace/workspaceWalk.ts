/**
 * Which files of a workspace come into question, decided by names, sizes and the rules of the workspace, without opening any but the
 * `.gitignore` files. Folders that are left out as a whole are never listed. The walk goes level by level, since a
 * `.gitignore` has its say about everything below it.
 */
import { isSecretFile } from './secretFiles.ts';
import { excludeMatcher } from './excludeGlobs.ts';
import { isVendoredPath, reasonToDropByPath, type FileLimits } from './fileFilters.ts';
import { GitIgnoreRules } from './gitIgnoreRules.ts';
import { inOrder } from './inOrder.ts';
import type {
  DirectoryEntry,
  LeftOutFile,
  LeftOutReason,
  RepositoryAbove,
  SurveyRequest,
  WorkspaceFileSystem,
} from './workspaceSurvey.ts';

export const fileLimits: FileLimits = { largest: 1_000_000, smallest: 40 };

/** How many requests wait for the file system at a time: it may be far away, and the editor wants something of it too. */
export const requestsAtOnce = 4;

export interface FoundFile {
  readonly folder: number;
  /** Inside the folder. */
  readonly path: string;
  /** What reports call it: with the folder's name in front where there are several. */
  readonly label: string;
  readonly modified: number;
}

export interface FoundFiles {
  readonly files: FoundFile[];
  readonly leftOut: LeftOutFile[];
}

/** Where versions are kept: no part of the workspace, and not worth a line in the report. */
const versionControl = new Set(['.git', '.hg', '.svn', '.jj']);

const binaryEndings =
  /\.(?:7z|a|avi|avif|bin|bmp|bz2|class|dll|dmg|docx?|dylib|eot|exe|flac|gif|gz|icns|ico|jar|jpe?g|lib|mo|mov|mp[34]|o|obj|ogg|onnx|otf|parquet|pdf|png|pptx?|psd|pyc|rar|safetensors|so|sqlite3?|tar|tgz|tiff?|ttf|vsix|wasm|wav|webm|webp|whl|woff2?|xlsx?|xz|zip|zst)$/i;
/** Written by programs for programs, or drawings and notebooks with pictures inside, though all of it is text. */
const dataEndings = /\.(?:csv|geojson|har|ipynb|log|map|ndjson|jsonl|svg|tsv)$/i;

interface FolderToList {
  readonly folder: number;
  readonly path: string;
  readonly rules: GitIgnoreRules;
}

interface Listing {
  readonly folder: FolderToList;
  readonly entries: readonly DirectoryEntry[] | undefined;
  /** With those of the folder's own `.gitignore`. */
  readonly rules: GitIgnoreRules;
}

export function labelOf(request: SurveyRequest, folder: number, path: string): string {
  return request.folders.length > 1 ? `${request.folders[folder]?.name ?? ''}/${path}` : path;
}

/** All folders of the request. @param onEntries called now and then with the number of files whose fate is known */
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
 * One file, as `findFiles` would find it: only the folders above it are listed. `folder` when there is a folder of this name that
 * `findFiles` would enter; `undefined` when there is nothing, or it is left out.
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

/** A folder that the repository ignores as a whole is no part of it, and was opened all the same: then the repository has no say. */
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

/** Adds the files of a folder to what was found. @returns the folders to be listed next */
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
    if (versionControl.has(entry.name)) continue;
    const path = join(within, entry.name);
    const label = labelOf(request, folder, path);
    const isFolder = entry.kind === 'folder';
    const reason = reasonByRules(path, entry, rules, isExcluded) ?? (isFolder ? undefined : reasonByName(path, entry));
    if (reason !== undefined) leftOut.push({ path: isFolder ? `${label}/` : label, reason });
    else if (isFolder) folders.push({ folder, path, rules });
    else files.push({ folder, path, label, modified: entry.modified });
  }
  return folders;
}

/** What holds for files and folders alike. The names of secrets come first, so that nobody has to wonder whether they were read. */
function reasonByRules(
  path: string,
  { kind }: DirectoryEntry,
  rules: GitIgnoreRules,
  isExcluded: (path: string) => boolean,
): LeftOutReason | undefined {
  if (kind === 'link') return 'link';
  if (kind === 'other') return 'unreadable';
  // Asking about a file in the folder tells about the folder.
  const asFile = kind === 'folder' ? `${path}/file` : path;
  if (isSecretFile(asFile)) return 'secret';
  if (isExcluded(path)) return 'excluded';
  if (rules.ignores(path, kind === 'folder')) return 'ignored';
  return isVendoredPath(asFile) ? 'vendored' : undefined;
}

function reasonByName(path: string, { size }: DirectoryEntry): LeftOutReason | undefined {
  if (binaryEndings.test(path)) return 'binary';
  const reason = reasonToDropByPath(path, size, fileLimits);
  return reason ?? (dataEndings.test(path) ? 'data' : undefined);
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
