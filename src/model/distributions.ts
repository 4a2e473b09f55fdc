/** What a model says before each token of a text, when all of it is of interest and not only what the tokens cost. */
import type { CharacterModel, HiddenState } from './characterModel.ts';

/** Tokens read in one run. */
const slice = 64;

export interface StatedDistribution {
  /** Before the token. */
  readonly state: HiddenState;
  /** Of the token, (V). */
  readonly probabilities: Float32Array;
}

/** The distribution (V) before each token, one after the other. Starts from `state`, reads the last token too. */
export async function* distributions(
  model: CharacterModel,
  state: HiddenState,
  tokens: Int32Array,
): AsyncGenerator<StatedDistribution> {
  let last = state;
  for (let from = 0; from < tokens.length; from += slice) {
    const some = tokens.subarray(from, from + slice);
    const { kept } = await model.read(last, some, [...some.keys()]);
    const before = [last, ...kept.slice(0, -1)];
    const all = await model.predictAll(before);
    for (const [index, one] of before.entries()) yield { state: one, probabilities: all[index] };
    last = kept.at(-1) ?? last;
  }
}
