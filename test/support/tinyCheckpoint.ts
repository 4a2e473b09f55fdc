/** A model too small to be of use, for tests of what is done with models. */
import { Rng } from '../../src/base/rng.ts';
import { createCheckpoint, type Checkpoint } from '../../src/model/checkpoint.ts';
import type { CheckpointManifest } from '../../src/model/checkpointManifest.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import { fromFloat16, toFloat16 } from '../../src/model/float16.ts';
import { initialParameters } from '../../src/model/parameters.ts';
import { VOCABULARY_SIZE } from '../../src/model/text/tokens.ts';
import { Vocabulary, VOCABULARY_VERSION } from '../../src/model/text/vocabulary.ts';

export const tinyConfig: ModelConfig = {
  cell: 'gru',
  layers: 2,
  hiddenSize: 32,
  embeddingSize: 32,
  residual: true,
  normalisation: 'layer',
  vocabularySize: VOCABULARY_SIZE,
};

/** Untrained weights, rounded to half precision so that storing them as float16 changes nothing. */
export function tinyCheckpoint(seed = 1, changes: Partial<CheckpointManifest> = {}): Checkpoint {
  const manifest: CheckpointManifest = {
    name: 'tiny',
    config: tinyConfig,
    vocabulary: { version: VOCABULARY_VERSION, languages: new Vocabulary().languages },
    provenance: { corpus: 'none', seed },
    bitsPerCharacter: { overall: 8.3, languages: { go: 8.25 } },
    ...changes,
  };
  return createCheckpoint(manifest, fromFloat16(toFloat16(initialParameters(manifest.config, new Rng(seed)))));
}
