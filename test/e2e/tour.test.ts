/**
 * A tour for the eye: ghost text, the status menu and the walkthrough in a light and a dark theme, photographed to
 * dist/screenshots. That each of them comes into sight is the test; how it looks is for a person to judge.
 */
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { screenshotFolder } from '../support/window/realWindow.ts';
import { sampleTexts } from '../support/sampleText.ts';
import { useRealWindow } from '../support/window/stage.ts';
import { steadySettings } from '../support/window/workbench.ts';

const [sample] = sampleTexts;
if (sample === undefined) throw new Error('There is nothing to type.');

const fileOfTheme = { light: 'src/stock.ts', dark: 'src/warehouse.ts' };

const realWindow = useRealWindow({ settings: steadySettings }, async ({ workbench, folder }) => {
  for (const file of Object.values(fileOfTheme))
    await copyFile(path.join(folder, sample.file), path.join(folder, file));
  await workbench.open({ folder, file: fileOfTheme.light });
  await workbench.waitForStatus('ready');
});

test.each(['light', 'dark'] as const)('ghost text, status menu and walkthrough in a %s theme', async (theme) => {
  const { workbench } = realWindow();
  const photograph = (what: string): Promise<void> =>
    workbench.screenshot(path.join(screenshotFolder, `${what}-${theme}.png`));
  if (theme === 'dark') {
    await workbench.runCommand('Preferences: Toggle between Light/Dark Themes');
    await workbench.page.locator('.monaco-workbench.vs-dark').waitFor();
  }

  await workbench.openFileAtEnd(fileOfTheme[theme]);
  expect(await workbench.typeUntilGhostText(sample.text)).toBeDefined();
  await photograph('ghost-text');
  await workbench.press('Tab');

  await workbench.statusItem.click();
  await workbench.page.locator('.quick-input-widget', { hasText: 'Undercurrent' }).waitFor();
  await photograph('status-menu');
  await workbench.press('Escape');

  await workbench.page.locator('[id="status.languageStatus"]').hover();
  await workbench.page.locator('.hover-language-status', { hasText: 'Undercurrent' }).waitFor();
  await photograph('language-status');

  await workbench.runCommand('Welcome: Open Walkthrough...');
  await workbench.pick('Undercurrent');
  await workbench.page.locator('.gettingStartedContainer .getting-started-step').first().waitFor();
  await photograph('walkthrough');
  await workbench.press('Control+w');
});
