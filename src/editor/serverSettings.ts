/**
 * What the settings mean for the completion server: whether it runs at all, and whether it learns from open documents.
 * While completions are paused nothing runs and no memory is held.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables.ts';
import type { Scheduler } from '../base/scheduler.ts';
import type { CompletionClient } from '../processes/completionClient.ts';
import type { Settings } from './settings.ts';

/** Applies the settings to the server, now and after each change. */
export function applyServerSettings(client: CompletionClient, settings: Settings, scheduler: Scheduler): Disposable {
  const startOrStop = () => {
    if (settings.enabled) client.start();
    else client.stop();
  };
  client.useLiveLearning(settings.liveLearning);
  return vscode.Disposable.from(
    // Activation forks nothing: other extensions of the host start at the same time.
    scheduler.after(0, startOrStop),
    settings.onDidChange(() => {
      client.useLiveLearning(settings.liveLearning);
      startOrStop();
    }),
  );
}
