import { describe, expect, it } from 'vitest';

import { Rng } from '../../../src/base/rng.ts';
import { collectWorkspace } from '../../../src/workspace/workspaceCorpus.ts';
import type { LeftOutReason, SurveyRequest } from '../../../src/workspace/workspaceSurvey.ts';
import { MemoryFileSystem, type MemoryFolder } from '../../support/memoryFileSystem.ts';

/** Never valid. In two parts, so that secret scanners do not report this file. */
const token = ['ghp', '16C7e42F292c6912E7710c838347Ae178B4a'].join('_');

/** Different for each seed, and unlike data. */
function code(seed: number, lines = 10): string {
  const rng = new Rng(seed);
  const word = (): string => Array.from({ length: 7 }, () => String.fromCharCode(97 + rng.integer(26))).join('');
  return Array.from({ length: lines }, () => `const ${word()} = ${word()}(${word()}, ${word()});\n`).join('');
}

function request(overrides: Partial<SurveyRequest> = {}, folders = 1): SurveyRequest {
  const names = ['one', 'two', 'three'].slice(0, folders);
  return { folders: names.map((name) => ({ name, exclude: [] })), recent: [], commitMessages: [], ...overrides };
}

async function collect(folder: MemoryFolder, overrides: Partial<SurveyRequest> = {}) {
  const fileSystem = new MemoryFileSystem(folder);
  const corpus = await collectWorkspace(fileSystem, request(overrides));
  const leftOut = Object.fromEntries(corpus.survey.leftOut.map(({ path, reason }) => [path, reason]));
  return { ...corpus, fileSystem, leftOut, paths: corpus.documents.map(({ path }) => path) };
}

describe('the corpus', () => {
  it('has every text of every folder, with its language', async () => {
    const { documents, survey } = await collect({
      'a.ts': code(1),
      'src/b.py': code(2),
      'src/deep/er/c.unknown': code(3),
      Makefile: code(4),
    });
    expect(documents.map(({ path, languageId }) => `${path} ${languageId}`)).toEqual([
      'Makefile makefile',
      'a.ts typescript',
      'src/b.py python',
      'src/deep/er/c.unknown plaintext',
    ]);
    expect(survey.files).toEqual(
      documents.map(({ path, languageId, text }) => ({
        path,
        languageId,
        characters: text.length,
        isRecent: false,
        secretLines: 0,
      })),
    );
    expect(survey.characters).toBe(documents.reduce((sum, { text }) => sum + text.length, 0));
    expect(survey.languages.map(({ languageId, files }) => [languageId, files])).toEqual([
      ['makefile', 1],
      ['plaintext', 1],
      ['python', 1],
      ['typescript', 1],
    ]);
    expect(survey.leftOut).toEqual([]);
  });

  it('has line feeds only and no byte-order mark', async () => {
    const { documents } = await collect({ 'a.ts': `\ufeff${code(1).replaceAll('\n', '\r\n')}` });
    expect(documents[0]?.text).toBe(code(1));
  });

  it('may have lone surrogates, in names too', async () => {
    const odd = `${code(1)}const odd = "\ud800 \udc00";\n`;
    const { documents, survey } = await collect({ 'a\ud800.ts': odd }, { commitMessages: ['Say \udfff'] });
    expect(documents.map(({ text }) => text)).toEqual([odd, 'Say \udfff\n']);
    expect(survey.files[0]?.characters).toBe(odd.length + 4);
  });

  it('counts UTF-8 bytes', async () => {
    const { survey } = await collect({ 'a.md': `${'Größe und Maß der Dinge, '.repeat(4)}\n` });
    expect(survey.characters).toBe(4 * 28 + 1);
  });

  it('has texts of several folders, each with its own rules and name', async () => {
    const fileSystem = new MemoryFileSystem(
      { 'a.ts': code(1), 'skip/b.ts': code(2), '.gitignore': '*.log\n' },
      { 'a.ts': code(3), 'skip/b.ts': code(4), 'c.log.ts': code(5) },
    );
    const folders = [
      { name: 'one', exclude: ['skip'] },
      { name: 'two', exclude: [] },
    ];
    const { documents, survey } = await collectWorkspace(fileSystem, request({ folders }));
    expect(documents.map(({ path }) => path)).toEqual(['one/a.ts', 'two/a.ts', 'two/c.log.ts', 'two/skip/b.ts']);
    expect(survey.leftOut).toEqual([
      { path: 'one/.gitignore', reason: 'tooSmall' },
      { path: 'one/skip/', reason: 'excluded' },
    ]);
  });
});

