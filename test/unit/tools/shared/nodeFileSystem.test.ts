import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { nodeFileSystem } from '../../../../src/tools/shared/nodeFileSystem.ts';
import { collectWorkspace } from '../../../../src/workspace/workspaceCorpus.ts';
import { listOf } from '../../../support/listing.ts';

let folder: string;
const text = 'export function answer(): number {\n  return 42;\n}\n';

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'workspace-'));
  mkdirSync(path.join(folder, 'src'));
  writeFileSync(path.join(folder, 'src/a.ts'), `\ufeff${text.replaceAll('\n', '\r\n')}`);
  writeFileSync(path.join(folder, 'src/b.bin'), new Uint8Array([1, 0, 2]));
  writeFileSync(path.join(folder, 'src/c.txt'), new Uint8Array([0xc3, 0x28]));
  utimesSync(path.join(folder, 'src/a.ts'), 1000, 2000);
  symlinkSync(path.join(folder, 'src'), path.join(folder, 'linked'));
  symlinkSync(path.join(folder, 'src/a.ts'), path.join(folder, 'linked.ts'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('lists with kinds, sizes and times, links as links', async () => {
  const files = nodeFileSystem([folder]);
  expect((await listOf(files, 0, ''))?.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    'linked link',
    'linked.ts link',
    'src folder',
  ]);
  const [first] = (await listOf(files, 0, 'src')) ?? [];
  expect(first).toEqual({ name: 'a.ts', kind: 'file', size: text.length + 3 + 3, modified: 2_000_000 });
  expect(await listOf(files, 0, 'absent')).toBeUndefined();
  expect(await listOf(files, 0, 'src/a.ts')).toBeUndefined();
  expect(await listOf(files, 1, '')).toBeUndefined();
});

it('reads texts with line feeds and without a byte-order mark, and nothing else', async () => {
  const files = nodeFileSystem([folder]);
  expect(await files.read(0, 'src/a.ts')).toEqual({ kind: 'text', text });
  expect(await files.read(0, 'src/b.bin')).toEqual({ kind: 'binary' });
  expect(await files.read(0, 'src/c.txt')).toEqual({ kind: 'binary' });
  for (const gone of ['absent', 'src', 'linked.ts', 'linked'])
    expect(await files.read(0, gone)).toEqual({ kind: 'gone' });
  expect(await files.read(1, 'src/a.ts')).toEqual({ kind: 'gone' });
});

it('is what a workspace is collected from', async () => {
  const request = { folders: [{ name: 'w', exclude: [] }], recent: [], commitMessages: [] };
  const { documents, survey } = await collectWorkspace(nodeFileSystem([folder]), request);
  expect(documents.map((document) => [document.path, document.text])).toEqual([['src/a.ts', text]]);
  expect(survey.leftOut).toEqual([
    { path: 'linked', reason: 'link' },
    { path: 'linked.ts', reason: 'link' },
    { path: 'src/b.bin', reason: 'binary' },
    { path: 'src/c.txt', reason: 'tooSmall' },
  ]);
});
