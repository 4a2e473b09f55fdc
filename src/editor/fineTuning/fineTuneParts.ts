/** All that reads the workspace and learns it, built and tied together: what `activate` would otherwise be full of. No logic. */
import type * as vscode from 'vscode';
import type { DisposableStore } from '../../base/disposables.ts';
import type { Logger } from '../../base/logger.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import type { CompletionClient } from '../../processes/completionClient.ts';
import type { StartTrainer } from '../../processes/trainerClient.ts';
import { Activity } from './activity.ts';
import { CachedWorkspace } from '../workspace/cachedWorkspace.ts';
import type { Command } from '../commands/command.ts';
import { cancelFineTuningCommand } from '../commands/cancelFineTuning.ts';
import { exportModelCommand } from '../commands/exportModel.ts';
import { fineTuneCommand } from '../commands/fineTune.ts';
import { forgetCommand } from '../commands/forget.ts';
import { importModelCommand } from '../commands/importModel.ts';
import { pauseFineTuningCommand } from '../commands/pauseFineTuning.ts';
import { showCorpusCommand } from '../commands/showCorpus.ts';
import { showFineTuningCommand } from '../commands/showFineTuning.ts';
import { showModelReportCommand } from '../commands/showModelReport.ts';
import { FineTuneNotices } from './fineTuneNotices.ts';
import { FineTunePanel } from './fineTunePanel.ts';
import { FineTuning } from './fineTuning.ts';
import { IdleTuning } from './idleTuning.ts';
import { PanelSource } from './panelSource.ts';
import { isOnMains } from './power.ts';
import { RecentFiles } from '../workspace/recentFiles.ts';
import { ResumeOffer } from './resumeOffer.ts';
import type { Settings } from '../settings.ts';
import { StoredModel } from '../model/storedModel.ts';
import { storedNote } from './storedNote.ts';
import { systemFiles } from './systemFiles.ts';
import { VirtualDocuments } from '../virtualDocuments.ts';
import { workspaceStorage } from '../model/workspaceStorage.ts';
import { WorkspaceToLearn } from '../workspace/workspaceToLearn.ts';

export interface FineTuneSurroundings {
  readonly context: vscode.ExtensionContext;
  readonly client: CompletionClient;
  readonly settings: Settings;
  readonly startTrainer: StartTrainer;
  readonly logger: Logger;
  readonly scheduler: Scheduler;
}

/** @param store takes over what has a lifetime */
export function createFineTuning(
  store: DisposableStore,
  { context, client, settings, startTrainer, logger, scheduler }: FineTuneSurroundings,
): { readonly fineTuning: FineTuning; readonly commands: readonly Command[] } {
  const memory = context.workspaceState;
  const recent = store.add(new RecentFiles(memory, scheduler));
  const workspace = new WorkspaceToLearn(context, settings, recent, startTrainer, scheduler);
  store.add(new CachedWorkspace(client, settings, workspace, scheduler));
  const fineTuning = store.add(
    new FineTuning({
      workspace: () => workspace.atHand(),
      onKept: () => client.reloadModel(),
      note: storedNote(workspaceStorage(context.storageUri), 'begun.json', logger),
      logger,
      scheduler,
    }),
  );
  const stored = new StoredModel(context, startTrainer, client, fineTuning);
  const documents = store.add(new VirtualDocuments());
  const panel = store.add(
    new FineTunePanel(context.extensionUri, store.add(new PanelSource(fineTuning, stored)), scheduler),
  );
  const showPanel = () => {
    panel.show();
  };
  store.add(new FineTuneNotices(fineTuning, showPanel, scheduler));
  store.add(new ResumeOffer(client, fineTuning, stored, logger, scheduler));
  store.add(
    new IdleTuning({
      fineTuning,
      isWanted: () => settings.fineTune.automatic && workspace.isThere,
      isOnMains: () => isOnMains(process.platform, systemFiles),
      plan: () => workspace.plan,
      onActivity: store.add(new Activity()).onSign,
      memory,
      today: () => Date.now(),
      scheduler,
      logger,
    }),
  );
  const commands = [
    fineTuneCommand({ fineTuning, stored, workspace, documents, memory, showPanel }),
    showCorpusCommand(fineTuning, workspace, documents),
    pauseFineTuningCommand(fineTuning),
    cancelFineTuningCommand(fineTuning),
    showFineTuningCommand(showPanel),
    showModelReportCommand(client, stored, documents),
    exportModelCommand(stored),
    importModelCommand(stored),
    forgetCommand(stored),
  ];
  return { fineTuning, commands };
}
