/**
 * Composition root: builds the objects, hands them to each other and registers them. No logic. The order matters only in
 * that everything is disposed in reverse.
 */
import { loadStart } from './editor/loadStart.ts';
import * as vscode from 'vscode';
import { DisposableStore } from './base/disposables.ts';
import { systemScheduler } from './base/scheduler.ts';
import { AdaptedModel } from './editor/model/adaptedModel.ts';
import { registerCommand } from './editor/commands/command.ts';
import { draftCommand } from './editor/commands/draft.ts';
import { exploreCommand } from './editor/commands/explore.ts';
import { restartCommand } from './editor/commands/restart.ts';
import { showLogCommand } from './editor/commands/showLog.ts';
import { showMenuCommand } from './editor/commands/showMenu.ts';
import { surpriseCommands } from './editor/commands/showSurprise.ts';
import { toggleCommand } from './editor/commands/toggle.ts';
import { toggleLanguageCommand } from './editor/commands/toggleLanguage.ts';
import { triggerCommand } from './editor/commands/trigger.ts';
import { useDetectedLanguageCommand } from './editor/commands/useDetectedLanguage.ts';
import { CompletionProvider } from './editor/completion/completionProvider.ts';
import { DetectedLanguages } from './editor/language/detectedLanguages.ts';
import { supportedDocuments } from './editor/documents.ts';
import { DocumentWindows } from './editor/completion/documentWindows.ts';
import { Drafts } from './editor/completion/drafts.ts';
import { Explore } from './editor/explore/explore.ts';
import { createFineTuning } from './editor/fineTuning/fineTuneParts.ts';
import { LanguageServerNames } from './editor/completion/languageServerNames.ts';
import { LanguageStatus } from './editor/language/languageStatus.ts';
import { LateOffers } from './editor/completion/lateOffers.ts';
import { LiveLearning } from './editor/completion/liveLearning.ts';
import { channelLogger } from './editor/log.ts';
import { ReadAhead } from './editor/completion/readAhead.ts';
import { ServerLifetime } from './editor/serverLifetime.ts';
import { Settings } from './editor/settings.ts';
import { Status } from './editor/status.ts';
import { Surprise } from './editor/surprise/surprise.ts';
import type { TestApi } from './editor/testApi.ts';
import { testApi } from './editor/testApi.ts';
import { workspaceStorage } from './editor/model/workspaceStorage.ts';
import { CompletionClient } from './processes/completionClient.ts';
import type { StartTrainer } from './processes/trainerClient.ts';

export function activate(context: vscode.ExtensionContext): TestApi {
  const store = new DisposableStore();
  context.subscriptions.push(store);

  const channel = store.add(vscode.window.createOutputChannel('Undercurrent', { log: true }));
  const logger = channelLogger(channel);
  const settings = store.add(new Settings());
  const windows = store.add(new DocumentWindows());
  const adapted = store.add(
    new AdaptedModel(
      workspaceStorage(context.storageUri),
      context.asAbsolutePath('models/base'),
      systemScheduler,
      logger,
    ),
  );
  const client = store.add(
    new CompletionClient({
      modelFolders: () => adapted.folders(),
      // Loaded with the first server: activation has no need of it.
      startServer: async () => {
        const { forkServer } = await import('./processes/serverProcess.ts');
        return forkServer(context.asAbsolutePath('dist/completionServer.js'), logger);
      },
      logger,
      scheduler: systemScheduler,
    }),
  );
  adapted.follow(client);
  const startTrainer: StartTrainer = async (fileSystem) => {
    const { forkTrainer } = await import('./processes/trainerProcess.ts');
    return forkTrainer(context.asAbsolutePath('dist/trainer.js'), fileSystem, logger, systemScheduler);
  };
  const surroundings = { context, client, settings, startTrainer, logger, scheduler: systemScheduler };
  const { fineTuning, commands: fineTuneCommands } = createFineTuning(store, surroundings);
  const status = store.add(new Status(client, settings, fineTuning, adapted.folder));
  const lateOffers = store.add(new LateOffers(client, logger));
  const languages = store.add(new DetectedLanguages(client, settings, systemScheduler));
  store.add(new LiveLearning(client, settings));
  store.add(new LanguageStatus(languages));
  store.add(new ReadAhead(client, settings, windows, languages, systemScheduler));

  const drafts = new Drafts();
  const names = store.add(new LanguageServerNames(settings, systemScheduler));
  const provider = new CompletionProvider(client, settings, windows, languages, lateOffers, names, drafts, logger);
  store.add(vscode.languages.registerInlineCompletionItemProvider([...supportedDocuments], provider));

  const surprise = store.add(new Surprise({ client, settings, languages, scheduler: systemScheduler }));
  const explore = store.add(
    new Explore(context.extensionUri, { client, settings, windows, languages, scheduler: systemScheduler }),
  );
  const commands = [
    toggleCommand(settings),
    toggleLanguageCommand(settings),
    triggerCommand(),
    draftCommand(client, drafts),
    useDetectedLanguageCommand(languages),
    restartCommand(client, settings),
    showLogCommand(channel),
    showMenuCommand(settings, fineTuning, surprise),
    ...surpriseCommands(surprise),
    exploreCommand(explore),
    ...fineTuneCommands,
  ];
  for (const command of commands) store.add(registerCommand(command, logger));

  store.add(new ServerLifetime(client, settings, systemScheduler));
  const activationMilliseconds = performance.now() - loadStart;
  logger.info(`Activated in ${activationMilliseconds.toFixed(1)} ms.`);
  return testApi(client, status, fineTuning, languages, activationMilliseconds);
}
