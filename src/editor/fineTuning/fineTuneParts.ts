/** Builds and connects all that reads the workspace and learns it, so that `activate` stays short. No logic. */
import type * as vscode from 'vscode';
import type { DisposableStore } from '../../base/disposables.ts';
import type { Logger } from '../../base/logger.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import { storageNames } from '../../base/storageNames.ts';
import type { CompletionClient } from '../../processes/completionClient.ts';
import type { StartTrainer } from '../../processes/trainerClient.ts';
import type { Command } from '../commands.ts';
import { modelCommands } from '../model/modelCommands.ts';
import { StoredModel } from '../model/storedModel.ts';
import { storedNote, workspaceStorage } from '../model/workspaceStorage.ts';
import type { Settings } from '../settings.ts';
import { VirtualDocuments } from '../virtualDocuments.ts';
import { CachedWorkspace } from '../workspace/cachedWorkspace.ts';
import { OpenWorkspace } from '../workspace/openWorkspace.ts';
import { RecentFiles } from '../workspace/recentFiles.ts';
import { fineTuneCommands } from './fineTuneCommands.ts';
import { FineTuneNotices, ResumeOffer } from './fineTuneNotices.ts';
import { FineTunePanel, FineTunePanelModel } from './fineTunePanel.ts';
import { FineTuning } from './fineTuning.ts';
import { Activity, systemFiles } from './idleSigns.ts';
import { IdleTuning, isOnMains } from './idleTuning.ts';

export interface FineTuneSurroundings {
  readonly context: vscode.ExtensionContext;
  readonly client: CompletionClient;
  readonly settings: Settings;
  readonly startTrainer: StartTrainer;
  readonly logger: Logger;
  readonly scheduler: Scheduler;
}

/** @param store disposes of what was built */
export function createFineTuning(
  store: DisposableStore,
  { context, client, settings, startTrainer, logger, scheduler }: FineTuneSurroundings,
): { readonly fineTuning: FineTuning; readonly commands: readonly Command[] } {
  const memory = context.workspaceState;
  const recent = store.add(new RecentFiles(memory, scheduler));
  const workspace = new OpenWorkspace(context, settings, recent, startTrainer, scheduler);
  store.add(new CachedWorkspace(client, settings, workspace, scheduler));
  const fineTuning = store.add(
    new FineTuning({
      workspace: () => workspace.learnable(),
      onKept: () => client.reloadModel(),
      note: storedNote(workspaceStorage(context.storageUri), storageNames.begun, logger),
      logger,
      scheduler,
    }),
  );
  const stored = new StoredModel(context, startTrainer, client, fineTuning, logger);
  const documents = store.add(new VirtualDocuments());
  const fineTunePanelModel = store.add(new FineTunePanelModel(fineTuning, stored));
  const panel = store.add(new FineTunePanel(context.extensionUri, fineTunePanelModel, scheduler));
  const showPanel = () => {
    panel.show();
  };
  store.add(new FineTuneNotices(fineTuning, showPanel, scheduler));
  store.add(new ResumeOffer({ client, fineTuning, stored, logger, scheduler }));
  store.add(
    new IdleTuning({
      fineTuning,
      isWanted: () => settings.fineTune.automatic && workspace.isLearnable,
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
    ...fineTuneCommands({ fineTuning, stored, workspace, documents, memory, showPanel }),
    ...modelCommands(client, stored, documents),
  ];
  return { fineTuning, commands };
}
