/** The commands of a workspace's model: report, export, import, forget. */
import * as vscode from 'vscode';
import { plain } from '../../base/shownText.ts';
import { UserError } from '../../base/userError.ts';
import type { CompletionClient } from '../../processes/completionClient.ts';
import type { Command } from '../commands.ts';
import { type ModelInUse, modelReportDocument } from '../fineTuning/fineTuneDocuments.ts';
import { confirm, tell } from '../shown.ts';
import type { VirtualDocuments } from '../virtualDocuments.ts';
import type { StoredModel } from './storedModel.ts';
import { exists } from './workspaceStorage.ts';

export function modelCommands(
  client: CompletionClient,
  stored: StoredModel,
  documents: VirtualDocuments,
): readonly Command[] {
  return [
    { id: 'undercurrent.showModelReport', run: () => showModelReport(client, stored, documents) },
    { id: 'undercurrent.exportModel', run: () => exportModel(stored) },
    { id: 'undercurrent.importModel', run: () => importModel(stored) },
    { id: 'undercurrent.forget', run: () => forget(stored) },
  ];
}

async function showModelReport(
  client: CompletionClient,
  stored: StoredModel,
  documents: VirtualDocuments,
): Promise<void> {
  const [state, report] = stored.hasStorage
    ? await Promise.all([stored.inspect(), stored.report()])
    : [undefined, undefined];
  const text = modelReportDocument({ inUse: modelInUse(client, stored), stored: state, report });
  await documents.show('Model Report.md', text);
}

function modelInUse({ state }: CompletionClient, stored: StoredModel): ModelInUse | undefined {
  if (state.kind !== 'ready') return undefined;
  const { modelName, parameterCount } = state.model;
  return {
    name: modelName,
    parameters: parameterCount,
    isAdapted: stored.isInUse,
    problem: state.problem && `${state.problem.message} ${state.problem.action}`,
  };
}

/** Copies the model of this workspace into a new folder in a folder that the user chooses. */
async function exportModel(stored: StoredModel): Promise<void> {
  await stored.expectModel();
  const chosen = await vscode.window.showOpenDialog({
    title: 'Export the model of this workspace into a new folder in',
    openLabel: 'Export Here',
    canSelectFiles: false,
    canSelectFolders: true,
  });
  const place = chosen?.[0];
  if (place === undefined) return;
  const folder = vscode.Uri.joinPath(place, exportFolderName());
  if (await exists(folder))
    throw new UserError(`There is a folder ${folder.fsPath} already.`, 'Move it away, or export to another place.');
  await stored.exportTo(folder);
  await tell(plain`The model of this workspace is in ${folder.fsPath}.`);
}

/** Of a workspace, in the name of a folder. */
const longestName = 80;

function exportFolderName(): string {
  const name = (vscode.workspace.name ?? 'workspace')
    .slice(0, longestName)
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+/u, '')
    .replace(/[-.]{1,80}$/u, '');
  return `${name === '' ? 'workspace' : name}-undercurrent-model`;
}

/** Replaces the model of this workspace by an exported one. */
async function importModel(stored: StoredModel): Promise<void> {
  stored.expectStorage();
  const chosen = await vscode.window.showOpenDialog({
    title: 'Choose the model.json of a model that was exported',
    openLabel: 'Import',
    filters: { Model: ['json'] },
  });
  const place = chosen?.[0];
  if (place === undefined || !(await mayReplace(stored))) return;
  const { name } = await stored.importFrom(await folderOf(place));
  await tell(plain`The model “${name}” is the one of this workspace now.`);
}

async function mayReplace(stored: StoredModel): Promise<boolean> {
  if (!(await stored.hasModel())) return true;
  const detail = plain`What was learnt here is deleted. Export it first to keep it.`;
  return await confirm(plain`Replace the model of this workspace?`, detail, 'Replace');
}

/** Some dialogs return a folder. */
async function folderOf(place: vscode.Uri): Promise<vscode.Uri> {
  const { type } = await vscode.workspace.fs.stat(place);
  return (type & vscode.FileType.Directory) !== 0 ? place : vscode.Uri.joinPath(place, '..');
}

/** Deletes all that was learnt from this workspace, after a question. */
async function forget(stored: StoredModel): Promise<void> {
  stored.expectStorage();
  const detail = plain`${
    'Its model, its report and a training that was interrupted are deleted, and a fine-tuning that is going on is cancelled. ' +
    'A model that was exported stays where it is.'
  }`;
  if (!(await confirm(plain`Forget what was learnt from this workspace?`, detail, 'Forget'))) return;
  await stored.forget();
  await tell(plain`What was learnt from this workspace is gone. Completions come from the model that ships.`);
}
