/**
 * Notifications about fine-tuning. While the workspace is read or the model trained, one counts and can be cancelled;
 * at the end a message tells the result; a new window asks whether an interrupted one should go on. One that began by
 * itself shows nothing.
 */
import * as vscode from 'vscode';
import { abortSignalOf } from '../../base/cancellation.ts';
import { type Disposable, DisposableStore } from '../../base/disposables.ts';
import type { Logger } from '../../base/logger.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import { plainText } from '../../base/shownText.ts';
import { UserError } from '../../base/userError.ts';
import type { CompletionClient } from '../../processes/completionClient.ts';
import type { SurveySummary } from '../../processes/contracts.ts';
import type { StoredModel } from '../model/storedModel.ts';
import { type Reporter, tell, tellError, withNotification } from '../shown.ts';
import type { FineTunePlan } from './fineTunePlan.ts';
import { endMessage, noticeText, offerText } from './fineTuneView.ts';
import type { FineTuning } from './fineTuning.ts';
import type { FineTuningState } from './fineTuningState.ts';
import { localized } from '../localized.ts';

/** Milliseconds between two changes of the notification. */
const updateMilliseconds = 500;
/** Milliseconds between loading the model and the offer to go on: the user opened the window for something else. */
const offerDelay = 3_000;

const runningKey = 'undercurrent.fineTuning';

/** `undefined` when the user cancels. @throws UserError, also when there is nothing to learn */
export async function surveyWithProgress(
  fineTuning: FineTuning,
  plan: FineTunePlan,
): Promise<SurveySummary | undefined> {
  const survey = await withNotification(localized`Reading the workspace`, async (reporter, token) => {
    const signal = abortSignalOf(token);
    const subscription = fineTuning.onDidChange(() => {
      const { state } = fineTuning;
      if (state.kind === 'surveying') reporter.report(localized`${state.files} files`);
    });
    try {
      return await fineTuning.survey(plan, signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    } finally {
      subscription.dispose();
    }
  });
  if (survey?.fileCount === 0) {
    fineTuning.release();
    throw new UserError(
      localized`There is nothing in this workspace to learn from.`,
      localized`Open a folder with text that people wrote, or exclude less.`,
    );
  }
  return survey;
}

export class FineTuneNotices implements Disposable {
  readonly #subscription: Disposable;
  /** Closes the notification. */
  #end: (() => void) | undefined;
  #wasRunning = false;

  constructor(
    private readonly fineTuning: FineTuning,
    private readonly showPanel: () => void,
    private readonly scheduler: Scheduler,
  ) {
    this.#subscription = fineTuning.onDidChange(() => {
      this.#follow(fineTuning.state);
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#end?.();
  }

  #follow(state: FineTuningState): void {
    const isRunning = state.kind === 'running';
    if (isRunning === this.#wasRunning) return;
    this.#wasRunning = isRunning;
    // The command palette shows other commands then.
    void vscode.commands.executeCommand('setContext', runningKey, isRunning);
    if (isRunning) {
      if (state.byUser) this.#begin();
      return;
    }
    this.#end?.();
    const message = endMessage(state);
    if (message !== undefined) void this.#tell(message);
  }

  #begin(): void {
    void withNotification(localized`Fine-tuning`, (reporter, token) => {
      token.onCancellationRequested(() => {
        void this.fineTuning.cancel();
      });
      return new Promise<void>((resolve) => {
        const subscription = this.#count(reporter);
        this.#end = () => {
          this.#end = undefined;
          subscription.dispose();
          resolve();
        };
      });
    });
  }

  #count(reporter: Reporter): Disposable {
    let shown = { text: '', percent: 0, at: -Infinity };
    return this.fineTuning.onDidChange(() => {
      const { state } = this.fineTuning;
      const now = this.scheduler.now();
      if (state.kind !== 'running' || now - shown.at < updateMilliseconds) return;
      const text = noticeText(state);
      if (text === shown.text) return;
      // A replaced trainer may go back a little. The progress bar cannot.
      const percent = Math.max(shown.percent, state.progress.fraction * 100);
      reporter.report(plainText(text), percent - shown.percent);
      shown = { text, percent, at: now };
    });
  }

  async #tell({ text, isError }: { readonly text: string; readonly isError: boolean }): Promise<void> {
    const show = localized`Show Panel`;
    const chosen = await (isError ? tellError : tell)(plainText(text), show);
    if (chosen === show) this.showPanel();
  }
}

export interface ResumeOfferParts {
  readonly client: CompletionClient;
  readonly fineTuning: FineTuning;
  readonly stored: StoredModel;
  readonly logger: Logger;
  readonly scheduler: Scheduler;
}

/** Asks once in a new window whether an interrupted fine-tuning should go on. */
export class ResumeOffer implements Disposable {
  readonly #store = new DisposableStore();

  constructor(private readonly parts: ResumeOfferParts) {
    const { client, scheduler } = parts;
    const first = this.#store.add(
      client.onStateChange((state) => {
        if (state.kind !== 'ready' && state.kind !== 'failed') return;
        first.dispose();
        this.#store.add(
          scheduler.after(offerDelay, () => {
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
    const { fineTuning, stored, logger } = this.parts;
    const { record } = fineTuning;
    const isIdle = (): boolean => fineTuning.state.kind === 'idle';
    if (!isIdle() || !vscode.workspace.isTrusted) return;
    try {
      const begun = await record.begun();
      if (begun?.byUser !== true || begun.wasOffered) return;
      if (!(await stored.mayGoOn())) {
        await record.end();
        return;
      }
      const { resumable, lockedBy } = await stored.inspect();
      // With a lock, another window has it going already.
      if (lockedBy !== undefined || this.#store.isDisposed || !isIdle()) return;
      if (resumable === undefined) {
        await stored.discardTraining();
        return;
      }
      await record.offered();
      const [goOn, discard] = [localized`Resume`, localized`Discard`] as const;
      const chosen = await tell(plainText(offerText(resumable.fraction)), goOn, discard);
      if (chosen === goOn) await fineTuning.start({ plan: begun.plan, resume: true, byUser: true });
      if (chosen === discard) await stored.discardTraining();
    } catch (error) {
      logger.warn('A fine-tuning that was interrupted does not go on.', error);
    }
  }
}
