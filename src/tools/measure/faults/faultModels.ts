/** Small models for faults: whole, quick to write, and different for each seed. */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Rng } from '../../../base/rng.ts';
import { REPLAY_SET_FILE } from '../../../fineTuning/replaySet.ts';
import { type Checkpoint, createCheckpoint } from '../../../model/checkpoint.ts';
import type { ModelConfig } from '../../../model/config.ts';
import { initialParameters } from '../../../model/parameters.ts';
import { VOCABULARY_SIZE } from '../../../model/text/tokens.ts';
import { Vocabulary, VOCABULARY_VERSION } from '../../../model/text/vocabulary.ts';
import { writeCheckpoint } from '../../../runtime/checkpointFiles.ts';

const config: ModelConfig = {
  cell: 'gru',
  layers: 1,
  hiddenSize: 32,
  embeddingSize: 32,
  residual: true,
  normalisation: 'layer',
  vocabularySize: VOCABULARY_SIZE,
};

export function smallModel(seed: number): Checkpoint {
  const manifest = {
    name: `model ${seed}`,
    config,
    vocabulary: { version: VOCABULARY_VERSION, languages: new Vocabulary().languages },
    provenance: { seed },
    bitsPerCharacter: { overall: 8, languages: {} },
  };
  return createCheckpoint(manifest, initialParameters(config, new Rng(seed)));
}

/** A base model with what a fine-tuning needs beside it. */
export async function writeSmallBase(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeCheckpoint(folder, smallModel(0));
  await copyFile(join('models', 'base', REPLAY_SET_FILE), join(folder, REPLAY_SET_FILE));
}
