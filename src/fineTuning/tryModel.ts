/**
 * Loads a model and asks it once, before it takes the place of another. A model may be whole and still be of no use: it
 * cannot be run here, or is too slow to answer a keystroke.
 */
import { UserError } from '../base/userError.ts';
import type { Checkpoint } from '../model/checkpoint.ts';
import { Vocabulary } from '../model/text/vocabulary.ts';
import { OnnxCharacterModel } from '../runtime/onnxCharacterModel.ts';

/**
 * Milliseconds a character may take: ten of them within the 25 that an answer has. The model that ships takes an eighth
 * of that.
 */
const slowest = 2.5;
/** The quickest of so many counts, since other programs run as well. */
const tries = 12;

/** @throws UserError when the model cannot be run, or is too slow on this machine */
export async function tryModel({ manifest, flat }: Checkpoint, now: () => number): Promise<void> {
  const milliseconds = await quickestCharacter(manifest, flat, now).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`The model cannot be run: ${reason}`, 'Export it anew where it comes from.', { cause: error });
  });
  if (milliseconds > slowest)
    throw new UserError(
      `The model takes ${milliseconds.toFixed(1)} ms a character here, and ${slowest} ms are the most with which it could keep up with typing.`,
      'Use a smaller one.',
    );
}

async function quickestCharacter(
  { config, vocabulary: { languages } }: Checkpoint['manifest'],
  flat: Float32Array,
  now: () => number,
): Promise<number> {
  const model = await OnnxCharacterModel.create(config, flat, 'int8');
  try {
    const vocabulary = new Vocabulary(languages);
    let { state } = await model.read(model.initialState(), vocabulary.encodeHeader('plaintext'));
    let quickest = Infinity;
    for (const token of vocabulary.encode('const answer =').subarray(0, tries)) {
      const start = now();
      const { states, probabilities } = await model.step([state], Int32Array.of(token));
      quickest = Math.min(quickest, now() - start);
      const sum = probabilities[0]?.reduce((total, probability) => total + probability, 0) ?? NaN;
      if (!(Math.abs(sum - 1) < 0.01)) throw new Error('its answers are no probabilities');
      state = states[0] ?? state;
    }
    return quickest;
  } finally {
    await model.dispose();
  }
}
