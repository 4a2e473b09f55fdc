/** Takes a model that was exported, after checking all of it, as the one of this workspace. */
import * as vscode from 'vscode';
import type { StoredModel } from '../model/storedModel.ts';
import type { Command } from './command.ts';

export function importModelCommand(stored: StoredModel): Command {
  return {
    id: 'undercurrent.importModel',
    run: async () => {
      stored.expectStorage();
      const chosen = await vscode.window.showOpenDialog({
        title: 'Choose the model.json of a model that was exported',
        openLabel: 'Import',
        filters: { Model: ['json'] },
      });
      const place = chosen?.[0];
      if (place === undefined || !(await mayReplace(stored))) return;
      const { name } = await stored.importFrom(await folderOf(place));
      await vscode.window.showInformationMessage(`The model “${name}” is the one of this workspace now.`);
    },
  };
}

async function mayReplace(stored: StoredModel): Promise<boolean> {
  if (!(await stored.hasModel())) return true;
  const replace = 'Replace';
  const detail = 'What was learnt here is deleted. Export it first to keep it.';
  return (
    (await vscode.window.showWarningMessage(
      'Replace the model of this workspace?',
      { modal: true, detail },
      replace,
    )) === replace
  );
}

/** Some dialogs give folders as well. */
async function folderOf(place: vscode.Uri): Promise<vscode.Uri> {
  const { type } = await vscode.workspace.fs.stat(place);
  return (type & vscode.FileType.Directory) !== 0 ? place : vscode.Uri.joinPath(place, '..');
}
