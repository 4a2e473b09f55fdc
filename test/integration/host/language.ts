/**
 * The language of documents that have none: detected, told to the model, given to the document by the command and by
 * nothing else.
 */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { withSetting } from './completing.ts';
import { openDocument, readyApi } from './extension.ts';
import { eventually, type HostTest } from './runner.ts';

const python = [
  'import argparse',
  'import sys',
  '',
  '',
  'def main() -> int:',
  '    parser = argparse.ArgumentParser(description=__doc__)',
  '    parser.add_argument("files", nargs="*")',
  '    for name in parser.parse_args().files:',
  '        with open(name) as file:',
  '            print(name, len(file.read()))',
  '    return 0',
  '',
].join('\n');

const go = [
  'package main',
  '',
  'import "fmt"',
  '',
  'func main() {',
  '\tfor i := 0; i < 10; i++ {',
  '\t\tif err := run(i); err != nil {',
  '\t\t\tfmt.Println(err)',
  '\t\t}',
  '\t}',
  '}',
  '',
].join('\n');

/** Longer than it takes to look at a text that has changed. */
const longMilliseconds = 3000;

async function write(editor: vscode.TextEditor, text: string): Promise<void> {
  const { document } = editor;
  const all = new vscode.Range(new vscode.Position(0, 0), document.positionAt(document.getText().length));
  await editor.edit((edit) => {
    edit.replace(all, text);
  });
}

export const language: Readonly<Record<string, HostTest>> = {
  'the model is told the language of an untitled document, and the document is left as it is': async () => {
    const api = await readyApi();
    const editor = await openDocument('plaintext', '');
    await write(editor, python);
    await eventually(() => api.modelLanguageOf(editor.document) === 'python', 'Python is detected');
    assert.equal(editor.document.languageId, 'plaintext');
    await write(editor, go);
    await eventually(() => api.modelLanguageOf(editor.document) === 'go', 'Go is detected');
    assert.equal(editor.document.languageId, 'plaintext');
  },

  'the command gives the document the language': async () => {
    const api = await readyApi();
    const editor = await openDocument('plaintext', python);
    await eventually(() => api.modelLanguageOf(editor.document) === 'python', 'Python is detected');
    await vscode.commands.executeCommand('undercurrent.useDetectedLanguage');
    const document = await eventually(
      () => vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === editor.document.uri.toString()),
      'the document is open',
    );
    assert.equal(document.languageId, 'python');
  },

  'a document that has a language keeps it, whatever is in it': async () => {
    const api = await readyApi();
    const editor = await openDocument('markdown', python);
    await new Promise((resolve) => setTimeout(resolve, longMilliseconds));
    assert.equal(api.modelLanguageOf(editor.document), 'markdown');
  },

  'with the setting off nothing is detected, and what was detected is forgotten': async () => {
    const api = await readyApi();
    const before = await openDocument('plaintext', python);
    await eventually(() => api.modelLanguageOf(before.document) === 'python', 'Python is detected');
    await withSetting('detectLanguage', false, async () => {
      await eventually(() => api.modelLanguageOf(before.document) === 'plaintext', 'no language');
      const editor = await openDocument('plaintext', go);
      await new Promise((resolve) => setTimeout(resolve, longMilliseconds));
      assert.equal(api.modelLanguageOf(editor.document), 'plaintext');
    });
  },
};
