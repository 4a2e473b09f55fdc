/**
 * Where in a text that somebody is going to type an offer is worth a picture: the engine is asked after every
 * character, and its offers are put in order of what they are worth by its own estimate, whether or not they are what
 * the text goes on with.
 */
import { languageOfPath } from '../../src/base/languages.ts';
import { CompletionEngine } from '../../src/completion/completionEngine.ts';
import { loadCharacterModel } from '../../src/runtime/loadCharacterModel.ts';

export interface Offer {
  /** Length of what is typed before it. */
  readonly typed: number;
  readonly text: string;
}

/** The best first. @param before what the file holds already; `file` is its workspace-relative path */
export async function bestOffers(file: string, before: string, typed: string): Promise<readonly Offer[]> {
  const { model, vocabulary } = await loadCharacterModel(process.env['UNDERCURRENT_MODEL'] ?? 'models/base');
  const engine = new CompletionEngine(model, vocabulary, {
    clock: () => performance.now(),
    yieldToEventLoop: () => new Promise((resolve) => setImmediate(resolve)),
  });
  const found: (Offer & { readonly value: number })[] = [];
  for (let length = 1; length <= typed.length; length++) {
    const { offers } = await engine.complete(
      {
        documentId: file,
        languageId: languageOfPath(file) ?? 'plaintext',
        path: file,
        prefix: before + typed.slice(0, length),
        prefixStart: 0,
        suffix: '',
        eagerness: 'balanced',
        maximumLength: 200,
        explicit: false,
        budgetMilliseconds: Infinity,
      },
      new AbortController().signal,
    );
    for (const { text, probability } of offers) {
      const value = probability * text.replaceAll(/\s+/g, ' ').length;
      found.push({ typed: length, text, value });
    }
  }
  await engine.idle();
  return found.sort((a, b) => b.value - a.value);
}
