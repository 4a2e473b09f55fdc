/**
 * Composition root: builds the objects, hands them to each other and registers them. No logic. Disposal is in reverse
 * order.
 */
import { loadStart, testApi } from './editor/testApi.ts';
import * as vscode from 'vscode';
import { DisposableStore } from './base/disposables.ts';
import { withCauses } from './base/logger.ts';
import { systemScheduler as scheduler } from './base/scheduler.ts';
import { DocumentAccess } from './editor/access.ts';
import { editorCommands, registerCommand } from './editor/commands.ts';
import { CompletionProvider } from './editor/completion/completionProvider.ts';
import { DocumentPositions } from './editor/completion/documentPositions.ts';
import { Drafts } from './editor/completion/drafts.ts';
import { LateOffers } from './editor/completion/lateOffers.ts';
import { ReadAhead } from './editor/completion/readAhead.ts';
import { supportedDocuments } from './editor/documents.ts';
import { Explore } from './editor/explore/explore.ts';
import { createFineTuning } from './editor/fineTuning/fineTuneParts.ts';
import { DetectedLanguages } from './editor/language/detectedLanguages.ts';
import { LanguageStatus } from './editor/language/languageStatus.ts';
import { AdaptedModel } from './editor/model/adaptedModel.ts';
import { workspaceStorage } from './editor/model/workspaceStorage.ts';
import { applyServerSettings } from './editor/serverSettings.ts';
import { Settings } from './editor/settings.ts';
import { Snooze } from './editor/snooze.ts';
import { OfferWatch } from './editor/statistics/offerWatch.ts';
import { Statistics } from './editor/statistics/statistics.ts';
import { UsageStore } from './editor/statistics/usageStore.ts';
import { Status } from './editor/status.ts';
import { Surprise } from './editor/surprise/surprise.ts';
import type { TestApi } from './editor/testApi.ts';
import { WhatsNew } from './editor/whatsNew.ts';
import { CompletionClient } from './processes/completionClient.ts';
import type { StartTrainer } from './processes/trainerClient.ts';

export function activate(context: vscode.ExtensionContext): TestApi {
  const store = new DisposableStore();
  context.subscriptions.push(store);
  const channel = store.add(vscode.window.createOutputChannel('Undercurrent', { log: true }));
  const logger = withCauses(channel);
  const settings = store.add(new Settings());
  const access = new DocumentAccess(settings);

  const storage = workspaceStorage(context.storageUri);
  const baseFolder = context.asAbsolutePath('models/base');
  const adapted = store.add(new AdaptedModel(storage, baseFolder, scheduler, logger));
  const client = store.add(
    new CompletionClient({
      modelFolders: () => adapted.folders(),
      // Loaded with the first server: activation does not need it.
      startServer: async (host) => {
        const { forkServer } = await import('./processes/serverProcess.ts');
        return forkServer(context.asAbsolutePath('dist/completionServer.js'), host, logger);
      },
      logger,
      scheduler,
    }),
  );
  adapted.follow(client);
  const startTrainer: StartTrainer = async (fileSystem) => {
    const { forkTrainer } = await import('./processes/trainerProcess.ts');
    return forkTrainer(context.asAbsolutePath('dist/trainer.js'), fileSystem, logger, scheduler);
  };
  const { fineTuning, commands } = createFineTuning(store, {
    context,
    client,
    settings,
    startTrainer,
    logger,
    scheduler,
  });
  const today = () => new Date();
  const snooze = store.add(new Snooze(today, scheduler));
  const whatsNew = store.add(new WhatsNew(context.globalState, context.extension));
  const status = store.add(
    new Status({ client, settings, access, fineTuning, snooze, whatsNew, adaptedFolder: adapted.folder }),
  );

  const languages = store.add(new DetectedLanguages(client, settings, access, scheduler));
  store.add(new LanguageStatus(languages));
  const positions = store.add(new DocumentPositions(languages));
  store.add(new ReadAhead(client, access, positions, languages, scheduler));

  const lateOffers = store.add(new LateOffers(client, logger));
  const drafts = new Drafts();
  const usage = store.add(new UsageStore(context.globalState, today, scheduler));
  const statistics = store.add(new Statistics(context.extensionUri, usage, settings));
  const offerWatch = store.add(new OfferWatch(usage, settings, access));
  const provider = new CompletionProvider({
    client,
    settings,
    access,
    positions,
    lateOffers,
    drafts,
    offerWatch,
    logger,
  });
  store.add(vscode.languages.registerInlineCompletionItemProvider([...supportedDocuments], provider));

  const followed = { client, settings, access, languages, positions, scheduler };
  const surprise = store.add(new Surprise(followed));
  const explore = store.add(new Explore(context.extensionUri, followed));
  const switches = { settings, snooze, statistics, whatsNew };
  const parts = { client, ...switches, drafts, languages, surprise, explore, fineTuning, channel };
  for (const command of [...editorCommands(parts), ...commands]) store.add(registerCommand(command, logger));

  store.add(applyServerSettings(client, settings, scheduler));
  const activationMilliseconds = performance.now() - loadStart;
  logger.info(`Activated in ${activationMilliseconds.toFixed(1)} ms.`);
  return testApi(client, status, fineTuning, languages, activationMilliseconds);
}
