/** What a click on the status bar item opens: the switches, with their present position, and the ways out. */
import * as vscode from 'vscode';
import { isSupported } from '../documents.ts';
import type { FineTuning } from '../fineTuning/fineTuning.ts';
import type { Settings } from '../settings.ts';
import type { Surprise } from '../surprise/surprise.ts';
import type { Command } from './command.ts';

interface MenuItem extends vscode.QuickPickItem {
  readonly command: string;
  readonly arguments?: readonly string[];
}

export function showMenuCommand(settings: Settings, fineTuning: FineTuning, surprise: Surprise): Command {
  return {
    id: 'undercurrent.showMenu',
    run: async () => {
      const chosen = await vscode.window.showQuickPick(menuItems(settings, fineTuning, surprise), {
        title: 'Undercurrent',
      });
      if (chosen !== undefined) await vscode.commands.executeCommand(chosen.command, ...(chosen.arguments ?? []));
    },
  };
}

function menuItems(settings: Settings, { isRunning }: FineTuning, { isShown }: Surprise): MenuItem[] {
  const items: MenuItem[] = [
    settings.enabled
      ? { label: '$(debug-pause) Pause completions', command: 'undercurrent.toggle' }
      : { label: '$(play) Resume completions', command: 'undercurrent.toggle' },
  ];
  const document = vscode.window.activeTextEditor?.document;
  if (document !== undefined && isSupported(document)) {
    const turn = settings.of(document).languageEnabled ? '$(circle-slash) Turn off' : '$(check) Turn on';
    if (document.getText().trim() === '')
      items.push({ label: '$(new-file) Draft this file', command: 'undercurrent.draft' });
    items.push({ label: `${turn} for ${document.languageId}`, command: 'undercurrent.toggleLanguage' });
  }
  items.push(
    isRunning
      ? { label: '$(graph-line) Show fine-tuning', command: 'undercurrent.showFineTuning' }
      : { label: '$(mortar-board) Fine-tune on this workspace', command: 'undercurrent.fineTune' },
    ...surpriseItems(isShown),
    { label: '$(telescope) Explore the model', command: 'undercurrent.explore' },
    { label: '$(info) Show model report', command: 'undercurrent.showModelReport' },
    { label: '$(trash) Forget this workspace', command: 'undercurrent.forget' },
    {
      label: '$(gear) Settings',
      command: 'workbench.action.openSettings',
      arguments: ['@ext:undercurrent.undercurrent'],
    },
    { label: '$(debug-restart) Restart', command: 'undercurrent.restart' },
    { label: '$(output) Show log', command: 'undercurrent.showLog' },
  );
  return items;
}

function surpriseItems(isShown: boolean): MenuItem[] {
  if (!isShown) return [{ label: '$(eye) Show surprise', command: 'undercurrent.showSurprise' }];
  return [
    { label: '$(eye-closed) Hide surprise', command: 'undercurrent.hideSurprise' },
    { label: '$(list-ordered) Show most surprising places', command: 'undercurrent.showSurprisingPlaces' },
  ];
}
