/**
 * Commits of a git repository as edit sessions: the workspace before a commit, and what its author typed. Small
 * commits are sampled. Merges and mechanical changes of many files are not.
 */
import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { Rng } from '../../../base/rng.ts';
import { UserError } from '../../../base/userError.ts';
import type { ReplayFile } from '../../../replay/replaySystem.ts';
import { textOfBytes } from '../../../workspace/fileText.ts';
import type { DirectoryEntry, WorkspaceFileSystem } from '../../../workspace/workspaceSurvey.ts';
import { readTar } from '../../corpus/archives.ts';
import { filesIn } from '../replay/replayFiles.ts';
import { type EditSession, editsBetween, insertedCharacters } from './editSession.ts';

const mostFiles = 6;
const fewestCharacters = 20;
const mostCharacters = 4_000;
/** Bytes of a list that git prints. */
const largestOutput = 1 << 28;

/** Sessions of `count` commits drawn by `seed`, in the order of their time. Each is read when it is asked for. */
export async function* historySessions(repository: string, count: number, seed: number): AsyncIterable<EditSession> {
  const commits = await commitsOf(repository);
  const drawn: { readonly commit: Commit; readonly session: EditSession }[] = [];
  for (const commit of new Rng(seed).shuffle([...commits])) {
    if (drawn.length >= count) break;
    const session = await sessionOf(repository, commit);
    if (session !== undefined) drawn.push({ commit, session });
  }
  if (drawn.length === 0) {
    throw new UserError(
      `${repository} has no commit with one parent, at most ${mostFiles} text files and ${fewestCharacters} to ${mostCharacters} inserted characters.`,
      'Name another repository.',
    );
  }
  drawn.sort((a, b) => b.commit.number - a.commit.number);
  for (const { session } of drawn) yield session;
}

interface Commit {
  readonly id: string;
  readonly parent: string;
  /** In the log, the latest first. */
  readonly number: number;
}

async function commitsOf(repository: string): Promise<readonly Commit[]> {
  const log = await git(repository, 'log', '--format=%H %P');
  const lines = log.split('\n').filter((line) => line !== '');
  return lines.flatMap((line, number) => {
    const [id = '', parent, ...others] = line.split(' ');
    return parent === undefined || parent === '' || others.length > 0 ? [] : [{ id, parent, number }];
  });
}

/** `undefined` for a commit that is too small, too large or about no text. */
async function sessionOf(repository: string, { id, parent }: Commit): Promise<EditSession | undefined> {
  const changes = await git(repository, 'diff-tree', '-r', '-M', '--name-status', '-z', parent, id);
  const { paths, renamed } = changedPaths(changes.split('\0'));
  // A commit of so many files is not small. Reading them all would take long.
  if (paths.size === 0 || paths.size > 4 * mostFiles) return undefined;
  const workspace = await filesOfCommit(repository, parent);
  const after = (await filesOfCommit(repository, id)).filter(({ path }) => paths.has(path));
  const documents = editsBetween(workspace, after, renamed);
  const typed = documents.map(insertedCharacters).filter((count) => count > 0);
  const characters = typed.reduce((sum, count) => sum + count, 0);
  if (typed.length > mostFiles || characters < fewestCharacters || characters > mostCharacters) return undefined;
  return { name: id.slice(0, 12), workspace, documents };
}

/**
 * The fields of `--name-status -z`: a letter and a path, for renames and copies a letter with a number and two paths.
 */
function changedPaths(fields: readonly string[]): { paths: Set<string>; renamed: Map<string, string> } {
  const paths = new Set<string>();
  const renamed = new Map<string, string>();
  for (let index = 0; index + 1 < fields.length;) {
    const letter = fields[index]?.charAt(0) ?? '';
    const isMove = letter === 'R' || letter === 'C';
    const from = fields[index + 1] ?? '';
    const to = isMove ? (fields[index + 2] ?? '') : from;
    if (letter !== 'D') paths.add(to);
    if (isMove) renamed.set(to, from);
    index += isMove ? 3 : 2;
  }
  return { paths, renamed };
}

async function filesOfCommit(repository: string, commit: string): Promise<readonly ReplayFile[]> {
  return (await filesIn(treeFileSystem(await treeOf(repository, commit)), repository)).files;
}

/** All ordinary files of a commit by path. */
async function treeOf(repository: string, commit: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const child = spawn('git', ['-C', repository, 'archive', '--format=tar', commit], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for (const { path, bytes } of await readTar(child.stdout)) files.set(path, bytes);
  return files;
}

/** Files in memory as a workspace with one folder. */
function treeFileSystem(files: ReadonlyMap<string, Uint8Array>): WorkspaceFileSystem {
  const folders = new Map<string, Map<string, DirectoryEntry>>();
  const add = (path: string, kind: 'file' | 'folder', size: number): void => {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (parent !== '' && !folders.has(parent)) add(parent, 'folder', 0);
    let entries = folders.get(parent);
    if (entries === undefined) folders.set(parent, (entries = new Map<string, DirectoryEntry>()));
    entries.set(name, { name, kind, size, modified: 0 });
  };
  for (const [path, bytes] of files) add(path, 'file', bytes.length);
  return {
    list: (_, path, take) => {
      take([...(folders.get(path)?.values() ?? [])]);
      return Promise.resolve(true);
    },
    entry: (_, path) => {
      const slash = path.lastIndexOf('/');
      return Promise.resolve(folders.get(path.slice(0, Math.max(0, slash)))?.get(path.slice(slash + 1)));
    },
    read: (_, path) => {
      const bytes = files.get(path);
      return Promise.resolve(bytes === undefined ? { kind: 'gone' } : textOfBytes(bytes));
    },
    repositoryAbove: () => Promise.resolve(undefined),
  };
}

async function git(repository: string, ...args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('git', ['-C', repository, ...args], { maxBuffer: largestOutput });
    return stdout;
  } catch (error) {
    throw new UserError(`git cannot read ${repository}.`, 'Name the folder of a git repository.', { cause: error });
  }
}
