/**
 * What the completion server serves: an engine over the model in a folder. The native library is loaded here and not when the
 * process starts, so that a machine on which it does not load is told to the user and not taken for a crash.
 */
import { setImmediate } from 'node:timers/promises';
import { UserError } from '../base/userError.ts';
import { CompletionEngine } from '../completion/completionEngine.ts';
import { LanguageDetector } from '../completion/languageDetection.ts';
import { SurpriseScorer } from '../completion/surprise/surpriseScorer.ts';
import { baseDigestOf } from '../model/checkpointManifest.ts';
import type { LanguageHead } from '../model/languageHead.ts';
import type { LoadSource } from './completionService.ts';

async function loadRuntime() {
  try {
    const { loadCharacterModel } = await import('../runtime/loadCharacterModel.ts');
    const { readLanguageHead } = await import('../runtime/languageHeadFile.ts');
    return { loadCharacterModel, readLanguageHead };
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
export const loadCompletionEngine: LoadSource = async ({ modelFolder, baseFolder }, offerReady) => {
  const { loadCharacterModel, readLanguageHead } = await loadRuntime();
  const { model, vocabulary, manifest, parameterCount, sha256 } = await loadCharacterModel(modelFolder);
  const yieldToEventLoop = (): Promise<void> => setImmediate();
  const engine = new CompletionEngine(model, vocabulary, {
    clock: () => performance.now(),
    yieldToEventLoop,
    onLateOffer: offerReady,
    onBackgroundError: (error) => {
      console.error('Reading or decoding in the background failed.', error);
    },
  });
  // The states of a fine-tuned model still mean what those of its base mean, so they are read by the same head.
  const head = await orNone(readLanguageHead(baseFolder, [sha256, baseDigestOf(manifest.provenance)]));
  const languages = new LanguageDetector(model, vocabulary, head, { turns: engine.turns, yieldToEventLoop });
  const surprise = new SurpriseScorer(model, vocabulary, {
    turns: engine.turns,
    clock: () => performance.now(),
    yieldToEventLoop,
  });
  return {
    source: {
      complete: (request, signal) => engine.complete(request, signal),
      readAhead: (position, signal) => engine.readAhead(position, signal),
      closeDocument(documentId) {
        engine.closeDocument(documentId);
        surprise.closeDocument(documentId);
      },
      detectLanguage: (request, signal) => languages.detect(request, signal),
      score: (request, signal) => surprise.score(request, signal),
      explain: (request, signal) => surprise.explain(request, signal),
      hideSurprise() {
        surprise.close();
      },
    },
    description: {
      modelName: manifest.name,
      parameterCount,
      bitsPerCharacter: manifest.bitsPerCharacter.overall,
    },
  };
};

/** Without a head no language is detected, and all the rest goes on. */
async function orNone(head: Promise<LanguageHead | undefined>): Promise<LanguageHead | undefined> {
  try {
    return await head;
  } catch (error) {
    console.error('Languages will not be detected.', error);
    return undefined;
  }
}
