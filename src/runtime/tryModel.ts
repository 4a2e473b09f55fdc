/** A trial of a model: whether it loads on this machine, answers, and is quick enough to keep up with typing. */
import { UserError } from '../base/userError.ts';
import type { Checkpoint } from '../model/checkpoint.ts';
import { Vocabulary } from '../model/text/vocabulary.ts';
import { OnnxCharacterModel } from './onnxCharacterModel.ts';

const question = 'for (let index = 0; index < ';
const tokensAsked = 8;

/** Milliseconds a character may take: ten within the 25 that an answer has. The model that ships takes an eighth. */
const slowest = 2.5;
/** The quickest of so many counts, since other programs run as well. */
const tries = 12;

/** Loads a model, reads a line with it and lets it write. @throws UserError when it cannot be used */
export async function tryModel(
  checkpoint: Pick<Checkpoint, 'manifest' | 'flat'>,
  now: () => number = () => performance.now(),
): Promise<void> {
  const milliseconds = await millisecondsOfCharacter(checkpoint, now);
  if (milliseconds <= slowest) return;
  throw new UserError(
    `The model takes ${milliseconds.toFixed(1)} ms a character here, and more than ${slowest} ms do not keep up with typing.`,
    'Use a smaller one.',
  );
}

async function millisecondsOfCharacter(
  { manifest, flat }: Pick<Checkpoint, 'manifest' | 'flat'>,
  now: () => number,
): Promise<number> {
  let model: OnnxCharacterModel | undefined;
  try {
    model = await OnnxCharacterModel.create(manifest.config, flat, 'int8');
    const vocabulary = new Vocabulary(manifest.vocabulary.languages);
    const { state } = await model.read(model.initialState(), Int32Array.from(vocabulary.encode(question)));
    const probabilities = await model.predict(state);
    const sum = probabilities.reduce((total, probability) => total + probability, 0);
    if (!(Math.abs(sum - 1) < 1e-3)) throw new Error(`Its probabilities sum to ${sum}.`);
    await model.decode({ state, maxTokens: tokensAsked, minimumProbability: 0 });
    let quickest = Infinity;
    for (let attempt = 0; attempt < tries; attempt++) {
      const start = now();
      await model.step([state], Int32Array.of(vocabulary.encode(question)[attempt]));
      quickest = Math.min(quickest, now() - start);
    }
    return quickest;
  } catch (error) {
    throw new UserError('The model cannot be loaded.', 'Use another model.', { cause: error });
  } finally {
    await model?.dispose();
  }
}
