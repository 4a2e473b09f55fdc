import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';

import { GitIgnoreRules } from '../../../src/workspace/gitIgnoreRules.ts';

/** Files of a repository, outer folders first. */
const ignoreFiles: readonly (readonly [folder: string, text: string])[] = [
  [
    '',
    '\ufeff# all\r\n*.log\r\n/only-top\nbuild/\n!keep.log\ndoc/*.txt\n\\#odd\ntrailing   \n**/deep\nfoo/*\n!foo/bar/\n',
  ],
  ['sub', '!again.log\n/anchored\ninner/file\n*.tmp\n!build/\n\\!bang\nends/\n'],
  ['sub/deeper', '*\n!*.ts\n!.gitignore\n'],
  ['a[1]', 'b\n!x.log\n'],
];
const files = [
  ...['a.log', 'x/a.log', 'keep.log', 'x/keep.log', 'only-top', 'x/only-top', 'build/a', 'x/build/a', 'builds/a'],
  ...['doc/a.txt', 'doc/x/a.txt', 'x/doc/a.txt', '#odd', 'trailing', 'x/deep', 'deep/a', 'foo/a', 'foo/bar/a'],
  ...['sub/again.log', 'sub/x/again.log', 'sub/other.log', 'sub/anchored', 'sub/x/anchored', 'sub/inner/file'],
  ...['sub/x/inner/file', 'sub/a.tmp', 'sub/x/a.tmp', 'a.tmp', 'sub/build/a', 'sub/build/a.log', 'sub/!bang', '!bang'],
  ...['sub/ends/a', 'sub/x/ends/a', 'sub/deeper/a.js', 'sub/deeper/a.ts', 'sub/deeper/x/a.ts', 'sub/deeper/a.log'],
  ...['a[1]/b', 'a1/b', 'a[1]/x.log', 'a1/x.log', '.../a', '...log'],
];

/** As the walk asks: with the rules of all folders on the way, folders before their content. */
function isIgnored(file: string): boolean {
  let rules = GitIgnoreRules.none();
  const parts = file.split('/');
  for (let depth = 0; depth < parts.length; depth++) {
    const folder = parts.slice(0, depth).join('/');
    if (depth > 0 && rules.ignores(folder, true)) return true;
    const text = ignoreFiles.find(([where]) => where === folder)?.[1];
    if (text !== undefined) rules = rules.with(folder, text);
  }
  return rules.ignores(file, false);
}

test('agrees with git about nested and negated rules', () => {
  const repository = mkdtempSync(path.join(tmpdir(), 'ignore-'));
  try {
    execFileSync('git', ['init', '-q', repository]);
    const write = (file: string, text: string) => {
      mkdirSync(path.dirname(path.join(repository, file)), { recursive: true });
      writeFileSync(path.join(repository, file), text);
    };
    for (const file of files) write(file, 'x');
    for (const [folder, text] of ignoreFiles) write(path.posix.join(folder, '.gitignore'), text);
    const listing = ['ls-files', '-z', '--others', '--exclude-per-directory=.gitignore'];
    const kept = new Set(execFileSync('git', listing, { cwd: repository, encoding: 'utf8' }).split('\0'));
    expect(files.filter((file) => !isIgnored(file))).toEqual(files.filter((file) => kept.has(file)));
  } finally {
    rmSync(repository, { recursive: true, force: true });
  }
});

it('can be used and extended from an inner folder', () => {
  const rules = GitIgnoreRules.none()
    .with('', '/a/b/top.log\n*.tmp\n')
    .from('a/b')
    .with('', '!x.tmp\n')
    .with('c', '/d\n');
  const asked = ['top.log', 'c/top.log', 'y.tmp', 'x.tmp', 'c/x.tmp', 'c/d', 'c/e/d', 'd'];
  expect(asked.filter((file) => rules.ignores(file, false))).toEqual(['top.log', 'y.tmp', 'c/d']);
  expect(rules.ignores('c/d', true)).toBe(true);
});

it('ignores nothing without a rule, and does not change when extended', () => {
  const outer = GitIgnoreRules.none().with('', '*.log');
  const inner = outer.with('sub', '!a.log\n# nothing else\n');
  expect(inner.ignores('sub/a.log', false)).toBe(false);
  expect(outer.ignores('sub/a.log', false)).toBe(true);
  expect(GitIgnoreRules.none().ignores('a', false)).toBe(false);
  expect(outer.with('sub', '\n# comment\n')).toBe(outer);
});

describe('any file of rules is read at once', () => {
  it('white space in the middle and at the end of a line', () => {
    const rules = GitIgnoreRules.none().with('', `a${' '.repeat(900_000)}b\nc${' '.repeat(900_000)}\n`);
    expect(rules.ignores('c', false)).toBe(true);
    expect(rules.ignores('a', false)).toBe(false);
    expect(rules.isTooLarge).toBe(false);
  });

  it('stars over folders that are 45 deep', () => {
    const rules = GitIgnoreRules.none().with('', `${'**/a/'.repeat(14)}b\n`);
    expect(rules.ignores(`${'a/'.repeat(45)}c`, false)).toBe(false);
    expect(rules.ignores(`${'a/'.repeat(45)}b`, false)).toBe(true);
  });

  it('more rules than can be checked are too many, whatever they say', () => {
    const wild = Array.from({ length: 20_000 }, (_, index) => `*x*y*${index}`).join('\n');
    expect(GitIgnoreRules.none().with('', wild).isTooLarge).toBe(true);
    expect(GitIgnoreRules.none().with('', '[ab]'.repeat(2_000)).isTooLarge).toBe(true);
    expect(GitIgnoreRules.none().withUnreadable().with('', 'a').isTooLarge).toBe(true);
  });

  it('names of many files are not too many', () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `file${index}.txt`).join('\n');
    const rules = GitIgnoreRules.none().with('', names);
    expect(rules.isTooLarge).toBe(false);
    expect(rules.ignores('x/file19999.txt', false)).toBe(true);
  });
});
