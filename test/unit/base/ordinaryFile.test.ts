import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { NoOrdinaryFile, openOrdinaryFile } from '../../../src/base/ordinaryFile.ts';
import { readCheckpoint } from '../../../src/runtime/checkpointFiles.ts';
import { readTrainingState } from '../../../src/training/trainingState.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'undercurrent-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

it('opens a file, also behind a link, and nothing else', async () => {
  const file = path.join(folder, 'file');
  await writeFile(file, 'text');
  await symlink(file, path.join(folder, 'link'));
  for (const name of ['file', 'link']) {
    const handle = await openOrdinaryFile(path.join(folder, name));
    expect(await handle.readFile('utf8')).toBe('text');
    await handle.close();
  }
  await expect(openOrdinaryFile(folder)).rejects.toThrow(NoOrdinaryFile);
  await expect(openOrdinaryFile(path.join(folder, 'missing'))).rejects.toMatchObject({ code: 'ENOENT' });
});

it.skipIf(process.platform === 'win32')('refuses a pipe at once, for a model and for a saved training', async () => {
  const pipe = path.join(folder, 'model.json');
  execFileSync('mkfifo', [pipe]);
  await expect(openOrdinaryFile(pipe)).rejects.toThrow(NoOrdinaryFile);
  await expect(readCheckpoint(folder)).rejects.toThrow('The model is damaged: one of its files is none.');
  await expect(readTrainingState(pipe)).rejects.toThrow('cannot be used: it is no file.');
});
