import { describe, expect, it } from 'vitest';
import { languageOfPath, languages } from '../../../src/base/languages.ts';

describe('languages', () => {
  it.each([
    ['src/a.ts', 'typescript'],
    ['src/a.d.ts', 'typescript'],
    ['A.TSX', 'typescriptreact'],
    ['a/b/main.py', 'python'],
    ['C:\\work\\x.cpp', 'cpp'],
    ['x.h', 'c'],
    ['Dockerfile', 'dockerfile'],
    ['Dockerfile.dev', 'dockerfile'],
    ['Makefile', 'makefile'],
    ['dir.py/Makefile', 'makefile'],
    ['.bashrc', 'shellscript'],
    ['tsconfig.json', 'jsonc'],
    ['package.json', 'json'],
    ['.git/COMMIT_EDITMSG', 'git-commit'],
    ['LICENSE', 'plaintext'],
    ['README.md', 'markdown'],
    ['a.min.js', 'javascript'],
    ['build/CMakeLists.txt', 'cmake'],
    ['lib/app.exs', 'elixir'],
    ['doc/manual.sgml', 'xml'],
    ['a.unknown', undefined],
    ['noextension', undefined],
    ['', undefined],
    ['a.', undefined],
  ])('%s is %s', (path, id) => {
    expect(languageOfPath(path)).toBe(id);
  });

  it('claim every id, extension and file name once', () => {
    for (const names of [
      languages.map(({ id }) => id),
      languages.flatMap(({ extensions }) => extensions),
      languages.flatMap(({ fileNames }) => fileNames),
    ]) {
      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
      expect(names.filter((name) => name !== name.toLowerCase())).toEqual([]);
    }
  });
});
