/** What belongs to fine-tuning and takes no training: reading the workspace, reports, and saying no. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { readyApi } from './extension.ts';
import { eventually, type HostTest } from './runner.ts';

/** The text of the document in front, once its name ends so. */
function documentInFront(name: string): Promise<string> {
  return eventually(() => {
    const document = vscode.window.activeTextEditor?.document;
    return document?.uri.path.endsWith(name) === true ? document.getText() : undefined;
  }, name);
}

export const fineTuning: Readonly<Record<string, HostTest>> = {
  'what would be read is shown, and nobody is left who has read it': async () => {
    const api = await readyApi();
    await vscode.commands.executeCommand('undercurrent.showCorpus');
    const text = await documentInFront('Training Files.md');
    assert.match(text, /^# What Undercurrent reads to fine-tune/);
    assert.match(text, /^- `[^`]+\.(ts|py|md)`: \d+/m);
    assert.equal(api.fineTuning().kind, 'idle');
    assert.equal(api.trainerPid(), undefined);
  },

  'the model report says that the model that ships is in use': async () => {
    const api = await readyApi();
    await vscode.commands.executeCommand('undercurrent.showModelReport');
    const text = await documentInFront('Model Report.md');
    assert.match(text, /In use: \*\*.+ million parameters\. It came with the extension\./);
    assert.match(text, /no model of its own/);
    assert.match(api.modelFolder() ?? '', /models.base$/);
  },

  'the panel opens': async () => {
    await readyApi();
    await vscode.commands.executeCommand('undercurrent.showFineTuning');
    const isThere = () =>
      vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ input }) => input instanceof vscode.TabInputWebview));
    await eventually(() => isThere() || undefined, 'the panel');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  },
};
