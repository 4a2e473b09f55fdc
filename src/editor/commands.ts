/** The commands of the editor, and the one place where the errors of all commands end. */
import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables.ts';
import type { Logger } from '../base/logger.ts';
import { plain } from '../base/shownText.ts';
import { UserError } from '../base/userError.ts';
import type { CompletionClient } from '../processes/completionClient.ts';
import type { Drafts } from './completion/drafts.ts';
import { isSupported } from './documents.ts';
import type { Explore } from './explore/explore.ts';
import type { FineTuning } from './fineTuning/fineTuning.ts';
import type { DetectedLanguages } from './language/detectedLanguages.ts';
import { useDetectedLanguage } from './language/languageStatus.ts';
import type { Settings } from './settings.ts';
import { choose, errorText, type ListItem, tellError } from './shown.ts';
import type { Surprise } from './surprise/surprise.ts';

export interface Command {
  readonly id: string;
  /** Awaited. A `UserError` becomes a message; all errors go to the log. */
  readonly run: () => unknown;
}

/** Only a command that the user started opens an error message. The log has every error with its causes. */
export function registerCommand({ id, run }: Command, logger: Logger): Disposable {
  return vscode.commands.registerCommand(id, async () => {
    try {
      await run();
    } catch (error) {
      const isForUser = error instanceof UserError;
      if (isForUser) logger.warn(`${id}:`, error);
      else logger.error(`${id} failed.`, error);
      await tellError(isForUser ? errorText(error) : plain`That did not work. The log of Undercurrent says why.`);
    }
  });
}

export interface CommandParts {
  readonly client: CompletionClient;
  readonly settings: Settings;
  readonly drafts: Drafts;
  readonly languages: DetectedLanguages;
  readonly surprise: Surprise;
  readonly explore: Explore;
  readonly fineTuning: FineTuning;
  readonly channel: vscode.OutputChannel;
}

export function editorCommands(parts: CommandParts): readonly Command[] {
  const { client, settings, drafts, languages, surprise, explore, channel } = parts;
  return [
    { id: 'undercurrent.toggle', run: () => settings.setEnabled(!settings.enabled) },
    { id: 'undercurrent.toggleLanguage', run: () => toggleLanguage(settings) },
    // An explicit request: the model takes more time and shows less certain offers too.
    {
      id: 'undercurrent.trigger',
      run: () => vscode.commands.executeCommand('editor.action.inlineSuggest.trigger'),
    },
    { id: 'undercurrent.draft', run: () => drafts.draftActiveFile(client.state) },
    { id: 'undercurrent.useDetectedLanguage', run: () => useDetectedLanguage(languages) },
    // The user wants completions, so a restart also resumes them.
    {
      id: 'undercurrent.restart',
      run: () => {
        if (!settings.enabled) return settings.setEnabled(true);
        client.restart();
      },
    },
    {
      id: 'undercurrent.showLog',
      run: () => {
        channel.show();
      },
    },
    { id: 'undercurrent.showMenu', run: () => showMenu(parts) },
    { id: 'undercurrent.showSurprise', run: () => surprise.show() },
    { id: 'undercurrent.hideSurprise', run: () => surprise.hide() },
    { id: 'undercurrent.showSurprisingPlaces', run: () => surprise.showPlaces() },
    { id: 'undercurrent.explore', run: () => explore.show() },
  ];
}

async function toggleLanguage(settings: Settings): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined) throw new UserError('No editor is active.', 'Open a file of the language first.');
  await settings.setLanguageEnabled(document.languageId, !settings.of(document).languageEnabled);
}

interface MenuItem extends ListItem {
  readonly command: string;
  readonly arguments?: readonly string[];
}

/** What a click on the status bar item opens. */
async function showMenu(parts: CommandParts): Promise<void> {
  const chosen = await choose(menuItems(parts), { title: plain`Undercurrent` });
  if (chosen !== undefined) await vscode.commands.executeCommand(chosen.command, ...(chosen.arguments ?? []));
}

function menuItems({ settings, fineTuning, surprise }: CommandParts): MenuItem[] {
  return [
    settings.enabled
      ? { label: plain`$(debug-pause) Pause completions`, command: 'undercurrent.toggle' }
      : { label: plain`$(play) Resume completions`, command: 'undercurrent.toggle' },
    ...documentItems(settings),
    fineTuning.isRunning
      ? { label: plain`$(graph-line) Show fine-tuning`, command: 'undercurrent.showFineTuning' }
      : { label: plain`$(mortar-board) Fine-tune on this workspace`, command: 'undercurrent.fineTune' },
    ...surpriseItems(surprise),
    { label: plain`$(telescope) Explore the model`, command: 'undercurrent.explore' },
    { label: plain`$(info) Show model report`, command: 'undercurrent.showModelReport' },
    { label: plain`$(trash) Forget this workspace`, command: 'undercurrent.forget' },
    {
      label: plain`$(gear) Settings`,
      command: 'workbench.action.openSettings',
      arguments: ['@ext:undercurrent.undercurrent'],
    },
    { label: plain`$(debug-restart) Restart`, command: 'undercurrent.restart' },
    { label: plain`$(output) Show log`, command: 'undercurrent.showLog' },
  ];
}

function documentItems(settings: Settings): MenuItem[] {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || !isSupported(document)) return [];
  const draft = { label: plain`$(new-file) Draft this file`, command: 'undercurrent.draft' };
  const { languageId } = document;
  const turn = settings.of(document).languageEnabled
    ? plain`$(circle-slash) Turn off for ${languageId}`
    : plain`$(check) Turn on for ${languageId}`;
  return [
    ...(document.getText().trim() === '' ? [draft] : []),
    { label: turn, command: 'undercurrent.toggleLanguage' },
  ];
}

function surpriseItems({ isShown }: Surprise): MenuItem[] {
  if (!isShown) return [{ label: plain`$(eye) Show surprise`, command: 'undercurrent.showSurprise' }];
  return [
    { label: plain`$(eye-closed) Hide surprise`, command: 'undercurrent.hideSurprise' },
    { label: plain`$(list-ordered) Show most surprising places`, command: 'undercurrent.showSurprisingPlaces' },
  ];
}
