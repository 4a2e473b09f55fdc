import { expect, it } from 'vitest';

import { excludeMatcher, isWithinExcluded } from '../../../src/workspace/excludeGlobs.ts';

/** The answers of VS Code's own matcher for a glob in `files.exclude` and a path. */
it.each([
  ['**/node_modules', 'node_modules', true],
  ['**/node_modules', 'a/b/node_modules', true],
  ['**/node_modules', 'a/node_modules.ts', false],
  ['**/node_modules/', 'a/node_modules', true],
  ['node_modules', 'node_modules', true],
  ['node_modules', 'a/node_modules', false],
  ['*.js', 'a.js', true],
  ['*.js', '.js', true],
  ['*.js', 'a/b.js', false],
  ['**/*.js', 'a.js', true],
  ['**/*.js', 'a/.b/c.js', true],
  ['out/**', 'out', true],
  ['out/**', 'out/a/b', true],
  ['out/**', 'outer', false],
  ['**/out/**', 'a/out', true],
  ['src/*', 'src/a', true],
  ['src/*', 'src/a/b', false],
  ['src/**/test', 'src/test', true],
  ['src/**/test', 'src/a/b/test', true],
  ['{**/*.html,**/*.txt}', 'b.html', true],
  ['{**/*.html,**/*.txt}', 'a/b.txt', true],
  ['**/*.{js,map}', 'a/b.map', true],
  ['**/*.{js,d.{ts,mts}}', 'a/b.d.mts', true],
  ['**/{a,b}', 'x/b', true],
  ['{a}', 'a', true],
  ['file.[0-9]', 'file.7', true],
  ['file.[!0-9]', 'file.7', false],
  ['file.[!0-9]', 'file.x', true],
  ['a?c', 'abc', true],
  ['a?c', 'a/c', false],
  ['**/Secret', 'a/secret', true],
  ['!a', 'a', false],
  ['!a', '!a', true],
  ['!(a)', 'b', false],
  ['app/(auth)/**', 'app/(auth)/page.tsx', true],
  ['app/(auth)/**', 'app/auth/page.tsx', false],
  ['c++/a+b|c', 'c++/a+b|c', true],
  ['**/$x', 'a/$x', true],
  ['[ab', '[ab', true],
  ['', 'a', false],
  ['  **/a ', 'x/a', true],
  ['**', 'a/b', true],
])('%s and %s: %s', (glob, path, expected) => {
  expect(excludeMatcher([glob]).matches(path)).toBe(expected);
});

it('matches any of several globs', () => {
  const { matches } = excludeMatcher(['**/a', 'b']);
  expect(['x/a', 'b', 'x/b', 'c'].map(matches)).toEqual([true, true, false, false]);
  expect(excludeMatcher([]).matches('a')).toBe(false);
});

it('any glob is checked at once, or is too much to check', () => {
  expect(excludeMatcher([`${'*a'.repeat(9)}b`]).matches('a'.repeat(200))).toBe(false);
  for (const glob of [
    '{a,b}'.repeat(26),
    '{,}'.repeat(99),
    '{'.repeat(50_000) + '}'.repeat(50_000),
    '[ab]'.repeat(2_000),
  ]) {
    const matcher = excludeMatcher([glob]);
    expect(matcher.isTooLarge, glob.slice(0, 20)).toBe(true);
    expect(matcher.matches('any')).toBe(true);
  }
  expect(excludeMatcher(new Array<string>(30_000).fill('**/*.js')).isTooLarge).toBe(true);
  expect(excludeMatcher(['*a'.repeat(90_000)])).toMatchObject({ isTooLarge: false });
  expect(excludeMatcher(['{a,b}'.repeat(5)]).matches('ababa')).toBe(true);
});

it('a file in an excluded folder is excluded', () => {
  const matcher = excludeMatcher(['private', '**/secret']);
  expect(
    ['private', 'private/a', 'x/secret/a/b', 'x/private/a'].map((path) => isWithinExcluded(matcher, path)),
  ).toEqual([true, true, true, false]);
});
