/** Tells the completion server whether it may learn from documents while they are open. */
import type { Disposable } from '../../base/disposables.ts';
import type { CompletionClient } from '../../processes/completionClient.ts';
import type { Settings } from '../settings.ts';

export class LiveLearning implements Disposable {
  readonly #subscription: Disposable;

  constructor(client: CompletionClient, settings: Settings) {
    const tell = (): void => {
      client.useLiveLearning(settings.liveLearning);
    };
    this.#subscription = settings.onDidChange(tell);
    tell();
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
