/** What a model says before each token of a text, when all of it is of interest and not only what the tokens cost. */
import type { CharacterModel, HiddenState } from './characterModel.ts';

/** Tokens read in one run. */
const slice = 64;

/** The distribution (V) before each token, one after the other. Starts from `state`, reads the last token too. */
export async function* distributions(
  model: CharacterModel,
  state: HiddenState,
  tokens: Int32Array,
): AsyncGenerator<Float32Array> {
  let last = state;
  for (let from = 0; from < tokens.length; from += slice) {
    const some = tokens.subarray(from, from + slice);
    const { kept } = await model.read(last, some, [...some.keys()]);
    for (const index of some.keys()) yield await model.predict(index === 0 ? last : (kept[index - 1] ?? last));
    last = kept.at(-1) ?? last;
  }
}
