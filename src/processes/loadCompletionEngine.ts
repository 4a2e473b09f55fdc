/**
 * Loads the engine that the completion server serves. The native library is loaded here and not when the process
 * starts. So a library that does not load is an error message for the user and not a crash.
 */
import { setImmediate } from 'node:timers/promises';
import { Pace } from '../base/pace.ts';
import { UserError } from '../base/userError.ts';
import { CompletionEngine } from '../completion/completionEngine.ts';
import { Explorer } from '../completion/explore/explorer.ts';
import { Mixture } from '../completion/textCache/mixture.ts';
import { TextCache } from '../completion/textCache/textCache.ts';
import { WorkspaceTexts } from '../completion/textCache/workspaceTexts.ts';
import { LanguageDetector } from '../completion/languageDetection.ts';
import { SurpriseScorer } from '../completion/surprise/surpriseScorer.ts';
import { baseDigestOf } from '../model/checkpointManifest.ts';
import { cells } from '../model/parameters.ts';
import { adviceFor, thisSystem } from '../runtime/systemRequirements.ts';
import type { LoadSource } from './completionService.ts';
import { WorkspaceReader } from './workspaceReader.ts';

async function loadRuntime() {
  try {
    const { loadCharacterModel } = await import('../runtime/loadCharacterModel.ts');
    const { readLanguageHead, readMixture } = await import('../runtime/baseModelFiles.ts');
    return { loadCharacterModel, readLanguageHead, readMixture };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`The native library does not load: ${reason}.`, adviceFor(thisSystem()), { cause: error });
  }
}

/** @throws UserError when the model or the native library does not load. */
export const loadCompletionEngine: LoadSource = async ({ modelFolder, baseFolder }, offerReady) => {
  const { loadCharacterModel, readLanguageHead, readMixture } = await loadRuntime();
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
  // The states of a fine-tuned model mean the same as those of its base, so the same language head reads them.
  const head = await orNone(
    readLanguageHead(baseFolder, [sha256, baseDigestOf(manifest.provenance)]),
    'Languages will not be detected.',
  );
  const languages = new LanguageDetector(model, vocabulary, head, { turns: engine.turns });
  const fitted = await orNone(
    readMixture(baseFolder).then((tables) => Mixture.fromTables(tables)),
    'There is no text cache.',
  );
  const texts = new WorkspaceTexts(vocabulary);
  const textCache = fitted === undefined ? undefined : new TextCache(vocabulary, texts, fitted);
  const reader = new WorkspaceReader(texts, {
    turns: engine.turns,
    pace: new Pace(() => performance.now(), yieldToEventLoop),
    onError: (error) => {
      console.error('The workspace could not be read into the text cache.', error);
    },
  });
  const surprise = new SurpriseScorer(model, vocabulary, {
    turns: engine.turns,
    clock: () => performance.now(),
  });
  const { cell, layers, hiddenSize } = manifest.config;
  const explorer = new Explorer(model, vocabulary, {
    shape: { layers, units: hiddenSize, parts: cells[cell].stateParts },
    turns: engine.turns,
    clock: () => performance.now(),
    cacheOf: (position) => engine.cacheOf(position),
  });
  return {
    source: {
      complete: (request, signal) => engine.complete(request, signal),
      readAhead: (position, signal) => engine.readAhead(position, signal),
      closeDocument(documentId) {
        engine.closeDocument(documentId);
        surprise.closeDocument(documentId);
        explorer.closeDocument(documentId);
      },
      detectLanguage: (request, signal) => languages.detect(request, signal),
      surprise: (request, signal) => surprise.score(request, signal),
      explain: (request, signal) => surprise.explain(request, signal),
      hideSurprise() {
        surprise.close();
      },
      explore: (request, signal) => explorer.explore(request, signal),
      hideExploration() {
        explorer.close();
      },
      useTextCache({ enabled, workspace }, fileSystem) {
        engine.textCache = enabled ? textCache : undefined;
        reader.use(fileSystem, enabled ? workspace : undefined);
      },
      useLiveLearning(enabled) {
        engine.liveLearning = enabled;
      },
      filesChanged(files) {
        reader.changed(files);
      },
    },
    description: {
      modelName: manifest.name,
      parameterCount,
      bitsPerCharacter: manifest.bitsPerCharacter.overall,
    },
  };
};

/** Logs a missing or damaged file beside the model. The engine works without it. */
async function orNone<T>(part: Promise<T | undefined>, consequence: string): Promise<T | undefined> {
  try {
    return await part;
  } catch (error) {
    console.error(consequence, error);
    return undefined;
  }
}
