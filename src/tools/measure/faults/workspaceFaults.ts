/** Workspaces that somebody made to keep a reader busy, or to have it read what it must not. */
import { setImmediate } from 'node:timers/promises';
import { Pace } from '../../../base/pace.ts';
import type { Rng } from '../../../base/rng.ts';
import { collectWorkspace } from '../../../workspace/workspaceCorpus.ts';
import type { DirectoryEntry, SurveyRequest, WorkspaceFileSystem } from '../../../workspace/workspaceSurvey.ts';
import { type FaultOutcome, type FaultStage, survived } from './faultKinds.ts';

/** Milliseconds of work without a rest that count as hung. */
const longestWork = 3_000;
/** Stands in files that may not be read. */
const canary = 'canary that nobody may read';

/** What patterns, encoders and rules repeat or look for. */
const units = [
  ...[
    ' ',
    '\t',
    'a',
    '\n',
    '\r',
    'é',
    '😀',
    '\ud800',
    '"',
    "'",
    '=',
    '{',
    '}',
    '(',
    '0',
    '\\',
    '/',
    '*',
    '?',
    '[',
    ']',
  ],
  ...[
    '-eyJ',
    '-----BEGIN ',
    '-----BEGIN PRIVATE KEY-----\n',
    'password = "',
    'password',
    'Bearer ',
    'https://a:',
    'SG.',
  ],
  ...['const x = 1;\n', '\t\n', '<a>', 'hooks.slack.com/services/T', 'secret: ', 'aB3', '==', '\u202e', '**/', '*a'],
];

function pick<T>(rng: Rng, items: readonly T[]): T {
  const item = items[rng.integer(items.length)];
  if (item === undefined) throw new Error('there is nothing to choose from');
  return item;
}

/** At most 64 Ki characters. */
export function hostileText(rng: Rng): string {
  const parts = Array.from({ length: 1 + rng.integer(4) }, () => {
    const unit = pick(rng, units);
    return unit.repeat(Math.min(2 ** rng.integer(17), Math.ceil(65_536 / unit.length)));
  });
  return parts.join(pick(rng, ['', ' ', '\n', 'x'])).slice(-65_536);
}

const ruleMakers: readonly ((rng: Rng) => string)[] = [
  () => '*.log\nlocal/\n',
  (rng) => `a${' '.repeat(rng.integer(900_000))}b\n`,
  (rng) => `${'**/a/'.repeat(1 + rng.integer(30))}b\n`,
  (rng) => Array.from({ length: rng.integer(20_000) }, (_, index) => `*${index}*x*\n`).join(''),
  (rng) => `${'*a'.repeat(rng.integer(2_000))}b\n`,
  (rng) => pick(rng, ['[', '\\', '[!', '[[:', '!']).repeat(rng.integer(50_000)),
  (rng) => hostileText(rng),
];

const globMakers: readonly ((rng: Rng) => string)[] = [
  () => '**/local/**',
  (rng) => `${'*a'.repeat(rng.integer(1_000))}b`,
  (rng) => '{a,b}'.repeat(rng.integer(40)),
  (rng) => `${'{'.repeat(rng.integer(5_000))}a`,
  (rng) => hostileText(rng),
];

export function workspaceStage(_folder: string, rngOf: (index: number) => Rng): Promise<FaultStage> {
  return Promise.resolve({
    inject: (index) => injected(rngOf(index)),
    dispose: () => Promise.resolve(),
  });
}

async function injected(rng: Rng): Promise<FaultOutcome> {
  const files = new Map<string, string>();
  const folders = Array.from({ length: 1 + rng.integer(4) }, () => 'a/'.repeat(rng.integer(46)));
  for (const folder of folders) {
    files.set(`${folder}.gitignore`, pick(rng, ruleMakers)(rng));
    for (let file = 0; file < 1 + rng.integer(40); file++)
      files.set(`${folder}${'a'.repeat(1 + rng.integer(200))}${file}.ts`, `${hostileText(rng)}\nconst answer = 42;\n`);
  }
  for (const path of ['.env', 'node_modules/a.ts', 'keys/id_rsa'])
    files.set(path, `const value = '${canary}';\n`.repeat(5));
  const exclude = Array.from({ length: rng.integer(4) }, () => pick(rng, globMakers)(rng));
  const request: SurveyRequest = { folders: [{ name: 'w', exclude }], recent: [], commitMessages: [hostileText(rng)] };
  const what = `${files.size} files, ${exclude.length} globs`;
  let last = performance.now();
  let longest = 0;
  const look = (): void => {
    longest = Math.max(longest, performance.now() - last);
  };
  const pace = new Pace(
    () => performance.now(),
    async () => {
      look();
      await setImmediate();
      last = performance.now();
    },
  );
  const { documents } = await collectWorkspace(fileSystemOf(files), request, { pace });
  look();
  if (documents.some(({ text }) => text.includes(canary)))
    return { result: 'lost', what: `${what}: a secret was read` };
  if (longest > longestWork) return { result: 'hung', what: `${what}: ${Math.round(longest)} ms without a rest` };
  return survived(what);
}

function fileSystemOf(files: ReadonlyMap<string, string>): WorkspaceFileSystem {
  const folders = new Map<string, Map<string, DirectoryEntry>>([['', new Map()]]);
  const add = (path: string, kind: 'file' | 'folder', size: number): void => {
    const slash = path.lastIndexOf('/');
    const [parent, name] = [path.slice(0, Math.max(0, slash)), path.slice(slash + 1)];
    if (!folders.has(parent)) {
      folders.set(parent, new Map());
      add(parent, 'folder', 0);
    }
    folders.get(parent)?.set(name, { name, kind, size, modified: 0 });
  };
  for (const [path, text] of files) add(path, 'file', Buffer.byteLength(text));
  return {
    list: (_, path, take) => {
      take([...(folders.get(path)?.values() ?? [])]);
      return Promise.resolve(folders.has(path));
    },
    entry: (_, path) => {
      const slash = path.lastIndexOf('/');
      return Promise.resolve(folders.get(path.slice(0, Math.max(0, slash)))?.get(path.slice(slash + 1)));
    },
    read: (_, path) => {
      const text = files.get(path);
      return Promise.resolve(text === undefined ? { kind: 'gone' } : { kind: 'text', text });
    },
    repositoryAbove: () => Promise.resolve(undefined),
  };
}
