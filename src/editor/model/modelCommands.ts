/** The commands of a workspace's model: report, export, import, forget. */
import * as vscode from 'vscode';
import { UserError } from '../../base/userError.ts';
import type { CompletionClient } from '../../processes/completionClient.ts';
import type { Command } from '../commands.ts';
import { type ModelInUse, modelReportDocument } from '../fineTuning/fineTuneDocuments.ts';
import { confirm, tell } from '../shown.ts';
import type { VirtualDocuments } from '../virtualDocuments.ts';
import type { StoredModel } from './storedModel.ts';
import { exists } from './workspaceStorage.ts';
import { localized } from '../localized.ts';

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
  await documents.show(`${localized`Model Report`}.md`, text);
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
    title: localized`Export the Workspace Model to a New Folder In`,
    openLabel: localized`Export Here`,
    canSelectFiles: false,
    canSelectFolders: true,
  });
  const place = chosen?.[0];
  if (place === undefined) return;
  const folder = vscode.Uri.joinPath(place, exportFolderName());
  if (await exists(folder))
    throw new UserError(
      localized`The folder ${folder.fsPath} already exists.`,
      localized`Move it away, or export to another place.`,
    );
  await stored.exportTo(folder);
  await tell(localized`The workspace model was exported to ${folder.fsPath}.`);
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
    title: localized`Select the model.json of an Exported Model`,
    openLabel: 'Import',
    filters: { Model: ['json'] },
  });
  const place = chosen?.[0];
  if (place === undefined || !(await mayReplace(stored))) return;
  const { name } = await stored.importFrom(await folderOf(place));
  await tell(localized`This workspace now uses model ${name}.`);
}

async function mayReplace(stored: StoredModel): Promise<boolean> {
  if (!(await stored.hasModel())) return true;
  const detail = localized`What was learned here is deleted. Export it first to keep it.`;
  return await confirm(localized`Replace the workspace model?`, detail, localized`Replace`);
}

/** Some dialogs return a folder. */
async function folderOf(place: vscode.Uri): Promise<vscode.Uri> {
  const { type } = await vscode.workspace.fs.stat(place);
  return (type & vscode.FileType.Directory) !== 0 ? place : vscode.Uri.joinPath(place, '..');
}

/** Deletes all that was learnt from this workspace, after a question. */
async function forget(stored: StoredModel): Promise<void> {
  stored.expectStorage();
  const detail = localized`The workspace model, its report and interrupted training are deleted. A running fine-tuning is cancelled. Exported models are kept.`;
  if (!(await confirm(localized`Forget what was learned from this workspace?`, detail, localized`Forget`))) return;
  await stored.forget();
  await tell(localized`Workspace model deleted. Using the built-in model.`);
}
