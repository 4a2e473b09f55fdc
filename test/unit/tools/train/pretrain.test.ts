/** Pretraining as a command: from the corpus or from shards, in one session or in two, it comes to the same weights. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyCodeCount } from '../../../../src/completion/textCache/copyCodes.ts';
import { readCheckpoint, writeCheckpoint } from '../../../../src/runtime/checkpointFiles.ts';
import type { HeldOutPoint } from '../../../../src/tools/train/heldOutCurve.ts';
import { main as pretrain } from '../../../../src/tools/train/pretrain.ts';
import { main as shards } from '../../../../src/tools/train/shards.ts';
import { tinyCheckpoint } from '../../../support/tinyCheckpoint.ts';

let folder: string;
const at = (...names: readonly string[]): string => join(folder, ...names);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pretrain-'));
  const documents = Array.from({ length: 24 }, (_, index) => ({
    package: `p${index % 4}`,
    path: `src/file${index}.ts`,
    language: 'typescript',
    text: `export const value${index % 5} = compute(value${index % 3});\n`.repeat(3),
  }));
  const lines = documents.map((document) => `${JSON.stringify(document)}\n`);
  await writeFile(at('train.jsonl'), lines.join(''));
  await writeFile(at('held-out.jsonl'), lines.slice(0, 2).join(''));
  await writeCheckpoint(at('base'), tinyCheckpoint());
  await shards(['--corpus', at('train.jsonl'), '--out', at('shards'), '--copies']);
});
afterAll(() => rm(folder, { recursive: true }));

const run = (out: string, ...more: readonly string[]): Promise<number> =>
  pretrain([
    ...['--layers', '2', '--hidden', '32', '--embedding', '32', '--from', at('base'), '--out', at(out)],
    ...['--batch', '2', '--steps', '8', '--characters', '640', '--threads', '1', '--fall', '0.5'],
    ...['--held-out', at('held-out.jsonl'), ...more],
  ]);
const weightsOf = async (out: string): Promise<Float32Array> => (await readCheckpoint(at(out, 'checkpoint'))).flat;

describe.each([['plain'], ['copying', '--copies']])('a %s model', (name, ...copies) => {
  it('learns the same from the corpus and from shards, at once and resumed', async () => {
    const [once, twice] = [`${name}-once`, `${name}-twice`];
    await run(once, '--corpus', at('train.jsonl'), ...copies);
    const fromShards = ['--shards', at('shards'), '--measure-every', '10', ...copies];
    // As long as the rate does not fall, the number of tokens may change.
    await run(twice, ...fromShards, '--characters', '160');
    const half = await weightsOf(twice);
    await run(twice, ...fromShards);
    expect(await weightsOf(twice)).not.toEqual(half);
    const { config, vocabulary } = (await readCheckpoint(at(twice, 'checkpoint'))).manifest;
    expect(config.copyCodes).toBe(name === 'copying' ? copyCodeCount : undefined);
    expect(vocabulary.languages).toContain('haskell');
    const curve = (await readFile(at(twice, 'held-out.jsonl'), 'utf8')).trim().split('\n');
    expect(curve.map((line) => (JSON.parse(line) as HeldOutPoint).updates)).toEqual([0, 10, 20, 30, 40]);
  });
});

it('goes on where it was, to the bit', async () => {
  await run('straight', '--shards', at('shards'));
  await run('halted', '--shards', at('shards'), '--minutes', '0');
  expect(await weightsOf('halted')).not.toEqual(await weightsOf('straight'));
  await run('halted', '--shards', at('shards'));
  expect(await weightsOf('halted')).toEqual(await weightsOf('straight'));
  expect(await weightsOf('plain-once')).toEqual(await weightsOf('straight'));
});

it('refuses shards of another vocabulary and copy codes that were not written', async () => {
  await shards(['--corpus', at('train.jsonl'), '--out', at('bare')]);
  await expect(run('refused', '--shards', at('bare'), '--copies')).rejects.toThrow('ENOENT');
  const manifest = JSON.parse(await readFile(at('bare', 'shards.json'), 'utf8')) as Record<string, unknown>;
  await writeFile(at('bare', 'shards.json'), JSON.stringify({ ...manifest, vocabulary: { languages: ['go'] } }));
  await expect(run('refused', '--shards', at('bare'))).rejects.toThrow('other language tags');
});
