/** The commands of the editor, and the one place where the errors of all commands end. */
import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables.ts';
import type { Logger } from '../base/logger.ts';
import { type PlainText, plain } from '../base/shownText.ts';
import { UserError } from '../base/userError.ts';
import type { CompletionClient } from '../processes/completionClient.ts';
import type { Drafts } from './completion/drafts.ts';
import { isSupported } from './documents.ts';
import type { Explore } from './explore/explore.ts';
import type { FineTuning } from './fineTuning/fineTuning.ts';
import type { DetectedLanguages } from './language/detectedLanguages.ts';
import { useDetectedLanguage } from './language/languageStatus.ts';
import { type EagernessChoice, eagernessChoices, type Settings } from './settings.ts';
import { choose, errorText, type ListItem, tellError } from './shown.ts';
import type { Snooze } from './snooze.ts';
import type { Statistics } from './statistics/statistics.ts';
import type { Surprise } from './surprise/surprise.ts';
import type { WhatsNew } from './whatsNew.ts';
import { localized } from './localized.ts';

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
      await tellError(isForUser ? errorText(error) : localized`Something went wrong. See the log of Undercurrent.`);
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
  readonly snooze: Snooze;
  readonly statistics: Statistics;
  readonly whatsNew: WhatsNew;
  readonly channel: vscode.OutputChannel;
}

export function editorCommands(parts: CommandParts): readonly Command[] {
  const { client, settings, drafts, languages, surprise, explore, snooze, statistics, whatsNew, channel } = parts;
  return [
    { id: 'undercurrent.toggle', run: () => settings.setEnabled(!settings.enabled) },
    { id: 'undercurrent.toggleLanguage', run: () => toggleLanguage(settings) },
    { id: 'undercurrent.changeEagerness', run: () => changeEagerness(settings) },
    { id: 'undercurrent.snooze', run: () => snooze.choose() },
    { id: 'undercurrent.endSnooze', run: () => snooze.end() },
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
    {
      id: 'undercurrent.showStatistics',
      run: () => {
        statistics.show();
      },
    },
    { id: 'undercurrent.eraseStatistics', run: () => statistics.erase() },
    { id: 'undercurrent.showWhatsNew', run: () => whatsNew.show() },
  ];
}

const eagernessNames: Readonly<Record<EagernessChoice, readonly [label: PlainText, detail: PlainText]>> = {
  eager: [localized`Eager`, localized`More completions, and more wrong ones.`],
  balanced: [localized`Balanced`, localized`What probably saves more keystrokes than it costs attention.`],
  quiet: [localized`Quiet`, localized`Only what is almost certain.`],
  onRequest: [localized`On Request`, localized`Only when you run Complete Here or Trigger Inline Suggestion.`],
};

async function changeEagerness(settings: Settings): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const current = settings.eagerness(document);
  const items = eagernessChoices.map((choice) => {
    const [label, detail] = eagernessNames[choice];
    return { label, detail, description: choice === current ? localized`current` : plain``, choice };
  });
  const chosen = await choose(items, { title: localized`Change Eagerness`, matchOnDetail: true });
  if (chosen !== undefined) await settings.setEagerness(document, chosen.choice);
}

async function toggleLanguage(settings: Settings): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined)
    throw new UserError(localized`No editor is active.`, localized`Open a file of the language first.`);
  await settings.setLanguageEnabled(document.languageId, !settings.of(document).languageEnabled);
}

interface MenuItem extends ListItem {
  readonly command: string;
  readonly arguments?: readonly string[];
  /** Nothing opens, so the user goes on in the editor. */
  readonly isSwitch?: true;
}

/** What a click on the status bar item opens. */
async function showMenu(parts: CommandParts): Promise<void> {
  const chosen = await choose(menuItems(parts), { title: plain`Undercurrent` });
  if (chosen === undefined) return;
  await vscode.commands.executeCommand(chosen.command, ...(chosen.arguments ?? []));
  // The click has left the focus on the status bar item.
  if (chosen.isSwitch) await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
}

/** Marks an entry of the menu, see `MenuItem`. */
const isSwitch = true;

function menuItems({ settings, fineTuning, snooze, surprise, whatsNew }: CommandParts): MenuItem[] {
  return [
    ...newsItems(whatsNew),
    ...(settings.enabled ? switchItems(settings, snooze) : []),
    settings.enabled
      ? { label: localized`$(circle-slash) Turn off completions`, command: 'undercurrent.toggle', isSwitch }
      : { label: localized`$(play) Turn on completions`, command: 'undercurrent.toggle', isSwitch },
    ...documentItems(settings),
    fineTuning.isRunning
      ? { label: localized`$(graph-line) Show fine-tuning`, command: 'undercurrent.showFineTuning' }
      : { label: localized`$(mortar-board) Fine-tune on this workspace`, command: 'undercurrent.fineTune' },
    ...surpriseItems(surprise),
    { label: localized`$(telescope) Explore the model`, command: 'undercurrent.explore' },
    { label: localized`$(graph) Statistics`, command: 'undercurrent.showStatistics' },
    { label: localized`$(info) Show model report`, command: 'undercurrent.showModelReport' },
    { label: localized`$(trash) Forget this workspace`, command: 'undercurrent.forget' },
    {
      label: localized`$(gear) Settings`,
      command: 'workbench.action.openSettings',
      arguments: ['@ext:undercurrent.undercurrent'],
    },
    { label: localized`$(debug-restart) Restart`, command: 'undercurrent.restart' },
    { label: localized`$(output) Show log`, command: 'undercurrent.showLog' },
  ];
}

function newsItems({ release }: WhatsNew): MenuItem[] {
  if (release === undefined) return [];
  return [{ label: localized`$(gift) What’s new in ${release}`, command: 'undercurrent.showWhatsNew' }];
}

function switchItems(settings: Settings, snooze: Snooze): MenuItem[] {
  const [eagerness] = eagernessNames[settings.eagerness(vscode.window.activeTextEditor?.document)];
  return [
    snooze.until === undefined
      ? { label: localized`$(bell-slash) Snooze completions`, command: 'undercurrent.snooze', isSwitch }
      : { label: localized`$(bell) End snooze`, command: 'undercurrent.endSnooze', isSwitch },
    { label: localized`$(dashboard) Eagerness: ${eagerness}`, command: 'undercurrent.changeEagerness', isSwitch },
  ];
}

function documentItems(settings: Settings): MenuItem[] {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || !isSupported(document)) return [];
  const draft = { label: localized`$(new-file) Draft this file`, command: 'undercurrent.draft' };
  const { languageId } = document;
  const turn = settings.of(document).languageEnabled
    ? localized`$(circle-slash) Turn off for ${languageId}`
    : localized`$(check) Turn on for ${languageId}`;
  return [
    ...(document.getText().trim() === '' ? [draft] : []),
    { label: turn, command: 'undercurrent.toggleLanguage', isSwitch },
  ];
}

function surpriseItems({ isShown }: Surprise): MenuItem[] {
  if (!isShown) return [{ label: localized`$(eye) Show surprise`, command: 'undercurrent.showSurprise' }];
  return [
    { label: localized`$(eye-closed) Hide surprise`, command: 'undercurrent.hideSurprise' },
    { label: localized`$(list-ordered) Show most surprising places`, command: 'undercurrent.showSurprisingPlaces' },
  ];
}
