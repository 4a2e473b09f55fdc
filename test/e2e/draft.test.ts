/**
 * Draft in a real window: a new file in a project whose files all begin alike is begun like them, by a command, before
 * any fine-tuning; it is taken word by word or as a whole; and where there is nothing to draft a sentence says why.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { licenceHeader, writeLicensedFiles } from '../support/licensedFiles.ts';
import { screenshotFolder } from '../support/window/realWindow.ts';
import { useRealWindow } from '../support/window/stage.ts';
import { steadySettings } from '../support/window/workbench.ts';

const file = 'ferry/timetable.py';
const typed = 'ferry/pilots.py';
const header = licenceHeader.join('\n');

const realWindow = useRealWindow({ settings: steadySettings }, async ({ workbench, folder }) => {
  await writeLicensedFiles(folder);
  for (const name of [file, typed, '.env']) await writeFile(path.join(folder, name), '');
  await workbench.open({ folder, file });
  await workbench.waitForStatus('ready');
});

/**
 * Asks until the workspace has been read, which nobody is told; a message that says that nothing is known is dismissed.
 */
async function drafted(): Promise<string> {
  const { workbench } = realWindow();
  for (let attempt = 0; attempt < 20; attempt++) {
    await workbench.runCommand('Undercurrent: Draft This File');
    const ghost = await workbench.waitForGhostText((text) => text.includes('SPDX'), 3000);
    if (ghost !== undefined) return await workbench.settledGhostText();
    await workbench.runCommand('Notifications: Clear All Notifications');
  }
  throw new Error('Nothing was drafted.');
}

test('an empty file shows nothing by itself', async () => {
  const { workbench } = realWindow();
  await workbench.openFileAtEnd(file);
  expect(await workbench.settledGhostText()).toBe('');
});

test('the draft is the licence header and the imports of the files beside it, and Tab takes it', async () => {
  const { workbench } = realWindow();
  const ghost = await drafted();
  expect(ghost.startsWith(`${header}\n`)).toBe(true);
  expect(ghost).toContain('from __future__ import annotations');
  expect(ghost.split('\n').length).toBeGreaterThan(5);
  await workbench.screenshot(path.join(screenshotFolder, 'draft-light.png'));
  await workbench.press('Tab');
  await expect.poll(() => workbench.ghostText()).not.toContain('SPDX');
  const saved = await workbench.save(file);
  expect(saved.startsWith(`${header}\n\nfrom __future__ import annotations\n`)).toBe(true);
});

test('it can be taken word by word, and typed through', async () => {
  const { workbench } = realWindow();
  await workbench.openFileAtEnd(typed);
  await drafted();
  await workbench.press('Control+ArrowRight');
  await workbench.press('Control+ArrowRight');
  await workbench.waitForGhostText((text) => text.startsWith(' 2026 The Ferry Authors'), 5000);
  await workbench.type(' 2026');
  const rest = await workbench.settledGhostText();
  expect(rest.startsWith(' The Ferry Authors\n# SPDX')).toBe(true);
  await workbench.press('Tab');
  expect((await workbench.save(typed)).startsWith(`${header}\n`)).toBe(true);
});

test('an untitled document is drafted by its language alone, in a dark theme as well', async () => {
  const { workbench } = realWindow();
  const { page } = workbench;
  await workbench.runCommand('Preferences: Toggle between Light/Dark Themes');
  await page.locator('.monaco-workbench.vs-dark').waitFor();
  await workbench.runCommand('File: New Untitled Text File');
  await workbench.runCommand('Change Language Mode');
  await page.locator('.quick-input-widget input.input').fill('Python');
  await workbench.pick('Python');
  await expect.poll(() => page.locator('[id="status.editor.mode"]').innerText()).toBe('Python');
  expect((await drafted()).startsWith(header)).toBe(true);
  await workbench.screenshot(path.join(screenshotFolder, 'draft-dark.png'));
  await workbench.press('Escape');
  expect(await workbench.waitForGhostText((text) => text === '', 5000)).toBe('');
});

test('no message popped up in all of this; in a file that may hold secrets one says why there is no draft', async () => {
  const { workbench } = realWindow();
  expect(await workbench.notifications()).toEqual([]);
  await workbench.openFileAtEnd('.env');
  await workbench.runCommand('Undercurrent: Draft This File');
  await expect.poll(() => workbench.notifications()).toEqual([expect.stringContaining('This file may hold secrets.')]);
  expect(await workbench.ghostText()).toBe('');
});