describe('the order', () => {
  const folder = {
    'old.ts': { text: code(1), modified: 1 },
    'new.ts': { text: code(2), modified: 9 },
    'b.ts': { text: code(3), modified: 5 },
    'a.ts': { text: code(4), modified: 5 },
    'sub/edited.ts': { text: code(5), modified: 2 },
  };
  const recent = [
    { folder: 0, path: 'sub/edited.ts' },
    { folder: 0, path: 'gone.ts' },
    { folder: 0, path: 'old.ts' },
    { folder: 0, path: 'sub/edited.ts' },
  ];

  it('puts recent files first, then sorts by the last change', async () => {
    const { documents, survey } = await collect(folder, { recent });
    expect(documents.map(({ path, isRecent }) => [path, isRecent])).toEqual([
      ['sub/edited.ts', true],
      ['old.ts', true],
      ['new.ts', false],
      ['a.ts', false],
      ['b.ts', false],
    ]);
    expect(survey.files.map(({ path }) => path)).toEqual(documents.map(({ path }) => path));
  });

  it('decides which files do not fit, and these are not read', async () => {
    const fileSystem = new MemoryFileSystem(folder);
    const maximumCharacters = code(5).length + code(1).length + code(2).length - 1;
    const { documents, survey } = await collectWorkspace(fileSystem, request({ recent }), { maximumCharacters });
    expect(documents.map(({ path }) => path)).toEqual(['sub/edited.ts', 'old.ts']);
    expect(survey.leftOut).toEqual(['a.ts', 'b.ts', 'new.ts'].map((path) => ({ path, reason: 'beyondLimit' })));
    expect(survey.characters).toBeLessThanOrEqual(maximumCharacters);
  });

  it('decides which of two near-duplicates stays', async () => {
    const { paths, leftOut } = await collect({
      'a.ts': { text: code(1, 40), modified: 1 },
      'copy.ts': { text: `${code(1, 40)}const last = 1;\n`, modified: 2 },
      'other.ts': { text: code(2, 40), modified: 0 },
    });
    expect(paths).toEqual(['copy.ts', 'other.ts']);
    expect(leftOut).toEqual({ 'a.ts': 'nearDuplicate' });
  });

  it('does not matter where both near-duplicates are kept', async () => {
    const fileSystem = new MemoryFileSystem({ 'a.ts': code(1, 40), 'copy.ts': `${code(1, 40)}const last = 1;\n` });
    const { documents, survey } = await collectWorkspace(fileSystem, request(), { keepNearDuplicates: true });
    expect(documents.map(({ path }) => path)).toEqual(['a.ts', 'copy.ts']);
    expect(survey.leftOut).toEqual([]);
  });

  it('does not depend on the order of listings, with a few reads at a time', async () => {
    const files = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`${i % 3}/f${i}.ts`, code(i)] as const));
    const forwards = new MemoryFileSystem(files);
    const backwards = new MemoryFileSystem(Object.fromEntries(Object.entries(files).reverse()));
    const corpus = await collectWorkspace(forwards, request());
    expect(await collectWorkspace(backwards, request())).toEqual(corpus);
    expect(forwards.mostReads).toBe(4);
  });
});

