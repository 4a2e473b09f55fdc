/** Loads a model from a folder. */
import { Vocabulary } from '../model/text/vocabulary.ts';
import type { CheckpointManifest } from '../model/checkpointManifest.ts';
import type { CharacterModel } from '../model/characterModel.ts';
import { readCheckpoint } from './checkpointFiles.ts';
import { OnnxCharacterModel } from './onnxCharacterModel.ts';
import type { Precision } from './modelWeights.ts';

export interface LoadedCharacterModel {
  readonly model: CharacterModel;
  readonly vocabulary: Vocabulary;
  readonly manifest: CheckpointManifest;
  readonly parameterCount: number;
  /** Digest of the weights file. */
  readonly sha256: string;
}

/** @throws UserError when there is no model in the folder, or it is damaged, or made for a newer version. */
export async function loadCharacterModel(folder: string, precision: Precision = 'int8'): Promise<LoadedCharacterModel> {
  const { manifest, flat, sha256 } = await readCheckpoint(folder);
  const model = await OnnxCharacterModel.create(manifest.config, flat, precision);
  const vocabulary = new Vocabulary(manifest.vocabulary.languages);
  return { model, vocabulary, manifest, parameterCount: flat.length, sha256 };
}
