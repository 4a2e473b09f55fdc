/** What VS Code runs inside its extension host. The results go beside the workspace folder. */
import path from 'node:path';
import * as vscode from 'vscode';
import { activation } from './activation.ts';
import { completing } from './completing.ts';
import { fineTuning } from './fineTuning.ts';
import { language } from './language.ts';
import { runTests } from './runner.ts';
import { textCache } from './textCache.ts';

export async function run(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined) throw new Error('No workspace folder is open.');
  const failures = await runTests(
    { ...activation, ...completing, ...fineTuning, ...language, ...textCache },
    path.join(folder, '..', 'results.jsonl'),
  );
  if (failures > 0) throw new Error(`${failures} failed.`);
}
