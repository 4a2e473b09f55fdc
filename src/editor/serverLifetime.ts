/**
 * When there is a server at all: from a moment after activation on, while completions are on. Paused means that nothing
 * runs and no memory is held, not that answers are thrown away.
 */
import type { Disposable } from '../base/disposables.ts';
import type { Scheduler } from '../base/scheduler.ts';
import type { CompletionClient } from '../processes/completionClient.ts';
import type { Settings } from './settings.ts';

export class ServerLifetime implements Disposable {
  readonly #first: Disposable;
  readonly #subscription: Disposable;

  constructor(client: CompletionClient, settings: Settings, scheduler: Scheduler) {
    const follow = () => {
      if (settings.enabled) client.start();
      else client.stop();
    };
    // Activation itself forks nothing: the host has other extensions to start.
    this.#first = scheduler.after(0, follow);
    this.#subscription = settings.onDidChange(follow);
  }

  dispose(): void {
    this.#first.dispose();
    this.#subscription.dispose();
  }
}
