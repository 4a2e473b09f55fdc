/**
 * Surprise in a real window: two typos in a file are coloured, explained and listed; what is corrected is surprising no
 * more; and when it is hidden, nothing of it is left. Photographed in a light and a dark theme, for a person to judge.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { screenshotFolder } from '../support/window/realWindow.ts';
import { useRealWindow } from '../support/window/stage.ts';
import { steadySettings } from '../support/window/workbench.ts';

const file = 'src/inventory.ts';

const realWindow = useRealWindow(
  { settings: { ...steadySettings, 'editor.hover.enabled': 'on' } },
  async ({ workbench, folder }) => {
    const text = await readFile(path.join(folder, file), 'utf8');
    const withTypos = text.replace('return false', 'retrun false').replace('quantityOf(name);', 'quantityOf(nmae);');
    const withOddLine = withTypos.replace('export class', '// Zq8#vw !?xk 7~j %% gh\nexport class');
    await writeFile(path.join(folder, file), withOddLine);
    await workbench.open({ folder, file });
    await workbench.waitForStatus('ready');
  },
);

const statusItem = (): Locator => realWindow().workbench.page.locator('[id="undercurrent.undercurrent.surprise"]');

/** Resolves when all of the text is scored. */
async function settled(): Promise<void> {
  await statusItem()
    .and(realWindow().workbench.page.locator('[aria-label*="Surprise: "]:not([aria-label*="%"])'))
    .waitFor();
}

/** Words underlined as the most surprising ones. */
function marked(word: string): Locator {
  return realWindow().workbench.page.locator('.view-line [class*="ced-"]', { hasText: word });
}

/** Backgrounds of words and lines. */
function backgrounds(): Locator {
  return realWindow().workbench.page.locator('.view-overlays [class*="ced-"]');
}

async function photograph(name: string): Promise<void> {
  await realWindow().workbench.screenshot(path.join(screenshotFolder, `${name}.png`));
}

test('nothing of it is there until it is asked for', async () => {
  await expect.poll(() => statusItem().count()).toBe(0);
  expect(await backgrounds().count()).toBe(0);
});

test('typos are coloured, and the hover says what was expected', async () => {
  const { workbench } = realWindow();
  await workbench.runCommand('Undercurrent: Show Surprise');
  await settled();
  await marked('retrun').waitFor();
  await marked('nmae').waitFor();
  expect(await backgrounds().count()).toBeGreaterThan(2);
  // The odd line is tinted from one side of the editor to the other.
  const widths = await backgrounds().evaluateAll((elements) => elements.map((element) => element.clientWidth));
  expect(Math.max(...widths)).toBeGreaterThan(600);
  await marked('retrun').hover();
  const hover = workbench.page.locator('.monaco-hover', { hasText: 'probability' });
  await hover.waitFor();
  const text = await hover.innerText();
  expect(text).toContain('Extremely surprising');
  expect(text).toMatch(/the model expected:\s+return, \d+/);
  await photograph('surprise-hover-light');
  await workbench.press('Escape');
});

test('the list begins with what is most surprising and leads there', async () => {
  const { workbench } = realWindow();
  const { page } = workbench;
  await workbench.runCommand('Undercurrent: Show Most Surprising Places');
  const rows = page.locator('.quick-input-list .monaco-list-row');
  await rows.filter({ hasText: 'retrun' }).waitFor();
  const first = await rows.evaluateAll((elements) =>
    elements.slice(0, 6).map((element) => element.getAttribute('aria-label')),
  );
  expect(first.some((label) => label?.startsWith('retrun'))).toBe(true);
  await photograph('surprise-list-light');
  await workbench.pick('retrun');
  const line = (await readFile(path.join(realWindow().folder, file), 'utf8'))
    .split('\n')
    .findIndex((text) => text.includes('retrun'));
  await expect.poll(() => page.locator('[id="status.editor.selection"]').innerText()).toContain(`Ln ${line + 1}`);
});

test('it follows typing: what is corrected is surprising no more', async () => {
  const { workbench } = realWindow();
  // The list has selected the word.
  await workbench.type('return');
  await expect.poll(() => marked('retrun').count()).toBe(0);
  await settled();
  expect(await marked('return').count()).toBe(0);
  await marked('nmae').waitFor();
  expect(await workbench.notifications()).toEqual([]);
});

test('in a dark theme as well', async () => {
  const { workbench } = realWindow();
  await workbench.runCommand('Preferences: Toggle between Light/Dark Themes');
  await workbench.page.locator('.monaco-workbench.vs-dark').waitFor();
  await marked('nmae').hover();
  await workbench.page.locator('.monaco-hover', { hasText: 'probability' }).waitFor();
  await photograph('surprise-hover-dark');
  await workbench.press('Escape');
});

test.each([
  { theme: 'Dark High Contrast', kind: 'hc-black' },
  { theme: 'Light High Contrast', kind: 'hc-light' },
])('in the theme $theme by borders', async ({ theme, kind }) => {
  const { workbench } = realWindow();
  await workbench.runCommand('Preferences: Color Theme');
  await workbench.page.locator('.quick-input-widget input[placeholder^="Select Color Theme"]').fill(theme);
  await workbench.pick(theme);
  await workbench.page.locator(`.monaco-workbench.${kind}`).waitFor();
  await marked('nmae').waitFor();
  const borders = () =>
    backgrounds().evaluateAll((elements) => elements.map((element) => getComputedStyle(element).borderTopColor));
  // A colour without alpha is written without it: the last number of `rgb(138, 90, 0)` is its blue.
  const isTransparent = (colour: string): boolean => /^rgba\(.*, 0\)$/.test(colour);
  // The window is of the new theme a moment before its decorations are.
  await expect.poll(async () => (await borders()).filter((colour) => !isTransparent(colour)).length).toBeGreaterThan(2);
  await photograph(`surprise-${kind}`);
});

test('when it is hidden nothing of it is left', async () => {
  const { workbench } = realWindow();
  await workbench.runCommand('Undercurrent: Hide Surprise');
  await expect.poll(() => statusItem().count()).toBe(0);
  await expect.poll(() => backgrounds().count()).toBe(0);
  expect(await marked('nmae').count()).toBe(0);
});
