/**
 * A fine-tuning from the command to the last word, in a real extension host, with its panel open, and how long the host
 * was held up meanwhile; then the same host with nothing to do, for as long; and what a bare fork costs there. The
 * result goes beside the workspace folder.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { TestApi } from '../../../src/editor/testApi.ts';
import type { ProjectDelays } from '../../../src/tools/measure/bench/productBench.ts';
import { extensionUnderTest, readyApi } from '../../integration/host/extension.ts';
import { eventually } from '../../integration/host/runner.ts';
import { DelayMeter, type Measured } from './delayMeter.ts';

/** What is written: the measures, and all that the host did, as VS Code opens it (.cpuprofile). */
export interface HostRecord {
  readonly delays: ProjectDelays;
  readonly profile: Measured['profile'];
}

/** Milliseconds after which a window that was just opened has come to rest, and a view has drawn what was said last. */
const settling = 5_000;
const leastIdle = 10_000;
const longest = 400_000;
const forks = 10;

export async function run(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined) throw new Error('No workspace folder is open.');
  const api = await readyApi();
  await delay(settling);
  const meter = await DelayMeter.start(path.join(extensionUnderTest().extensionPath, 'dist', 'extension.js'));
  await delay(settling);

  const begun = meter.now;
  const command = vscode.commands.executeCommand('undercurrent.fineTune');
  await eventually(() => api.fineTuning().kind === 'surveying', 'reading');
  await eventually(() => api.fineTuning().kind !== 'surveying', 'what was read', longest);
  const read = meter.now;
  await startAndWatch(api);
  await command;
  const hasLearnt = api.fineTuning().kind === 'done';
  await delay(settling);
  const ended = meter.now;

  const asked = meter.now;
  await vscode.commands.executeCommand('undercurrent.showCorpus');
  await vscode.commands.executeCommand('undercurrent.showModelReport');
  await delay(settling);
  const shown = meter.now;

  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.commands.executeCommand('notifications.clearAll');
  await delay(settling);
  const idle = meter.now;
  await delay(Math.max(leastIdle, (ended - begun) / 1e3));
  const idleEnded = meter.now;
  const forkMilliseconds = await forkEmptyPrograms(path.join(folder, '..', 'empty.js'));
  const measured = await meter.stop();
  const delays: ProjectDelays = {
    reading: measured.between(begun, read),
    ...(hasLearnt ? { fineTuning: measured.between(begun, ended) } : {}),
    documents: measured.between(asked, shown),
    idle: measured.between(idle, idleEnded),
    forkMilliseconds,
  };
  const record: HostRecord = { delays, profile: measured.profile };
  writeFileSync(path.join(folder, '..', 'record.json'), JSON.stringify(record));
}

/** Chooses the first entry of the question, which is to start, and looks at the panel until it is over. */
async function startAndWatch(api: TestApi): Promise<void> {
  await eventually(async () => {
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    return api.fineTuning().kind !== 'idle';
  }, 'the start');
  await vscode.commands.executeCommand('undercurrent.showFineTuning');
  await eventually(() => api.fineTuning().kind !== 'running', 'the end', longest);
}

/** @returns milliseconds that each of the calls took */
async function forkEmptyPrograms(file: string): Promise<readonly number[]> {
  writeFileSync(file, '');
  const milliseconds: number[] = [];
  for (let index = 0; index < forks; index++) {
    const started = performance.now();
    const child = fork(file, [], { execArgv: [], env: {}, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    milliseconds.push(performance.now() - started);
    await once(child, 'exit');
  }
  return milliseconds;
}
