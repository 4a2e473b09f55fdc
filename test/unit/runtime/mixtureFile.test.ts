import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/base/userError.ts';
import { Mixture } from '../../../src/completion/textCache/mixture.ts';
import { readMixture, writeMixture } from '../../../src/runtime/mixtureFile.ts';
import { fittedMixture } from '../../support/fittedMixture.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'undercurrent-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('mixture.json in a folder', () => {
  it('is read as it was written, and nothing else is left there', async () => {
    await writeMixture(folder, Mixture.unfitted().toTables());
    const read = await readMixture(folder);
    expect(read.get('setWeights')).toEqual(Mixture.unfitted().setWeights);
    expect(await readdir(folder)).toEqual(['mixture.json']);
  });

  it('is refused when it is damaged', async () => {
    await writeFile(path.join(folder, 'mixture.json'), '{"formatVersion": 1}');
    await expect(readMixture(folder)).rejects.toBeInstanceOf(UserError);
  });

  it('is shipped, and fits this version', async () => {
    expect((await fittedMixture()).bytes).toBeGreaterThan(50_000);
  });
});
