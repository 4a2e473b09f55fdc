/**
 * What the completion server serves: an engine over the model in a folder. The native library is loaded here and not when the
 * process starts, so that a machine on which it does not load is told to the user and not taken for a crash.
 */
import { setImmediate } from 'node:timers/promises';
import { UserError } from '../base/userError.ts';
import { CompletionEngine } from '../completion/completionEngine.ts';
import type { LoadSource } from './completionService.ts';

async function loadRuntime() {
  try {
    return await import('../runtime/loadCharacterModel.ts');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `The native library for the model does not load: ${reason}.`,
      'Install the version of Undercurrent for this system; on Linux it needs glibc 2.27 or newer.',
      { cause: error },
    );
  }
}

/** @throws UserError when there is no model that this version can run, or nothing to run it with. */
export const loadCompletionEngine: LoadSource = async (modelFolder, offerReady) => {
  const { loadCharacterModel } = await loadRuntime();
  const { model, vocabulary, manifest, parameterCount } = await loadCharacterModel(modelFolder);
  const source = new CompletionEngine(model, vocabulary, {
    clock: () => performance.now(),
    yieldToEventLoop: () => setImmediate(),
    onLateOffer: offerReady,
    onBackgroundError: (error) => {
      console.error('Reading or decoding in the background failed.', error);
    },
  });
  return {
    source,
    description: {
      modelName: manifest.name,
      parameterCount,
      bitsPerCharacter: manifest.bitsPerCharacter.overall,
    },
  };
};
