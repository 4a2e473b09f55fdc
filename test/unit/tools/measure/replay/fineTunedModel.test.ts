import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserError } from '../../../../../src/base/userError.ts';
import { storageNames } from '../../../../../src/base/storageNames.ts';
import { readCheckpoint, writeCheckpoint } from '../../../../../src/runtime/checkpointFiles.ts';
import { fineTunedModel, type FineTuningPlan } from '../../../../../src/tools/measure/replay/fineTunedModel.ts';
import { tinyCheckpoint } from '../../../../support/tinyCheckpoint.ts';

let folder = '';
let base = '';
let lines: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fine-tuned-'));
  base = join(folder, 'base');
  lines = [];
  await writeCheckpoint(base, tinyCheckpoint(1));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const tuned = (more: Partial<FineTuningPlan>) => {
  const plan = { workspace: folder, base, minutes: 0, keep: undefined, made: undefined, seed: 1, ...more };
  return fineTunedModel(plan, (line) => lines.push(line));
};

/** A folder as `--keep` leaves it. */
async function kept(name: string, baseDigest: string | undefined): Promise<string> {
  const made = join(folder, name);
  if (baseDigest !== undefined) {
    const provenance = { base: { name: 'tiny', sha256: baseDigest } };
    await writeCheckpoint(made, tinyCheckpoint(2, { provenance }));
  } else await mkdir(made);
  await writeFile(
    join(made, storageNames.report),
    JSON.stringify({ formatVersion: 1, kept: baseDigest !== undefined }),
  );
  return made;
}

test('nothing is asked for, nothing is there', async () => {
  expect(await tuned({})).toBeUndefined();
});

test('a model that was kept is used as it is', async () => {
  const made = await kept('made', (await readCheckpoint(base)).sha256);
  const model = await tuned({ made });
  expect(model?.folder).toBe(made);
  expect(lines).toEqual([]);
  await model?.dispose();
  expect((await readCheckpoint(made)).manifest.name).toBe('tiny');
});

test('a model of another base is told of', async () => {
  const made = await kept('made', '0'.repeat(64));
  expect((await tuned({ made }))?.folder).toBe(made);
  expect(lines.join()).toContain('from another base');
});

test('where the base was better, the base takes its place', async () => {
  const made = await kept('made', undefined);
  expect((await tuned({ made }))?.folder).toBe(base);
  expect(lines.join()).toContain('no better than the base');
});

test('a folder with nothing in it is a mistake', async () => {
  await expect(tuned({ made: join(folder, 'nowhere') })).rejects.toThrow(UserError);
});

test('what was kept is not trained on', async () => {
  const keep = await kept('made', (await readCheckpoint(base)).sha256);
  await expect(tuned({ minutes: 1, keep })).rejects.toThrow(/holds a fine-tuning already/);
});