describe('what is left out', () => {
  it.each<[LeftOutReason, MemoryFolder]>([
    ['secret', { 'config/.env.local': 'A=1\n'.repeat(20) }],
    ['secret', { 'deploy/id_rsa': code(1) }],
    ['lockFile', { 'package-lock.json': code(1) }],
    ['generated', { 'api.ts': `// Code generated by a tool. DO NOT EDIT.\n${code(1)}` }],
    ['minified', { 'a.js': `${'f(a,b);'.repeat(300)}\n` }],
    ['data', { 'numbers.txt': '1, 2, 3, 4\n'.repeat(20) }],
    ['data', { 'table.csv': code(1) }],
    ['binary', { 'picture.png': { kind: 'binary', size: 100 } }],
    ['binary', { 'blob.x': { kind: 'binary', size: 100 } }],
    ['binary', { 'nul.ts': `${code(1)}\0` }],
    ['tooLarge', { 'big.ts': { text: code(1), size: 1_000_001 } }],
    ['tooLarge', { 'grown.ts': { text: code(1, 30_000), size: 100 } }],
    ['tooSmall', { 'index.ts': "export * from '../training/a.ts';\n" }],
    ['link', { 'link.ts': { kind: 'link' } }],
    ['unreadable', { 'pipe.ts': { kind: 'other' } }],
    ['unreadable', { 'gone.ts': { kind: 'gone', size: 100 } }],
  ])('%s: %o', async (reason, folder) => {
    const { documents, leftOut } = await collect({ ...folder, 'kept.ts': code(9) });
    expect(leftOut).toEqual(Object.fromEntries(Object.keys(folder).map((path) => [path, reason])));
    expect(documents).toHaveLength(1);
  });

  it('folders: reported once and never listed', async () => {
    const { fileSystem, paths, leftOut } = await collect(
      {
        'node_modules/a/index.js': code(1),
        'packages/x/node_modules/b.js': code(2),
        '.git/config': code(3),
        'sub/.git/config': code(4),
        'tmp/a.ts': code(5),
        'hidden/a.ts': code(6),
        '.ssh/notes': code(7),
        'a.ts': code(8),
        '.gitignore': 'tmp/\n',
      },
      { folders: [{ name: 'one', exclude: ['**/hidden'] }] },
    );
    expect(paths).toEqual(['a.ts']);
    expect(leftOut).toEqual({
      '.gitignore': 'tooSmall',
      '.ssh/': 'secret',
      'hidden/': 'excluded',
      'node_modules/': 'vendored',
      'packages/x/node_modules/': 'vendored',
      'tmp/': 'ignored',
    });
    expect(fileSystem.lists.sort()).toEqual(['0:', '0:packages', '0:packages/x', '0:sub']);
  });

  it('by .gitignore files, nested and negated, and by the repository’s own list', async () => {
    const { paths, leftOut } = await collect({
      '.gitignore': '*.gen.ts\n/local\n!keep.gen.ts\n# and so on, for the length of it\n',
      '.git/info/exclude': 'scratch.ts\n',
      'a.gen.ts': code(1),
      'keep.gen.ts': code(2),
      'local/a.ts': code(3),
      'sub/local/a.ts': code(4),
      'sub/.gitignore': '!b.gen.ts\n',
      'sub/b.gen.ts': code(5),
      'sub/c.gen.ts': code(6),
      'sub/scratch.ts': code(7),
    });
    expect(paths).toEqual(['.gitignore', 'keep.gen.ts', 'sub/b.gen.ts', 'sub/local/a.ts']);
    expect(leftOut).toEqual({
      'a.gen.ts': 'ignored',
      'local/': 'ignored',
      'sub/.gitignore': 'tooSmall',
      'sub/c.gen.ts': 'ignored',
      'sub/scratch.ts': 'ignored',
    });
  });

  it('by globs of settings', async () => {
    const files = {
      'a.ts': code(1),
      'a.js': code(2),
      'sub/a.js': code(3),
      'sub/b.test.ts': code(4),
      'docs/a.md': code(5),
    };
    const exclude = ['*.js', '**/*.{test,spec}.ts', 'docs/**'];
    const { paths, leftOut } = await collect(files, { folders: [{ name: 'one', exclude }] });
    expect(paths).toEqual(['a.ts', 'sub/a.js']);
    expect(leftOut).toEqual({ 'a.js': 'excluded', 'docs/': 'excluded', 'sub/b.test.ts': 'excluded' });
  });

  it('lines with secrets, but not the file around them', async () => {
    const secret = `const key = "${token}";\n`;
    const block = 'const pem = `-----BE~GIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----`;\n'.replace('~', '');
    const { documents, survey, leftOut } = await collect({
      'a.ts': code(1) + secret + block + code(2),
      'only.ts': 'const password = "correct-horse-battery-staple"; // of nobody\n',
    });
    expect(documents.map(({ text }) => text)).toEqual([code(1) + code(2)]);
    expect(survey.files[0]?.secretLines).toBe(4);
    expect(leftOut).toEqual({ 'only.ts': 'secret' });
  });

  it('files and folders that are deleted while others are read', async () => {
    const fileSystem = new MemoryFileSystem({ 'a.ts': code(1), 'b.ts': code(2), 'c.ts': code(3), 'x/d.ts': code(4) });
    fileSystem.beforeRead = (path) => {
      if (path === '.git/info/exclude') fileSystem.delete(0, 'x/d.ts');
      if (path === 'a.ts') fileSystem.delete(0, 'b.ts');
    };
    const list = fileSystem.list.bind(fileSystem);
    fileSystem.list = async (folder, path, take) => {
      const isListed = await list(folder, path, take);
      if (path === '') take([{ name: 'x', kind: 'folder', size: 0, modified: 0 }]);
      return isListed;
    };
    const { documents, survey } = await collectWorkspace(fileSystem, request());
    expect(documents.map(({ path }) => path)).toEqual(['a.ts', 'c.ts']);
    expect(survey.leftOut).toEqual([
      { path: 'b.ts', reason: 'unreadable' },
      { path: 'x/', reason: 'unreadable' },
    ]);
  });

  it('a whole folder that cannot be read', async () => {
    const { documents, survey } = await collectWorkspace(new MemoryFileSystem({}), request());
    expect(documents).toEqual([]);
    expect(survey).toEqual({
      files: [],
      languages: [],
      characters: 0,
      leftOut: [{ path: '/', reason: 'unreadable' }],
      leftOutCounts: { unreadable: 1 },
    });
    const two = await collectWorkspace(new MemoryFileSystem({ 'a.ts': code(1) }, {}), request({}, 2));
    expect(two.survey.leftOut).toEqual([{ path: 'two/', reason: 'unreadable' }]);
  });
});

