/**
 * Names of the workspace, completed from the text cache inside the extension host: when a file is there, saved, and
 * gone.
 */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { withSetting } from './completing.ts';
import { acceptCompletion, openDocument, readyApi } from './extension.ts';
import type { HostTest } from './runner.ts';

/** A class that nobody else has written, used as classes are. */
const code = (name: string): string =>
  [
    `export class ${name} {`,
    `  static create(): ${name} {`,
    `    return new ${name}();`,
    '  }',
    '}',
    ...Array.from({ length: 8 }, (_, use) => `export const use${use} = ${name}.create();`),
    '',
  ].join('\n');

function fileInWorkspace(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder !== undefined);
  return vscode.Uri.joinPath(folder.uri, 'src', 'kestrel.ts');
}

/**
 * What is offered for the beginning of a name in another document, asked again until it is what is wanted, or for good.
 */
async function completionOf(beginning: string, wanted: RegExp, seconds: number): Promise<string> {
  const deadline = performance.now() + 1000 * seconds;
  let offered = '';
  while (performance.now() < deadline && !wanted.test(offered)) {
    const editor = await openDocument('typescript', `const lantern = new ${beginning}`);
    offered = (await acceptCompletion(editor, 1000)) ?? '';
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  return offered;
}

export const textCache: Readonly<Record<string, HostTest>> = {
  'names of a file that is saved are completed elsewhere, until it is deleted': async () => {
    await readyApi();
    const file = fileInWorkspace();
    await vscode.workspace.fs.writeFile(file, Buffer.from(code('KestrelHarbourLantern')));
    try {
      assert.match(await completionOf('KestrelHar', /^bourLantern/, 60), /^bourLantern/);
      await withSetting('textCache', false, async () => {
        assert.doesNotMatch(await completionOf('KestrelHar', /^(?!bourLantern)/, 15), /^bourLantern/);
      });
      assert.match(await completionOf('KestrelHar', /^bourLantern/, 60), /^bourLantern/);
    } finally {
      await vscode.workspace.fs.delete(file);
    }
    assert.doesNotMatch(await completionOf('KestrelHar', /^(?!bourLantern)/, 15), /^bourLantern/);
  },
};
