/** Whole distributions before each token of a text. */
import type { CharacterModel, HiddenState } from '../../model/characterModel.ts';

/** Tokens read in one run. */
const slice = 64;

export interface StatedDistribution {
  /** State before the token. */
  readonly state: HiddenState;
  /** Distribution of the token, (V). */
  readonly probabilities: Float32Array;
}

/**
 * The distribution (V) before each token, starting from `state`. Also reads the last token. `copies`: the copy code of
 * each token.
 */
export async function* distributions(
  model: CharacterModel,
  state: HiddenState,
  tokens: Int32Array,
  copies?: Int32Array,
): AsyncGenerator<StatedDistribution> {
  let last = state;
  for (let from = 0; from < tokens.length; from += slice) {
    const some = tokens.subarray(from, from + slice);
    const { kept } = await model.read(last, some, [...some.keys()], copies?.subarray(from, from + slice));
    const before = [last, ...kept.slice(0, -1)];
    const all = await model.predictAll(before);
    for (const [index, probabilities] of all.entries()) yield { state: before[index] ?? last, probabilities };
    last = kept.at(-1) ?? last;
  }
}
