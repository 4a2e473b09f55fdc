/** Copies the model of this workspace into a folder of the user's choice. */
import * as vscode from 'vscode';
import { UserError } from '../../base/userError.ts';
import type { StoredModel } from '../model/storedModel.ts';
import type { Command } from './command.ts';

export function exportModelCommand(stored: StoredModel): Command {
  return {
    id: 'undercurrent.exportModel',
    run: async () => {
      await stored.expectModel();
      const chosen = await vscode.window.showOpenDialog({
        title: 'Export the model of this workspace into a new folder in',
        openLabel: 'Export Here',
        canSelectFiles: false,
        canSelectFolders: true,
      });
      const place = chosen?.[0];
      if (place === undefined) return;
      const folder = vscode.Uri.joinPath(place, folderName());
      if (await isThere(folder))
        throw new UserError(`There is a folder ${folder.fsPath} already.`, 'Move it away, or export to another place.');
      await stored.exportTo(folder);
      await vscode.window.showInformationMessage(`The model of this workspace is in ${folder.fsPath}.`);
    },
  };
}

function folderName(): string {
  const name = (vscode.workspace.name ?? 'workspace')
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
    .replaceAll(/^[-.]+|[-.]+$/gu, '');
  return `${name === '' ? 'workspace' : name}-undercurrent-model`;
}

async function isThere(folder: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(folder);
    return true;
  } catch {
    return false;
  }
}
