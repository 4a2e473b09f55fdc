/**
 * Asks once, in a window that was opened anew, whether a fine-tuning that the last one left unfinished should go on. Where none was begun
 * no process is started.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import { DisposableStore } from '../../base/disposables.ts';
import type { Logger } from '../../base/logger.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import type { CompletionClient } from '../../processes/completionClient.ts';
import type { FineTuning } from './fineTuning.ts';
import { offerText } from './fineTuneSentences.ts';
import type { StoredModel } from '../model/storedModel.ts';

/** Milliseconds after the model was loaded: the user has come for something else. */
const courtesy = 3_000;

export class ResumeOffer implements Disposable {
  readonly #store = new DisposableStore();

  constructor(
    client: CompletionClient,
    private readonly fineTuning: FineTuning,
    private readonly stored: StoredModel,
    private readonly logger: Logger,
    scheduler: Scheduler,
  ) {
    const first = this.#store.add(
      client.onStateChange((state) => {
        if (state.kind !== 'ready' && state.kind !== 'failed') return;
        first.dispose();
        this.#store.add(
          scheduler.after(courtesy, () => {
            void this.#offer();
          }),
        );
      }),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #offer(): Promise<void> {
    const { record, state } = this.fineTuning;
    if (state.kind !== 'idle' || !vscode.workspace.isTrusted) return;
    try {
      const begun = await record.begun();
      if (begun?.byUser !== true || begun.wasOffered) return;
      if (!(await this.stored.mayGoOn())) {
        await record.end();
        return;
      }
      const { resumable, lockedBy } = await this.stored.inspect();
      // It goes on already, in another window.
      if (lockedBy !== undefined || this.#store.isDisposed || this.fineTuning.state.kind !== 'idle') return;
      if (resumable === undefined) {
        await this.stored.discardTraining();
        return;
      }
      await record.offered();
      const [goOn, discard] = ['Go On', 'Discard'] as const;
      const chosen = await vscode.window.showInformationMessage(offerText(resumable.fraction), goOn, discard);
      if (chosen === goOn) await this.fineTuning.start({ plan: begun.plan, resume: true, byUser: true });
      if (chosen === discard) await this.stored.discardTraining();
    } catch (error) {
      this.logger.warn('A fine-tuning that was interrupted does not go on.', error);
    }
  }
}
