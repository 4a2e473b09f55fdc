import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Pace } from '../../../src/base/pace.ts';
import { tokenOf } from '../../../src/completion/textCache/symbols.ts';
import { WorkspaceTexts } from '../../../src/completion/textCache/workspaceTexts.ts';
import { Turns } from '../../../src/completion/turns.ts';
import { Vocabulary } from '../../../src/model/text/vocabulary.ts';
import type { SurveyRequest } from '../../../src/processes/contracts.ts';
import { WorkspaceReader } from '../../../src/processes/workspaceReader.ts';
import { MemoryFileSystem, type MemoryFolder } from '../../support/memoryFileSystem.ts';

const vocabulary = new Vocabulary();
/** Long enough not to be left out. */
const code = (name: string) => `export function ${name}(first, second) {\n  return first + second;\n}\n`;

function stage(...folders: readonly MemoryFolder[]) {
  const fileSystem = new MemoryFileSystem(...folders);
  const texts = new WorkspaceTexts(vocabulary);
  const errors: unknown[] = [];
  const turns = new Turns(() => setImmediate(), (error) => errors.push(error)); // prettier-ignore
  const reader = new WorkspaceReader(texts, {
    turns,
    pace: new Pace(() => performance.now(), () => setImmediate()), // prettier-ignore
    onError: (error) => errors.push(error),
  });
  const request: SurveyRequest = {
    folders: folders.map((_, index) => ({ name: `folder${index}`, exclude: ['**/*.private.ts'] })),
    recent: [],
    commitMessages: ['a message that is not read'],
  };
  return { fileSystem, texts, reader, request, turns, errors };
}

/** All text in the cache. */
function content({ chain }: WorkspaceTexts): string {
  const characters = [...chain.symbols.subarray(0, chain.length)].map((symbol) => tokenOf(symbol));
  return String.fromCharCode(...characters.filter((token) => token >= 0 && token < 128));
}

test('reads what fine-tuning may read, the most recent files last', async () => {
  const { reader, fileSystem, request, texts, errors } = stage({
    'src/old.ts': { text: code('old'), modified: 1 },
    'src/new.ts': { text: code('recent'), modified: 2 },
    'src/open.ts': { text: code('opened'), modified: 0 },
  });
  reader.use(fileSystem, { ...request, recent: [{ folder: 0, path: 'src/open.ts' }] });
  await reader.idle();
  expect(texts.names).toEqual(['src/old.ts', 'src/new.ts', 'src/open.ts']);
  expect(texts.chain.indexed).toBe(texts.chain.length);
  expect(content(texts)).toContain('function opened(');
  expect(content(texts)).not.toContain('a message');
  expect(errors).toEqual([]);
});

test('leaves out what fine-tuning leaves out, secrets above all', async () => {
  const secret = 'hT7xQ2mZ9vK4bN8wR3yL6pD1sF5gJ0cA';
  const { reader, fileSystem, request, texts } = stage({
    '.gitignore': 'local/\n',
    '.env': `TOKEN=${secret}\n`.repeat(5),
    'local/a.ts': code('ignored'),
    'a.private.ts': code('excluded'),
    'node_modules/x/index.js': code('vendored'),
    'src/key.ts': `${code('kept')}export const shade = '${secret}';\n`,
  });
  reader.use(fileSystem, request);
  await reader.idle();
  expect(texts.names).toEqual(['src/key.ts']);
  expect(content(texts)).toContain('function kept(');
  expect(content(texts)).not.toContain(secret.slice(0, 8));
  for (const name of ['.env', 'local/a.ts', 'a.private.ts', 'node_modules/x/index.js']) {
    expect(fileSystem.texts).not.toContain(`0:${name}`);
    reader.changed([{ folder: 0, path: name }]);
  }
  await reader.idle();
  expect(texts.names).toEqual(['src/key.ts']);
  expect(fileSystem.texts.filter((text) => /env|local|private|node_modules/.test(text))).toEqual([]);
});

test('reads saved and new files, and forgets deleted ones', async () => {
  const { reader, fileSystem, request, texts } = stage({ 'a.ts': code('first'), 'b.ts': code('other') });
  reader.use(fileSystem, request);
  await reader.idle();
  fileSystem.write(0, 'a.ts', code('second'));
  fileSystem.write(0, 'src/c.ts', code('third'));
  fileSystem.delete(0, 'b.ts');
  const [a, b, c] = ['a.ts', 'b.ts', 'src/c.ts'].map((path) => ({ folder: 0, path }));
  reader.changed([a!, b!, c!]);
  await reader.idle();
  expect([...texts.names].sort()).toEqual(['a.ts', 'src/c.ts']);
  expect(content(texts)).toContain('function second(');
  expect(content(texts)).toContain('function third(');
  expect(content(texts)).not.toContain('function first(');
  expect(content(texts)).not.toContain('function other(');
});

