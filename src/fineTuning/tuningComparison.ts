/**
 * The end of a fine-tuning: some held-out text is typed with the old and with the new model. That takes a share of the time, which is
 * kept for it from the beginning.
 */
import { Vocabulary } from '../model/text/vocabulary.ts';
import { compareModels, type ModelComparison } from './compareModels.ts';
import type { StoredCheckpoint } from '../runtime/checkpointFiles.ts';
import { OnnxCharacterModel } from '../runtime/onnxCharacterModel.ts';
import type { FineTuningSurroundings } from './fineTuning.ts';
import type { WorkspaceDocument } from '../workspace/workspaceSurvey.ts';

/** Of all the time that was given. */
export const comparisonShare = 0.05;
/** Characters typed with each model, for each minute of the time given, and at most. */
const comparedPerMinute = 400;
const comparedAtMost = 4_000;

export interface ComparisonParts {
  readonly base: StoredCheckpoint;
  /** The new weights. */
  readonly parameters: Float32Array;
  readonly heldOut: readonly WorkspaceDocument[];
  /** Of the whole fine-tuning. */
  readonly minutes: number;
}

/** @throws the signal's reason when cancelled */
export async function compareTuned(
  { base, parameters, heldOut, minutes }: ComparisonParts,
  { now, yieldToEventLoop, signal }: Pick<FineTuningSurroundings, 'now' | 'yieldToEventLoop' | 'signal'>,
): Promise<ModelComparison> {
  const { config, vocabulary: stored } = base.manifest;
  const vocabulary = new Vocabulary(stored.languages);
  const before = await OnnxCharacterModel.create(config, base.flat);
  const after = await OnnxCharacterModel.create(config, parameters);
  try {
    return await compareModels({
      before: { model: before, vocabulary },
      after: { model: after, vocabulary },
      files: heldOut,
      now,
      yieldToEventLoop,
      maximumCharacters: Math.min(comparedAtMost, comparedPerMinute * minutes),
      signal,
    });
  } finally {
    await before.dispose();
    await after.dispose();
  }
}
