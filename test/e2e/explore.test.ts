/**
 * The panel *Explore the Model* in a real window: it opens beside the editor, says what may come next, follows the
 * cursor, shows hidden units that can be walked through with the keyboard, and refuses files that are not read.
 * Photographed in several themes, for a person to judge.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { screenshotFolder } from '../support/window/realWindow.ts';
import { useRealWindow } from '../support/window/stage.ts';
import { steadySettings } from '../support/window/workbench.ts';

const file = 'src/inventory.ts';
const text =
  'export function total(prices: number[]): number {\n  return prices.reduce((sum, price) => sum + price, 0);\n}\n';

const realWindow = useRealWindow({ settings: steadySettings }, async ({ workbench, folder }) => {
  await writeFile(path.join(folder, file), text);
  await writeFile(path.join(folder, '.env'), 'TOKEN=abc\n');
  await workbench.open({ folder, file });
  await workbench.waitForStatus('ready');
});

/** The page in the panel. */
function panel(): FrameLocator {
  return realWindow()
    .workbench.page.frameLocator('iframe.webview.ready')
    .frameLocator('iframe[title="Explore the Model"]');
}

function choices(): Locator {
  return panel().locator('table.choices tbody tr');
}

async function photograph(name: string): Promise<void> {
  // Where it was when a command was chosen, something would show that it is pointed at.
  await realWindow().workbench.page.mouse.move(300, 700);
  await realWindow().workbench.screenshot(path.join(screenshotFolder, `${name}.png`));
}

test('opens beside the editor and says what may come next', async () => {
  const { workbench } = realWindow();
  await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
  await workbench.runCommand('Undercurrent: Explore the Model');
  await panel().locator('.place', { hasText: 'inventory.ts, line' }).waitFor();
  await expect.poll(() => choices().count()).toBeGreaterThanOrEqual(3);
  expect(await panel().locator('thead').first().innerText()).toMatch(/Model alone\s+With the text cache/);
  expect(await choices().last().innerText()).toContain('everything else');
  // The editor has kept the focus.
  await workbench.page.locator(`.editor-instance .monaco-editor.focused[data-uri$="/${file}"]`).waitFor();
});

test('follows the cursor', async () => {
  const { workbench } = realWindow();
  await workbench.press('Control+Home');
  await panel().locator('.place', { hasText: 'inventory.ts, line 1, column 1' }).waitFor();
  await workbench.press('ArrowDown');
  await workbench.press('End');
  await panel().locator('.place', { hasText: 'line 2, column 56' }).waitFor();
  await panel()
    .locator('tr.actual', { hasText: /⏎ end of the line ◂ stands there/ })
    .waitFor();
  for (let left = 0; left < 8; left++) await workbench.press('ArrowLeft');
  await panel().locator('.place', { hasText: 'line 2, column 48' }).waitFor();
  expect(await panel().locator('.line code').innerText()).toContain('sum·+·pri');
  await panel().locator('tr.actual', { hasText: 'c' }).waitFor();
  await photograph('explore-light');
});

test('what is typed is followed as well', async () => {
  const { workbench } = realWindow();
  await workbench.press('Control+End');
  await workbench.type('const é = pri');
  await panel().locator('.place', { hasText: 'line 4, column 14' }).waitFor();
  expect(await panel().locator('.line code').innerText()).toBe('const·é·=·pri');
  await panel().locator('p.remark', { hasText: 'Nothing stands after the cursor.' }).waitFor();
  expect(await workbench.notifications()).toEqual([]);
});

test('hidden units are walked through with the keyboard, pinned, and stay pinned', async () => {
  const { workbench } = realWindow();
  await workbench.press('ArrowUp');
  await workbench.press('ArrowUp');
  await workbench.press('End');
  await panel().locator('.place', { hasText: 'line 2, column 56' }).waitFor();
  await panel().locator('canvas.units').focus();
  await panel().getByLabel('Order').selectOption('brackets');
  await panel().locator('canvas.units').focus();
  const readout = panel().locator('.readout');
  await expect.poll(() => readout.innerText()).toMatch(/^Unit \d+ after .+, place \d+: [+−]?\d\.\d\d$/);
  const before = await readout.innerText();
  await workbench.press('ArrowLeft');
  await expect.poll(() => readout.innerText()).not.toBe(before);
  await workbench.press('Home');
  await expect.poll(() => readout.innerText()).toContain('after indentation of 2 spaces, place 1:');
  await workbench.press('Enter');
  await workbench.press('ArrowDown');
  await workbench.press('Enter');
  await expect.poll(() => panel().locator('ul.pins li').count()).toBe(2);
  const label = await panel().locator('canvas.curves').getAttribute('aria-label');
  expect(label).toMatch(/^Layer 2, unit \d+: lowest .+; highest .+\. Layer 2, unit \d+/);
  await photograph('explore-units-light');
  await workbench.focusEditor(file);
  await expect.poll(() => panel().locator('canvas.curves').getAttribute('aria-label')).not.toBe(label);
  expect(await panel().locator('ul.pins li').count()).toBe(2);
});

test('in a dark theme as well', async () => {
  const { workbench } = realWindow();
  await workbench.runCommand('Preferences: Toggle between Light/Dark Themes');
  await workbench.page.locator('.monaco-workbench.vs-dark').waitFor();
  await workbench.press('Control+Home');
  await workbench.press('ArrowDown');
  await workbench.press('End');
  await panel().locator('.place', { hasText: 'line 2, column 56' }).waitFor();
  await photograph('explore-dark');
  await panel().locator('canvas.units').focus();
  await photograph('explore-units-dark');
  await workbench.focusEditor(file);
});

test.each([
  { theme: 'Dark High Contrast', kind: 'hc-black' },
  { theme: 'Light High Contrast', kind: 'hc-light' },
])('in the theme $theme by bars', async ({ theme, kind }) => {
  const { workbench } = realWindow();
  await workbench.runCommand('Preferences: Color Theme');
  await workbench.page.locator('.quick-input-widget input[placeholder^="Select Color Theme"]').fill(theme);
  await workbench.pick(theme);
  await workbench.page.locator(`.monaco-workbench.${kind}`).waitFor();
  await panel().locator('canvas.units').focus();
  await photograph(`explore-${kind}`);
  await workbench.focusEditor(file);
});

test('a file that may hold secrets is refused with a sentence', async () => {
  const { workbench } = realWindow();
  await workbench.openFileAtEnd('.env');
  await panel().locator('.notice', { hasText: 'This file may hold secrets, so it is not read.' }).waitFor();
  expect(await choices().first().isVisible()).toBe(false);
  expect(await workbench.notifications()).toEqual([]);
});
