/** What activation does and does not do: it registers, and leaves everything heavy to another process. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { extensionUnderTest, readyApi } from './extension.ts';
import { eventually, type HostTest } from './runner.ts';

const commands = [
  ...['toggle', 'toggleLanguage', 'trigger', 'draft', 'restart', 'showLog', 'showMenu'],
  ...['fineTune', 'showCorpus', 'pauseFineTuning', 'cancelFineTuning', 'showFineTuning'],
  ...['showModelReport', 'exportModel', 'importModel', 'forget'],
];

interface Metafile {
  readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, unknown>> }>>;
}

export const activation: Readonly<Record<string, HostTest>> = {
  'the extension activates by itself after start-up': async () => {
    await eventually(() => extensionUnderTest().isActive, 'activation');
  },

  'activation does no heavy work in the host': async () => {
    const { activationMilliseconds } = await extensionUnderTest().activate();
    // The bench reports what was measured here.
    const record = path.join(extensionUnderTest().extensionPath, 'dist', 'activation.json');
    writeFileSync(record, JSON.stringify({ milliseconds: activationMilliseconds }));
    console.log(`Activation: ${activationMilliseconds.toFixed(1)} ms`);
    // By the clock on the wall, of a machine that may be busy: the bench measures it tightly, this only catches a
    // blunder.
    assert.ok(activationMilliseconds > 0 && activationMilliseconds <= 1000, `${activationMilliseconds} ms`);
  },

  'extension.js holds nothing of onnxruntime, nor of what runs in the server': async () => {
    const dist = path.join(extensionUnderTest().extensionPath, 'dist');
    assert.ok(!/onnxruntime/.test(readFileSync(path.join(dist, 'extension.js'), 'utf8').replaceAll(/^\/\/.*$/gm, '')));
    const metafile = JSON.parse(readFileSync(path.join(dist, 'meta.json'), 'utf8')) as Metafile;
    const inputs = Object.keys(metafile.outputs['dist/extension.js']?.inputs ?? {});
    assert.ok(inputs.includes('src/extension.ts'));
    const foreign = inputs.filter((input) =>
      /onnxruntime|src\/(graph|model|runtime|completion|training|tools)\//.test(input),
    );
    assert.deepEqual(foreign, []);
    await Promise.resolve();
  },

  'all commands are registered': async () => {
    await extensionUnderTest().activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      commands.filter((command) => !registered.has(`undercurrent.${command}`)),
      [],
    );
  },

  'the model loads, the status is ready, and another process holds it': async () => {
    const api = await readyApi();
    assert.equal(api.status(), 'ready');
    const pid = api.serverPid();
    assert.ok(pid !== undefined && pid !== process.pid);
  },
};