test('leaves out a secret that is written into a file later', async () => {
  const secret = 'zQ8wE2rT6yU1iO4pA7sD3fG9hJ5kL0xC';
  const { reader, fileSystem, request, texts } = stage({ 'a.ts': code('first') });
  reader.use(fileSystem, request);
  await reader.idle();
  fileSystem.write(0, 'a.ts', `${code('second')}const shade = '${secret}';\n`);
  reader.changed([{ folder: 0, path: 'a.ts' }]);
  await reader.idle();
  expect(content(texts)).toContain('function second(');
  expect(content(texts)).not.toContain(secret.slice(0, 8));
});

test('reads new folders and forgets deleted ones', async () => {
  const { reader, fileSystem, request, texts } = stage({ 'a.ts': code('first'), 'old/b.ts': code('other') });
  reader.use(fileSystem, request);
  await reader.idle();
  fileSystem.delete(0, 'old/b.ts');
  fileSystem.write(0, 'new/b.ts', code('other'));
  reader.changed([
    { folder: 0, path: 'old' },
    { folder: 0, path: 'new' },
  ]);
  await reader.idle();
  expect([...texts.names].sort()).toEqual(['a.ts', 'new/b.ts']);
});

test('names files with their folder when there are several', async () => {
  const { reader, fileSystem, request, texts } = stage({ 'a.ts': code('first') }, { 'a.ts': code('second') });
  reader.use(fileSystem, request);
  await reader.idle();
  expect([...texts.names].sort()).toEqual(['folder0/a.ts', 'folder1/a.ts']);
  fileSystem.delete(1, 'a.ts');
  reader.changed([{ folder: 1, path: 'a.ts' }]);
  await reader.idle();
  expect(texts.names).toEqual(['folder0/a.ts']);
});

test('forgets everything when nothing may be read any more, also during a reading', async () => {
  const { reader, fileSystem, request, texts, errors } = stage({ 'a.ts': code('first') });
  reader.use(fileSystem, request);
  await reader.idle();
  expect(texts.names).toEqual(['a.ts']);
  reader.use(fileSystem, request);
  reader.use(fileSystem, undefined);
  for (let turn = 0; turn < 50; turn++) await setImmediate();
  await reader.idle();
  expect(texts.names).toEqual([]);
  expect(content(texts)).toBe('');
  reader.changed([{ folder: 0, path: 'a.ts' }]);
  await reader.idle();
  expect(texts.names).toEqual([]);
  expect(errors).toEqual([]);
});

test('lets a request run between two pieces', async () => {
  const { reader, fileSystem, request, texts, turns } = stage({
    'a.ts': Array.from({ length: 8000 }, (_, index) => code(`f${index}`)).join(''),
  });
  reader.use(fileSystem, request);
  while (texts.chain.length === 0) await setImmediate();
  let indexedAtRequest = -1;
  await turns.foreground(() => {
    indexedAtRequest = texts.chain.indexed;
    return Promise.resolve();
  });
  await reader.idle();
  expect(indexedAtRequest).toBeLessThan(texts.chain.indexed);
});

test('reports a failing file system, and still reads the next change', async () => {
  const { reader, fileSystem, request, texts, errors } = stage({ 'a.ts': code('first') });
  fileSystem.beforeRead = () => {
    throw new Error('gone');
  };
  reader.use(fileSystem, request);
  await reader.idle();
  expect(errors).toHaveLength(1);
  fileSystem.beforeRead = () => undefined;
  reader.changed([{ folder: 0, path: 'a.ts' }]);
  await reader.idle();
  expect(texts.names).toEqual(['a.ts']);
});

test('the cost of a changed file does not depend on what lies beside it', async () => {
  const cost = async (files: number): Promise<number> => {
    const beside = Object.fromEntries(
      Array.from({ length: files }, (_, index) => [`src/deep/${index}.bin`, { kind: 'binary' as const, size: 10 }]),
    );
    const { reader, fileSystem, request, texts } = stage({ ...beside, 'src/deep/a.ts': code('before') });
    reader.use(fileSystem, request);
    await reader.idle();
    const [lists, asked] = [fileSystem.lists.length, fileSystem.entries.length];
    fileSystem.write(0, 'src/deep/a.ts', code('after'));
    reader.changed([{ folder: 0, path: 'src/deep/a.ts' }]);
    await reader.idle();
    expect(content(texts)).toContain('function after(');
    expect(fileSystem.lists.length).toBe(lists);
    return fileSystem.entries.length - asked;
  };
  const few = await cost(2);
  expect(few).toBeLessThan(10);
  expect(await cost(2_000)).toBe(few);
});

test('of a new folder only the folder is read', async () => {
  const { reader, fileSystem, request, texts } = stage({ 'src/a.ts': code('old'), 'other/b.ts': code('other') });
  reader.use(fileSystem, request);
  await reader.idle();
  fileSystem.write(0, 'src/new/c.ts', code('added'));
  const lists = fileSystem.lists.length;
  reader.changed([{ folder: 0, path: 'src/new' }]);
  await reader.idle();
  expect(fileSystem.lists.slice(lists)).toEqual(['0:src/new']);
  expect(texts.names).toContain('src/new/c.ts');
});
