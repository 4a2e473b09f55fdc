/** Completing inside the extension host, through VS Code's own commands; and what must keep it from completing. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { acceptCompletion, openDocument, readyApi } from './extension.ts';
import { eventually, type HostTest } from './runner.ts';

const samples: Readonly<Record<string, string>> = {
  typescript: [
    'export interface Item {',
    '  readonly name: string;',
    '  readonly price: number;',
    '}',
    '',
    'export function first(items: readonly Item[]): Item | undef',
  ].join('\n'),
  python: ['import argparse', 'import sys', '', '', 'def main() -> int:', '    retu'].join('\n'),
};

const patienceMilliseconds = 15_000;

export async function withSetting(name: string, value: unknown, work: () => Promise<void>): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('undercurrent');
  await configuration.update(name, value, vscode.ConfigurationTarget.Global);
  try {
    await work();
  } finally {
    await configuration.update(name, undefined, vscode.ConfigurationTarget.Global);
  }
}

async function completes(language: string): Promise<void> {
  await readyApi();
  const editor = await openDocument(language, samples[language] ?? '');
  const inserted = await acceptCompletion(editor, patienceMilliseconds);
  assert.ok(inserted !== undefined && inserted.length > 0, 'Nothing was inserted.');
  console.log(`${language}: ${JSON.stringify(inserted)}`);
}

async function staysSilent(language: string): Promise<void> {
  const editor = await openDocument(language, samples[language] ?? '');
  assert.equal(await acceptCompletion(editor, 2000), undefined);
}

export const completing: Readonly<Record<string, HostTest>> = {
  'a TypeScript document is completed': () => completes('typescript'),
  'a Python document is completed': () => completes('python'),

  'a document whose language changes is completed as the new one': async () => {
    await readyApi();
    const editor = await openDocument('plaintext', samples['python'] ?? '');
    const document = await vscode.languages.setTextDocumentLanguage(editor.document, 'python');
    assert.equal(document.languageId, 'python');
    const changed = await vscode.window.showTextDocument(document);
    assert.ok((await acceptCompletion(changed, patienceMilliseconds)) !== undefined);
  },

  'requests that were overtaken do no harm': async () => {
    const api = await readyApi();
    const editor = await openDocument('typescript', samples['typescript'] ?? '');
    // Each edit cancels what was asked before it.
    for (let round = 0; round < 20; round++) {
      void vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
      await editor.edit((edit) => {
        edit.insert(editor.selection.active, round % 2 === 0 ? 'i' : 'n');
      });
    }
    assert.equal(api.status(), 'ready');
    await completes('typescript');
  },

  'with completions off nothing is offered and nothing runs': async () => {
    const api = await readyApi();
    await withSetting('enabled', false, async () => {
      await eventually(() => api.status() === 'paused', 'paused');
      await eventually(() => api.serverPid() === undefined, 'no server');
      await staysSilent('typescript');
    });
    await eventually(() => api.status() === 'ready', 'ready again');
    await completes('typescript');
  },

  'with one language off nothing is offered in it, and in others it is': async () => {
    await readyApi();
    await withSetting('languages', { typescript: false }, async () => {
      await staysSilent('typescript');
      await completes('python');
    });
  },

  'a server that is killed starts again and completes again': async () => {
    const api = await readyApi();
    const pid = api.serverPid();
    assert.ok(pid !== undefined);
    process.kill(pid, 'SIGKILL');
    await eventually(() => {
      const now = api.serverPid();
      return now !== undefined && now !== pid;
    }, 'a new server');
    assert.equal(api.status(), 'ready');
    await completes('typescript');
  },

  'the commands toggle and restart do what they say': async () => {
    const api = await readyApi();
    const pid = api.serverPid();
    await vscode.commands.executeCommand('undercurrent.restart');
    await api.whenReady();
    assert.notEqual(api.serverPid(), pid);
    await vscode.commands.executeCommand('undercurrent.toggle');
    await eventually(() => api.status() === 'paused', 'paused');
    await vscode.commands.executeCommand('undercurrent.toggle');
    await eventually(() => api.status() === 'ready', 'ready');
  },
};
