/**
 * The picture of what surprises the model: a file of the sample project with two typos in it, and the hover over one of
 * them.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'vitest';
import { repositoryRoot } from '../support/window/realWindow.ts';
import { useRealWindow } from '../support/window/stage.ts';
import { steadySettings } from '../support/window/workbench.ts';

const file = 'tools/report.py';

const settings = {
  ...steadySettings,
  'breadcrumbs.enabled': false,
  'editor.fontSize': 15,
  'editor.guides.indentation': false,
  'editor.hover.enabled': 'on',
  'editor.renderLineHighlight': 'none',
  'editor.stickyScroll.enabled': false,
  'remote.autoForwardPorts': false,
  'window.commandCenter': false,
  'workbench.activityBar.location': 'hidden',
  'workbench.editor.editorActionsLocation': 'hidden',
  'workbench.layoutControl.enabled': false,
};

const realWindow = useRealWindow({ settings, deviceScaleFactor: 2 }, async ({ workbench, folder }) => {
  const text = await readFile(path.join(folder, file), 'utf8');
  const withTypos = text.replace('return self.price', 'retrun self.price').replace('value for item', 'value for itme');
  await writeFile(path.join(folder, file), withTypos);
  await workbench.page.setViewportSize({ width: 960, height: 680 });
  await workbench.open({ folder, file });
  await workbench.waitForStatus('ready');
  await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
});

test('surprise, dark', async () => {
  const { workbench } = realWindow();
  const { page } = workbench;
  await workbench.runCommand('Preferences: Toggle between Light/Dark Themes');
  await page.locator('.monaco-workbench.vs-dark').waitFor();
  await workbench.runCommand('Undercurrent: Show Surprise');
  await page.locator('.view-line [class*="ced-"]', { hasText: 'retrun' }).hover();
  await page.locator('.monaco-hover', { hasText: 'probability' }).waitFor();
  // It fades in.
  await page.waitForTimeout(1_000);
  await workbench.screenshot(path.join(repositoryRoot, 'media', 'surprise.png'));
});
