/** The extension under test, as its own API and VS Code's show it. */
import * as vscode from 'vscode';
import type { TestApi } from '../../../src/editor/testApi.ts';

export function extensionUnderTest(): vscode.Extension<TestApi> {
  const extension = vscode.extensions.getExtension<TestApi>('undercurrent.undercurrent');
  if (extension === undefined) throw new Error('The extension is not there.');
  return extension;
}

/** The extension's API once its model is loaded. */
export async function readyApi(): Promise<TestApi> {
  const api = await extensionUnderTest().activate();
  await api.whenReady();
  return api;
}

/** A new untitled document in an editor, the cursor at its end. */
export async function openDocument(language: string, content: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  const end = document.positionAt(content.length);
  editor.selection = new vscode.Selection(end, end);
  return editor;
}

/**
 * Asks for a completion as by a command and accepts it, again and again until the text has changed: VS Code does not
 * tell when ghost text stands there.
 * @returns what was inserted; `undefined` when nothing was in time
 */
export async function acceptCompletion(
  editor: vscode.TextEditor,
  timeoutMilliseconds: number,
): Promise<string | undefined> {
  const { document } = editor;
  const before = document.getText();
  const deadline = performance.now() + timeoutMilliseconds;
  while (performance.now() < deadline) {
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    for (let attempt = 0; attempt < 10; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, 80));
      await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
      if (document.getText() !== before) return document.getText().slice(before.length);
    }
  }
  return undefined;
}