describe('commit messages', () => {
  it('are documents without a path, each once, and one file in the report', async () => {
    const commitMessages = [
      'Fix the parser\r\n\r\nIt lost a line.\n',
      'Add a test',
      'Fix it',
      'Add a test\n',
      '  \n',
      'Merge branch a',
    ];
    const { documents, survey } = await collect({ 'a.ts': code(1) }, { commitMessages });
    expect(documents.slice(1)).toEqual(
      ['Fix the parser\n\nIt lost a line.\n', 'Add a test\n', 'Fix it\n'].map((text) => ({
        path: '',
        languageId: 'git-commit',
        text,
        isRecent: false,
      })),
    );
    expect(survey.files[1]).toEqual({
      path: 'COMMIT_EDITMSG',
      languageId: 'git-commit',
      characters: 50,
      isRecent: false,
      secretLines: 0,
    });
    expect(survey.languages[1]).toEqual({ languageId: 'git-commit', files: 3, characters: 50 });
  });

  it('lose lines with secrets, and have their own small limit', async () => {
    const fileSystem = new MemoryFileSystem({ 'a.ts': code(1) });
    const commitMessages = [`Use a token\n${token}`, token, 'Short', 'Much too long '.repeat(100), 'After'];
    const options = { maximumCharacters: 1000 };
    const { documents, survey } = await collectWorkspace(fileSystem, request({ commitMessages }), options);
    expect(documents.slice(1).map(({ text }) => text)).toEqual(['Use a token\n', 'Short\n']);
    expect(survey.files[1]?.secretLines).toBe(1);
  });
});

describe('a collection', () => {
  const files = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`d${i % 4}/f${i}.ts`, code(i)] as const));

  it('reports how many files are done, up to all of them', async () => {
    const counts: number[] = [];
    const { survey } = await collectWorkspace(new MemoryFileSystem({ ...files, 'x.png': 'x'.repeat(50) }), request(), {
      onFiles: (count) => counts.push(count),
    });
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(counts.at(-1)).toBe(survey.files.length + survey.leftOut.length);
    expect(counts.at(-1)).toBe(21);
  });

  it.each(['d0/f0.ts', '.git/info/exclude'])('rejects with the reason of an abort during %s', async (when) => {
    const fileSystem = new MemoryFileSystem(files);
    const controller = new AbortController();
    fileSystem.beforeRead = (path) => {
      if (path === when) controller.abort(new Error('enough'));
    };
    await expect(collectWorkspace(fileSystem, request(), { signal: controller.signal })).rejects.toThrow('enough');
    expect(fileSystem.texts.length).toBeLessThan(10);
  });

  it('does not begin when already aborted', async () => {
    const fileSystem = new MemoryFileSystem(files);
    const options = { signal: AbortSignal.abort(new Error('never')) };
    await expect(collectWorkspace(fileSystem, request(), options)).rejects.toThrow('never');
    expect([fileSystem.lists, fileSystem.texts]).toEqual([[], []]);
  });
});
