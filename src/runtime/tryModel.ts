/** A trial of a model: whether it loads on this machine and answers. */
import { UserError } from '../base/userError.ts';
import type { Checkpoint } from '../model/checkpoint.ts';
import { Vocabulary } from '../model/text/vocabulary.ts';
import { OnnxCharacterModel } from './onnxCharacterModel.ts';

const question = 'for (let index = 0; index < ';
const tokensAsked = 8;

/** Loads a model, reads a line with it and lets it write. @throws UserError when it cannot be used */
export async function tryModel({ manifest, flat }: Pick<Checkpoint, 'manifest' | 'flat'>): Promise<void> {
  let model: OnnxCharacterModel | undefined;
  try {
    model = await OnnxCharacterModel.create(manifest.config, flat, 'int8');
    const vocabulary = new Vocabulary(manifest.vocabulary.languages);
    const { state } = await model.read(model.initialState(), Int32Array.from(vocabulary.encode(question)));
    const probabilities = await model.predict(state);
    const sum = probabilities.reduce((total, probability) => total + probability, 0);
    if (!(Math.abs(sum - 1) < 1e-3)) throw new Error(`Its probabilities sum to ${sum}.`);
    await model.decode({ state, maxTokens: tokensAsked, minimumProbability: 0 });
  } catch (error) {
    throw new UserError('The model cannot be loaded.', 'Use another model.', { cause: error });
  } finally {
    await model?.dispose();
  }
}
