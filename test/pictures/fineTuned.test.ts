/**
 * The picture of a fine-tuning that is done: a real project, learnt for two minutes in a real window, and the panel
 * that tells of it.
 */
import path from 'node:path';
import { test } from 'vitest';
import { heldOutProject } from '../support/window/heldOutProject.ts';
import { repositoryRoot } from '../support/window/realWindow.ts';
import { useRealWindow } from '../support/window/stage.ts';
import { steadySettings } from '../support/window/workbench.ts';

const minutes = 2;

const settings = {
  ...steadySettings,
  'remote.autoForwardPorts': false,
  'undercurrent.fineTune.minutes': minutes,
  'undercurrent.fineTune.cores': 2,
};

const realWindow = useRealWindow({ settings, project: await heldOutProject('chevrotain') }, async (window) => {
  await window.workbench.open({ folder: window.folder, file: 'src/api.ts' });
  await window.workbench.waitForStatus('ready');
});

test(
  'the panel of a fine-tuning, light',
  async () => {
    const { workbench } = realWindow();
    await workbench.runCommand('Undercurrent: Fine-tune on This Workspace');
    await workbench.pick('Start');
    await workbench.runCommand('Undercurrent: Show Fine-tuning');
    // Time that is spent reading, and that a busy machine takes, comes on top.
    const end = workbench.page.locator('.notification-toast', { hasText: /bits per character/ }).first();
    await end.waitFor({ timeout: 3 * minutes * 60_000 });
    console.log((await end.innerText()).replaceAll('\n', ' '));
    // The chart is drawn once more.
    await workbench.page.waitForTimeout(2_000);
    await workbench.screenshot(path.join(repositoryRoot, 'media', 'fine-tuned.png'));
  },
  4 * minutes * 60_000,
);
