/** Names that only a completion provider knows, completed as ghost text inside the extension host; and a provider that never answers. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { withSetting } from './completing.ts';
import { acceptCompletion, openDocument, readyApi } from './extension.ts';
import type { HostTest } from './runner.ts';

const known = ['quibantelor', 'vexedNymph', 'waltzedFjord'];

/** What is offered for a member of which the beginning is typed, key by key. */
async function completionOf(language: string, beginning: string, seconds: number): Promise<string | undefined> {
  const editor = await openDocument(language, 'thing = make()\nthing');
  await vscode.commands.executeCommand('type', { text: '.' });
  // The provider's answer is for the letters that follow.
  await new Promise((resolve) => setTimeout(resolve, 500));
  for (const text of beginning) await vscode.commands.executeCommand('type', { text });
  const offered = await acceptCompletion(editor, 1000 * seconds);
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  return offered;
}

function provide(language: string, names: () => Promise<readonly string[]>): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider(
    { language, scheme: 'untitled' },
    {
      provideCompletionItems: async () =>
        (await names()).map((name) => new vscode.CompletionItem(name, vscode.CompletionItemKind.Method)),
    },
  );
}

export const languageServerNames: Readonly<Record<string, HostTest>> = {
  'a member that only the language server knows is completed, if that is wanted': async () => {
    await readyApi();
    let questions = 0;
    const provider = provide('python', () => {
      questions++;
      return Promise.resolve(known);
    });
    try {
      assert.doesNotMatch((await completionOf('python', 'quiban', 3)) ?? '', /^telor/);
      const before = questions;
      await withSetting('languageServerNames', true, async () => {
        assert.match((await completionOf('python', 'quiban', 20)) ?? '', /^telor/);
      });
      assert.ok(questions > before, 'The provider was not asked.');
    } finally {
      provider.dispose();
    }
  },

  'a provider that never answers keeps nobody waiting': async () => {
    await readyApi();
    const provider = provide('python', () => new Promise(() => undefined));
    try {
      await withSetting('languageServerNames', true, async () => {
        await completionOf('python', 'quiban', 1);
        const editor = await openDocument('python', 'import argparse\n\n\ndef main() -> int:\n    parser = argparse');
        await vscode.commands.executeCommand('type', { text: '.' });
        await vscode.commands.executeCommand('type', { text: 'A' });
        assert.match((await acceptCompletion(editor, 15_000)) ?? '', /^rgument/);
      });
    } finally {
      provider.dispose();
    }
  },
};
