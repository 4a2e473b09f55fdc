/**
 * The picture of the model being explored: a line of the sample project with brackets in it, and the panel beside it.
 */
import path from 'node:path';
import { test } from 'vitest';
import { repositoryRoot } from '../support/window/realWindow.ts';
import { useRealWindow } from '../support/window/stage.ts';
import { steadySettings } from '../support/window/workbench.ts';

const file = 'tools/report.py';

const settings = {
  ...steadySettings,
  'breadcrumbs.enabled': false,
  'editor.fontSize': 14,
  'editor.guides.indentation': false,
  'editor.inlineSuggest.enabled': false,
  'editor.stickyScroll.enabled': false,
  'remote.autoForwardPorts': false,
  'window.commandCenter': false,
  'workbench.activityBar.location': 'hidden',
  'workbench.editor.editorActionsLocation': 'hidden',
  'workbench.layoutControl.enabled': false,
};

const realWindow = useRealWindow({ settings, deviceScaleFactor: 2 }, async ({ workbench, folder }) => {
  await workbench.page.setViewportSize({ width: 1360, height: 1136 });
  await workbench.open({ folder, file });
  await workbench.waitForStatus('ready');
  await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
});

test('exploring, dark', async () => {
  const { workbench } = realWindow();
  const { page } = workbench;
  await workbench.runCommand('Preferences: Toggle between Light/Dark Themes');
  await page.locator('.monaco-workbench.vs-dark').waitFor();
  await workbench.runCommand('Undercurrent: Explore the Model');
  const panel = page.frameLocator('iframe.webview.ready').frameLocator('iframe[title="Explore the Model"]');
  await panel.locator('.place').waitFor();
  await workbench.runCommand('Go to Line/Column...');
  await page.locator('.quick-input-widget input.input').fill(':28:53');
  await workbench.press('Enter');
  await panel.locator('.place', { hasText: 'line 28, column 53' }).waitFor();
  await panel.getByLabel('Order').selectOption('brackets');
  // The two that follow the brackets best.
  await panel.locator('canvas.units').click({ position: { x: 120, y: 30 } });
  await panel.locator('canvas.units').click({ position: { x: 120, y: 44 } });
  await workbench.focusEditor(file);
  await workbench.runCommand('Go to Line/Column...');
  await page.locator('.quick-input-widget input.input').fill(':28:53');
  await workbench.press('Enter');
  await panel.locator('.place', { hasText: 'line 28, column 53' }).waitFor();
  // Away from what shows that it is pointed at.
  await page.mouse.move(300, 1_000);
  await page.waitForTimeout(1_000);
  await workbench.screenshot(path.join(repositoryRoot, 'media', 'explore.png'));
});
