import { describe, expect, it } from 'vitest';
import { PathPattern } from '../../../src/workspace/pathPattern.ts';

const git = { escapes: true, literalBracket: false, includesFolder: false } as const;
const matches = (pattern: string, path: string) =>
  PathPattern.parse(pattern, git)?.matches(path.toLowerCase().split('/')) ?? false;

it.each([
  ['a', 'a', true],
  ['a', 'A', true],
  ['a', 'b/a', false],
  ['**/a', 'x/y/a', true],
  ['a/**', 'a', false],
  ['a/**', 'a/b/c', true],
  ['a/**/b', 'a/b', true],
  ['a/**/b', 'a/x/y/b', true],
  ['a/**/b/**/c', 'a/b/b/x/c', true],
  ['**/a/**/a/**/b', 'a/x/a/y/b', true],
  ['**/a/**/a/**/b', 'a/x/y/b', false],
  ['*', '.hidden', true],
  ['a*c', 'abcbc', true],
  ['a*b*c', 'aXbYbZ', false],
  ['a**c', 'abc', true],
  ['a?c', 'abc', true],
  ['a[b-d]e', 'ace', true],
  ['a[!b-d]e', 'ace', false],
  ['a[^b-d]e', 'aze', true],
  ['a[]]b', 'a]b', true],
  ['a[a-]b', 'a-b', true],
  [String.raw`a[\]]b`, 'a]b', true],
  ['a[[:digit:]_]b', 'a7b', true],
  ['a[[:digit:]_]b', 'axb', false],
  ['a[b', 'a[b', false],
  [String.raw`a\*b`, 'a*b', true],
  [String.raw`a\*b`, 'axb', false],
  ['a\\', 'a\\', false],
])('%s and %s: %s', (pattern, path, expected) => {
  expect(matches(pattern, path)).toBe(expected);
});

describe('any pattern and path end at once', () => {
  const long = 'a'.repeat(200);
  const deep = `${'a/'.repeat(2_000)}c`;
  it.each([
    ['*a'.repeat(100) + 'b', long],
    ['**/a/'.repeat(14) + 'b', `${'a/'.repeat(45)}c`],
    ['**/a/'.repeat(700) + 'b', deep],
    ['*/'.repeat(1_000) + 'b', deep],
    ['**/*a*/'.repeat(500) + 'b', deep],
    ['?*'.repeat(2_000), 'a'.repeat(1_000)],
    ['[a-z]*'.repeat(1_000) + '!', 'a'.repeat(4_000)],
    ['['.repeat(100_000), 'a'],
    ['[[:'.repeat(100_000), 'a'],
    ['\\'.repeat(100_001), 'a'],
  ])('%.20s…', (pattern, path) => {
    expect(matches(pattern, path)).toBe(false);
  });

  it('a pattern that needs more characters than a path has matches nothing, and one of too many sets is refused', () => {
    expect(PathPattern.parse('a'.repeat(900_000), git)).toBeUndefined();
    expect(() => PathPattern.parse('[ab]'.repeat(2_000), git)).toThrow(RangeError);
    expect(PathPattern.parse('*'.repeat(900_000), git)?.matches(['x'])).toBe(true);
  });
});
