import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/base/userError.ts';
import {
  durableFiles,
  readCheckpoint,
  writeCheckpoint,
  type DurableFiles,
} from '../../../src/runtime/checkpointFiles.ts';
import { tinyCheckpoint } from '../../support/tinyCheckpoint.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'checkpoint-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const weightsFile = async (): Promise<string> =>
  join(
    folder,
    (await readdir(folder)).find((name) => /^weights-.*\.bin$/.test(name))!,
  );

/** A process killed in its k-th step: half a file is written, or a rename is not done, and nothing follows. */
function killedAtStep(k: number): DurableFiles {
  let step = 0;
  const living = (): boolean => ++step < k;
  const dead = new Error('killed');
  return {
    async write(path, content) {
      if (living()) return durableFiles.write(path, content);
      await writeFile(path, content.slice(0, content.length / 2));
      throw dead;
    },
    rename: (from, to) => (living() ? durableFiles.rename(from, to) : Promise.reject(dead)),
    remove: (path) => (living() ? durableFiles.remove(path) : Promise.reject(dead)),
  };
}

describe('checkpoint files', () => {
  it('come back as they were, in a folder that did not exist', async () => {
    const checkpoint = tinyCheckpoint();
    const inside = join(folder, 'a', 'b');
    await writeCheckpoint(inside, checkpoint);
    const read = await readCheckpoint(inside);
    expect(read.manifest).toEqual(checkpoint.manifest);
    expect(read.flat).toEqual(checkpoint.flat);
  });

  it('are replaced, and nothing old stays', async () => {
    await writeCheckpoint(folder, tinyCheckpoint(1));
    await writeFile(join(folder, 'notes.txt'), 'not ours');
    await writeCheckpoint(folder, tinyCheckpoint(2), 'float32');
    expect((await readCheckpoint(folder)).flat).toEqual(tinyCheckpoint(2).flat);
    expect((await readdir(folder)).sort()).toEqual(['model.json', 'notes.txt', basename(await weightsFile())]);
  });

  it('hold the old model or the new one, wherever the writer is killed', async () => {
    const seen = new Set<string>();
    for (let k = 1; k <= 6; k++) {
      await writeCheckpoint(folder, tinyCheckpoint(1, { name: 'old' }));
      const killed = await writeCheckpoint(folder, tinyCheckpoint(2, { name: 'new' }), 'float16', killedAtStep(k)).then(
        () => 'finished',
        () => 'killed',
      );
      const { manifest, flat } = await readCheckpoint(folder);
      expect(flat).toEqual(tinyCheckpoint(manifest.name === 'old' ? 1 : 2).flat);
      seen.add(`${killed} ${manifest.name}`);
      // The next writer cleans up.
      await writeCheckpoint(folder, tinyCheckpoint(3));
      expect(await readdir(folder)).toHaveLength(2);
    }
    expect([...seen]).toEqual(['killed old', 'finished new']);
  });

  it('are in place although old files cannot be deleted, which is told', async () => {
    await writeCheckpoint(folder, tinyCheckpoint(1, { name: 'old' }));
    const fault = new Error('EBUSY');
    const stuck = { ...durableFiles, remove: () => Promise.reject(fault) };
    expect(await writeCheckpoint(folder, tinyCheckpoint(2, { name: 'new' }), 'float16', stuck)).toEqual({
      leftOver: fault,
    });
    expect((await readCheckpoint(folder)).manifest.name).toBe('new');
  });

  it('are in place when the last rename is done and reports a fault nevertheless', async () => {
    await writeCheckpoint(folder, tinyCheckpoint(1, { name: 'old' }));
    const lying: DurableFiles = {
      ...durableFiles,
      rename: async (from, to) => {
        await durableFiles.rename(from, to);
        if (to.endsWith('model.json')) throw new Error('EIO');
      },
    };
    await writeCheckpoint(folder, tinyCheckpoint(2, { name: 'new' }), 'float16', lying);
    expect((await readCheckpoint(folder)).manifest.name).toBe('new');
    expect(await readdir(folder)).toHaveLength(2);
  });

  it('stay when the new model has diverged', async () => {
    await writeCheckpoint(folder, tinyCheckpoint(1));
    const diverged = tinyCheckpoint(2);
    diverged.flat[5] = NaN;
    await expect(writeCheckpoint(folder, diverged)).rejects.toThrow(UserError);
    expect((await readCheckpoint(folder)).flat).toEqual(tinyCheckpoint(1).flat);
  });
});

describe('reading refuses', () => {
  const refusal = async (): Promise<string> => {
    const error: unknown = await readCheckpoint(folder).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  };

  it('a folder without a model', async () => {
    expect(await refusal()).toMatch(/no model/);
    await rm(folder, { recursive: true });
    expect(await refusal()).toMatch(/no model/);
  });

  it('missing weights', async () => {
    await writeCheckpoint(folder, tinyCheckpoint());
    await rm(await weightsFile());
    expect(await refusal()).toMatch(/missing/);
  });

  it('truncated weights', async () => {
    await writeCheckpoint(folder, tinyCheckpoint());
    await truncate(await weightsFile(), 1000);
    expect(await refusal()).toMatch(/1000 bytes long/);
  });

  it('weights that are too long, without reading them', async () => {
    await writeCheckpoint(folder, tinyCheckpoint());
    await truncate(await weightsFile(), 2 ** 40);
    expect(await refusal()).toMatch(/too long/);
  });

  it('weights with a flipped bit', async () => {
    await writeCheckpoint(folder, tinyCheckpoint());
    const file = await weightsFile();
    const bytes = await readFile(file);
    bytes[1234]! ^= 4;
    await writeFile(file, bytes);
    expect(await refusal()).toMatch(/have changed/);
  });

  it('a truncated, an endless and an absurd model.json', async () => {
    await writeCheckpoint(folder, tinyCheckpoint());
    const manifest = join(folder, 'model.json');
    await truncate(manifest, 100);
    expect(await refusal()).toMatch(/not JSON/);
    await truncate(manifest, 2 ** 40);
    expect(await refusal()).toMatch(/too long/);
    await rm(manifest);
    await mkdir(manifest);
    expect(await refusal()).toMatch(/damaged|cannot be read/);
  });
});
