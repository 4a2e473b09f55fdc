/**
 * What is said of a fine-tuning without being asked: a notification that counts while it runs and can be cancelled, and a sentence at the end. Only
 * for one that the user began; what happens by itself keeps quiet.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import { DisposableStore } from '../../base/disposables.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import type { FineTuning } from './fineTuning.ts';
import type { FineTuningState } from './fineTuningState.ts';
import { endMessage, noticeText } from './fineTuneSentences.ts';

/** Milliseconds between two changes of the notification. */
const updateMilliseconds = 500;

const runningKey = 'undercurrent.fineTuning';

export class FineTuneNotices implements Disposable {
  readonly #store = new DisposableStore();
  /** Ends the notification. */
  #end: (() => void) | undefined;
  #wasRunning = false;

  constructor(
    private readonly fineTuning: FineTuning,
    private readonly showPanel: () => void,
    private readonly scheduler: Scheduler,
  ) {
    this.#store.add(
      fineTuning.onDidChange(() => {
        this.#follow(fineTuning.state);
      }),
    );
  }

  dispose(): void {
    this.#store.dispose();
    this.#end?.();
  }

  #follow(state: FineTuningState): void {
    const isRunning = state.kind === 'running';
    if (isRunning === this.#wasRunning) return;
    this.#wasRunning = isRunning;
    // What the palette offers depends on it.
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
    const options = { location: vscode.ProgressLocation.Notification, title: 'Fine-tuning', cancellable: true };
    void vscode.window.withProgress(options, (progress, token) => {
      token.onCancellationRequested(() => {
        void this.fineTuning.cancel();
      });
      return new Promise<void>((resolve) => {
        const subscription = this.#count(progress);
        this.#end = () => {
          this.#end = undefined;
          subscription.dispose();
          resolve();
        };
      });
    });
  }

  #count(progress: vscode.Progress<{ message?: string; increment?: number }>): Disposable {
    let shown = { text: '', percent: 0, at: -Infinity };
    return this.fineTuning.onDidChange(() => {
      const { state } = this.fineTuning;
      const now = this.scheduler.now();
      if (state.kind !== 'running' || now - shown.at < updateMilliseconds) return;
      const text = noticeText(state);
      if (text === shown.text) return;
      // A training that goes on after its process was lost may have to go back a little; the bar cannot.
      const percent = Math.max(shown.percent, state.progress.fraction * 100);
      progress.report({ message: text, increment: percent - shown.percent });
      shown = { text, percent, at: now };
    });
  }

  async #tell({ text, isError }: { readonly text: string; readonly isError: boolean }): Promise<void> {
    const show = 'Show Panel';
    const chosen = isError
      ? await vscode.window.showErrorMessage(text, show)
      : await vscode.window.showInformationMessage(text, show);
    if (chosen === show) this.showPanel();
  }
}
