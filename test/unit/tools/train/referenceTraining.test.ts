/** The training that others are compared with is the real one: the numbers are those of a Trainer, update by update. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Rng } from '../../../../src/base/rng.ts';
import { createCheckpoint } from '../../../../src/model/checkpoint.ts';
import type { ModelConfig } from '../../../../src/model/config.ts';
import { initialParameters } from '../../../../src/model/parameters.ts';
import { Vocabulary } from '../../../../src/model/text/vocabulary.ts';
import { writeReferenceTraining } from '../../../../src/tools/train/referenceTraining.ts';

const vocabulary = new Vocabulary();
const config: ModelConfig = {
  cell: 'gru',
  layers: 2,
  hiddenSize: 32,
  embeddingSize: 32,
  residual: true,
  normalisation: 'layer',
  vocabularySize: vocabulary.size,
};

it('tells losses, norms and how far the average came', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reference-'));
  const flat = initialParameters(config, new Rng(1));
  const model = createCheckpoint(
    {
      name: 'test',
      config,
      vocabulary: { version: 1, languages: vocabulary.languages },
      provenance: {},
      bitsPerCharacter: { overall: 0, languages: {} },
    },
    flat.slice(),
  );
  const row = Uint16Array.from({ length: 200 }, (_, index) => 97 + (index % 5));
  const schedule = { peak: 1e-2, warmUp: 2, total: 12, floor: 0.1 };
  const path = join(folder, 'check.json');
  await writeReferenceTraining(path, model, row, { steps: 8, batch: 2, schedule, threads: 1 });
  const told = JSON.parse(await readFile(path, 'utf8')) as {
    updates: { nats: number; gradientNorm: number }[];
    averageMoved: number;
  };
  expect(told.updates).toHaveLength(12);
  // Nothing is known at first; five letters in a row are soon learnt.
  expect(told.updates[0]?.nats).toBeCloseTo(Math.log(vocabulary.size), 0);
  expect(told.updates[11]?.nats).toBeLessThan(0.8 * (told.updates[0]?.nats ?? 0));
  expect(told.updates.every(({ gradientNorm }) => gradientNorm > 0)).toBe(true);
  expect(told.averageMoved).toBeGreaterThan(0);
  expect(model.flat).toEqual(flat);
  await rm(folder, { recursive: true });
});
