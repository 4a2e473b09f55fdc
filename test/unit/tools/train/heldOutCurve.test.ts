/** The curve of held-out bits: one line a measurement, none twice, and every language in the sample. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Rng } from '../../../../src/base/rng.ts';
import { initialParameters } from '../../../../src/model/parameters.ts';
import { Vocabulary } from '../../../../src/model/text/vocabulary.ts';
import { HeldOutCurve, type HeldOutPoint } from '../../../../src/tools/train/heldOutCurve.ts';
import { tinyConfig } from '../../../support/tinyCheckpoint.ts';

it('measures each update once, over sessions', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'curve-'));
  const heldOut = join(folder, 'held-out.jsonl');
  const documents = ['go', 'python', 'go', 'rust'].map((language, index) => ({
    package: 'p',
    path: `${index}`,
    language,
    text: 'ab\n'.repeat(index === 2 ? 2000 : 20),
  }));
  await writeFile(heldOut, documents.map((document) => `${JSON.stringify(document)}\n`).join(''));
  const path = join(folder, 'curve.jsonl');
  const parameters = initialParameters(tinyConfig, new Rng(1));
  for (const updates of [0, 10, 10, 20]) {
    const curve = await HeldOutCurve.open(path, new Vocabulary(), heldOut, 100);
    await curve.measure(tinyConfig, parameters, { updates, tokens: updates * 64 }, 1);
  }
  const lines = (await readFile(path, 'utf8')).trim().split('\n');
  const points = lines.map((line) => JSON.parse(line) as HeldOutPoint);
  expect(points.map(({ updates, tokens }) => [updates, tokens])).toEqual([[0, 0], [10, 640], [20, 1280]]); // prettier-ignore
  for (const { overall, mean, languages } of points) {
    expect(Object.keys(languages).sort()).toEqual(['go', 'python', 'rust']);
    // An untrained network knows nothing: about log₂ 320 bits a token.
    expect(overall).toBeGreaterThan(7);
    expect(Math.abs(mean - Object.values(languages).reduce((sum, bits) => sum + bits, 0) / 3)).toBeLessThan(1e-3);
  }
  await rm(folder, { recursive: true });
});
