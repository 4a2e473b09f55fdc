/** What is learnt in a part of a repository, compared with git's own answers. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FolderNode, repositoryAbove } from '../../../src/workspace/repositoryAbove.ts';
import { nodeFileSystem } from '../../../src/tools/shared/nodeFileSystem.ts';
import { collectWorkspace } from '../../../src/workspace/workspaceCorpus.ts';

let folder: string;
/** All paths that were read or looked for, relative to `folder`. */
let asked: string[] = [];

function nodeOf(place: string): FolderNode {
  const note = (name: string) => asked.push(path.relative(folder, path.join(place, name)));
  return {
    name: path.basename(place),
    parent: path.dirname(place) === place ? undefined : nodeOf(path.dirname(place)),
    has: (name) => {
      note(name);
      return stat(path.join(place, name)).then(
        () => true,
        () => false,
      );
    },
    read: (name) => {
      note(name);
      return readFile(path.join(place, name), 'utf8').catch(() => undefined);
    },
  };
}

const write = (file: string, text: string) => {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
};

/** Distinct texts, so that none counts as a near-duplicate. */
const code = (name: string) =>
  Array.from({ length: 5 }, (_, line) => `const ${name.replace(/\W/g, '_')}${line} = '${name} line ${line}';\n`).join(
    '',
  );

const files = ['a.ts', 'b.gen.ts', 'keep.gen.ts', 'local.ts', 'made.ts', 'private.ts', 'deep/a.ts', 'deep/local.ts', 'made/a.ts', 'tmp.ts', 'other/tmp.ts']; // prettier-ignore

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'above-'));
  execFileSync('git', ['init', '-q', path.join(folder, 'repository')]);
  for (const file of files) write(`repository/packages/one/${file}`, code(file));
  write('repository/packages/ignored/a.ts', code('ignored'));
  write('repository/.git/info/exclude', 'private.ts\n');
  write('repository/.gitignore', '*.gen.ts\n!keep.gen.ts\n/packages/one/local.ts\nignored/\ntmp.ts\n');
  write('repository/packages/.gitignore', 'one/made.ts\none/made/\n');
  write('repository/packages/one/.gitignore', '!tmp.ts\n');
  // Rules above the repository do not count.
  write('.gitignore', '*.ts\n');
  write('alone/a.ts', code('alone'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function learnt(workspace: string): Promise<string[]> {
  asked = [];
  const place = path.join(folder, workspace);
  const fileSystem = { ...nodeFileSystem([place]), repositoryAbove: () => repositoryAbove(nodeOf(place)) };
  const request = { folders: [{ name: 'one', exclude: [] }], recent: [], commitMessages: [] };
  const { documents } = await collectWorkspace(fileSystem, request);
  return documents.map((document) => document.path).sort();
}

describe('a part of a repository', () => {
  it('is learnt without what git ignores there', async () => {
    const cwd = path.join(folder, 'repository/packages/one');
    // Without the global ignore file of this machine.
    const listing = ['-c', 'core.excludesFile=', 'ls-files', '-z', '--others', '--exclude-standard'];
    const kept = execFileSync('git', listing, { cwd, encoding: 'utf8' }).split('\0').filter((file) => file.endsWith('.ts')); // prettier-ignore
    expect(await learnt('repository/packages/one')).toEqual(kept.sort());
    expect(kept).toEqual(['a.ts', 'deep/a.ts', 'deep/local.ts', 'keep.gen.ts', 'other/tmp.ts', 'tmp.ts']);
  });

  it('causes reads of ignore files above it, and of nothing above the repository', async () => {
    await learnt('repository/packages/one');
    expect(asked).toEqual([
      'repository/packages/one/.git',
      'repository/packages/.git',
      'repository/.git',
      'repository/.git/info/exclude',
      'repository/.gitignore',
      'repository/packages/.gitignore',
    ]);
  });

  it('is learnt even if the repository ignores it as a whole, since the user opened it', async () => {
    expect(await learnt('repository/packages/ignored')).toEqual(['a.ts']);
  });
});

describe('a folder', () => {
  it('that is the top of a repository causes no look above it', async () => {
    await learnt('repository');
    expect(asked).toEqual(['repository/.git']);
  });

  it('in no repository gets no rules from above, and no file there is read', async () => {
    // Unless the folder for temporary files is in a repository.
    expect(await learnt('alone')).toEqual(['a.ts']);
    expect(asked.every((file) => path.basename(file) === '.git')).toBe(true);
    expect(asked.length).toBeGreaterThan(2);
  });
});
