/**
 * The picture of a detected language: Python pasted into an untitled document, and what the language status says of it.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../support/window/realWindow.ts';
import { useRealWindow } from '../support/window/stage.ts';
import { steadySettings } from '../support/window/workbench.ts';

const settings = {
  ...steadySettings,
  'breadcrumbs.enabled': false,
  'editor.fontSize': 15,
  'editor.guides.indentation': false,
  'editor.renderLineHighlight': 'none',
  'editor.stickyScroll.enabled': false,
  'remote.autoForwardPorts': false,
  'window.commandCenter': false,
  'workbench.activityBar.location': 'hidden',
  // VS Code's own detection changes the language of untitled documents by itself.
  'workbench.editor.languageDetection': false,
  'workbench.editor.editorActionsLocation': 'hidden',
  'workbench.layoutControl.enabled': false,
};

const realWindow = useRealWindow({ settings, deviceScaleFactor: 2 }, async ({ workbench, folder }) => {
  await workbench.page.setViewportSize({ width: 960, height: 440 });
  await workbench.open({ folder, file: 'README.md' });
  await workbench.waitForStatus('ready');
  await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
});

test('language of this text, light', async () => {
  const { workbench, folder } = realWindow();
  const { page } = workbench;
  const text = await readFile(path.join(folder, 'tools/report.py'), 'utf8');
  await workbench.runCommand('File: New Untitled Text File');
  await expect.poll(() => page.locator('[id="status.editor.mode"]').innerText()).toBe('Plain Text');
  await page.keyboard.insertText(text.split('\n').slice(0, 14).join('\n'));
  const found = page.locator('.hover-language-status .element', { hasText: 'This looks like Python' });
  await expect
    .poll(
      async () => {
        await page.mouse.move(500, 200);
        await page.locator('[id="status.languageStatus"]').hover();
        // It is drawn once, when it comes.
        await page.waitForTimeout(1000);
        return found.count();
      },
      { timeout: 60_000 },
    )
    .toBe(1);
  await workbench.screenshot(path.join(repositoryRoot, 'media', 'language.png'));
});
