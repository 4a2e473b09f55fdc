/** What belongs to fine-tuning and takes no training: reading the workspace, reports, and saying no. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { extensionUnderTest, readyApi } from './extension.ts';
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
    const text = await documentInFront('What Fine-tuning Reads.md');
    assert.match(text, /^# What Undercurrent reads to fine-tune/);
    assert.match(text, /^- `[^`]+\.(ts|py|md)`: \d+/m);
    assert.equal(api.fineTuning().kind, 'idle');
    assert.equal(api.trainerPid(), undefined);
  },

  'reading holds the host up for no more than a moment': async () => {
    await readyApi();
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      longest = Math.max(longest, now - last - 5);
      last = now;
    }, 5);
    await vscode.commands.executeCommand('undercurrent.showCorpus');
    clearInterval(timer);
    // The bench reports what was measured here.
    const record = path.join(extensionUnderTest().extensionPath, 'dist', 'hostDelay.json');
    writeFileSync(record, JSON.stringify({ milliseconds: Math.max(0, longest) }));
    console.log(`The longest delay of the host while the workspace was read: ${longest.toFixed(1)} ms`);
    // By the clock on the wall, of a machine that may be busy: the bench measures it tightly, this only catches a blunder.
    assert.ok(longest <= 200, `${longest} ms`);
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
