import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/base/userError.ts';
import { copyModel } from '../../../src/fineTuning/copyModel.ts';
import { readCheckpoint, writeCheckpoint } from '../../../src/runtime/checkpointFiles.ts';
import { tinyCheckpoint, tinyConfig } from '../../support/tinyCheckpoint.ts';

let folder: string;
let from: string;
let to: string;
const logged: string[] = [];
const log = (message: string) => logged.push(message);

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'copy-'));
  [from, to] = [path.join(folder, 'from'), path.join(folder, 'to')];
  await writeCheckpoint(to, tinyCheckpoint(1, { name: 'old' }));
  logged.length = 0;
});

afterEach(async () => {
  await chmod(to, 0o755).catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
});

async function expectUnchanged(): Promise<void> {
  const { manifest, flat } = await readCheckpoint(to);
  expect(manifest.name).toBe('old');
  expect(flat).toEqual(tinyCheckpoint(1).flat);
  expect(await readdir(to)).toHaveLength(2);
}

describe('copying a model', () => {
  it('replaces the one that was there', async () => {
    await writeCheckpoint(from, tinyCheckpoint(2, { name: 'new' }));
    expect(await copyModel(from, to, log)).toEqual({ name: 'new' });
    expect((await readCheckpoint(to)).flat).toEqual(tinyCheckpoint(2).flat);
    expect(logged).toEqual([]);
  });

  // The kernels of the native library need sizes in blocks.
  it.each([48, 33, 1])('of a hidden size that does not load (%i) changes nothing', async (hiddenSize) => {
    await writeCheckpoint(from, tinyCheckpoint(2, { name: 'new', config: { ...tinyConfig, hiddenSize } }));
    const error: unknown = await copyModel(from, to, log).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error === undefined) {
      // Loaded and asked: then it is one that works.
      expect((await readCheckpoint(to)).manifest.name).toBe('new');
      return;
    }
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ message: 'The model cannot be loaded.' });
    expect((error as Error).cause).toBeInstanceOf(Error);
    await expectUnchanged();
  });

  it('whose provenance is nested without end is refused with a sentence', async () => {
    await writeCheckpoint(from, tinyCheckpoint(2));
    const file = path.join(from, 'model.json');
    const json = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    const nested = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`;
    delete json['sha256'];
    const text = JSON.stringify({ ...json, formatVersion: 1, provenance: '§' }).replace('"§"', nested);
    await writeFile(file, text);
    await expect(copyModel(from, to, log)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('provenance is not an object that is nested up to 32 deep') as string,
    });
    await expectUnchanged();
  });

  it('into a place that is no folder says so', async () => {
    await writeCheckpoint(from, tinyCheckpoint(2));
    await mkdir(path.join(folder, 'other'));
    await writeFile(path.join(folder, 'other', 'file'), '');
    await expect(copyModel(from, path.join(folder, 'other', 'file'), log)).rejects.toMatchObject({
      name: 'UserError',
      message: 'The model could not be written: its folder cannot be written.',
    });
  });
});
