/**
 * What a user switches in a real window: snooze, eagerness, completions on request only, the submenu of the editor, the
 * statistics, and the extension's own page with the pictures of its README. Photographed, for a person to judge.
 */
import { copyFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { expect, test } from 'vitest';
import { repositoryRoot, screenshotFolder } from '../support/window/realWindow.ts';
import { sampleTexts } from '../support/sampleText.ts';
import { useRealWindow } from '../support/window/stage.ts';
import { steadySettings } from '../support/window/workbench.ts';

const [typeScript] = sampleTexts;
if (typeScript === undefined) throw new Error('There is nothing to type.');

/** Each test has a file of its own to type in. */
const copies = { snoozed: 'src/snoozed.ts', asked: 'src/asked.ts', counted: 'src/counted.ts' };

const { repository } = JSON.parse(await readFile(path.join(repositoryRoot, 'package.json'), 'utf8')) as {
  readonly repository: { readonly url: string };
};
const pictures = `${repository.url.replace(/\.git$/, '')}/raw/HEAD/`;

const realWindow = useRealWindow({ settings: steadySettings }, async ({ workbench, folder }) => {
  for (const copy of Object.values(copies)) await copyFile(path.join(folder, typeScript.file), path.join(folder, copy));
  await workbench.open({ folder, file: typeScript.file });
  await workbench.waitForStatus('ready');
});

async function photograph(name: string): Promise<void> {
  await realWindow().workbench.page.mouse.move(300, 700);
  await realWindow().workbench.screenshot(path.join(screenshotFolder, `${name}.png`));
}

async function chooseInMenu(...entries: readonly string[]): Promise<void> {
  const { workbench } = realWindow();
  await workbench.statusItem.click();
  await workbench.page.locator('.quick-input-widget', { hasText: 'Undercurrent' }).waitFor();
  for (const entry of entries) await workbench.pick(entry);
}

/** Types without looking; answers the ghost text that shows within a second and a half. */
async function ghostTextAfter(text: string): Promise<string | undefined> {
  const { workbench } = realWindow();
  await workbench.type(text);
  return await workbench.waitForGhostText((ghost) => ghost !== '', 1500);
}

test('a snooze silences everything, the status item says until when, and it can be ended', async () => {
  const { workbench } = realWindow();
  await workbench.openFileAtEnd(copies.snoozed);
  await chooseInMenu('Snooze completions', '5 minutes');
  await workbench.waitForStatus('snoozed until');
  expect(await ghostTextAfter(typeScript.text)).toBeUndefined();
  await photograph('snoozed');
  await chooseInMenu('End snooze');
  await workbench.waitForStatus('ready');
  expect(await workbench.typeUntilGhostText(typeScript.text)).toBeDefined();
  await workbench.press('Escape');
});

test('on request, completions are shown for a command and for nothing else', async () => {
  const { workbench } = realWindow();
  await workbench.openFileAtEnd(copies.asked);
  await chooseInMenu('Eagerness: Balanced', 'On Request');
  await workbench.waitForStatus('on request only');
  expect(await ghostTextAfter('export function ')).toBeUndefined();
  await workbench.runCommand('Undercurrent: Complete Here');
  expect(await workbench.waitForGhostText((ghost) => ghost !== '', 20_000)).toBeDefined();
  await workbench.press('Escape');
  await chooseInMenu('Eagerness: On Request', 'Balanced');
  await workbench.page.locator('[id="undercurrent.undercurrent.status"][aria-label="Undercurrent: ready"]').waitFor();
});

test('the context menu of the editor has a submenu', async () => {
  const { workbench } = realWindow();
  await workbench.openFileAtEnd(copies.asked);
  await workbench.press('Shift+F10');
  const entry = workbench.page.getByRole('menuitem', { name: 'Undercurrent' });
  await entry.waitFor();
  await entry.hover();
  await workbench.page.getByRole('menuitem', { name: 'Complete Here' }).waitFor();
  await workbench.screenshot(path.join(screenshotFolder, 'context-menu.png'));
  await workbench.press('Escape');
  await workbench.press('Escape');
});

function statistics(): FrameLocator {
  return realWindow().workbench.page.frameLocator('iframe.webview.ready').frameLocator('iframe[title="Statistics"]');
}

test('the statistics count what was typed and accepted, and can be erased', async () => {
  const { workbench } = realWindow();
  await workbench.openFileAtEnd(copies.counted);
  expect(await workbench.typeUntilGhostText(typeScript.text)).toBeDefined();
  await workbench.press('Tab');
  await chooseInMenu('Statistics');
  await statistics().locator('.figure', { hasText: 'keystrokes saved' }).first().waitFor();
  const offers = statistics().locator('.figure', { hasText: 'of completions accepted' }).locator('dd');
  expect(await offers.innerText()).toMatch(/^[1-9]\d*%$/);
  await statistics().locator('td, th', { hasText: 'TypeScript' }).waitFor();
  await photograph('statistics-light');
  await statistics().getByRole('button', { name: 'Erase Statistics' }).click();
  await workbench.page.getByRole('button', { name: 'Erase', exact: true }).click();
  await statistics().locator('.notice', { hasText: 'Nothing has been counted' }).waitFor();
});

test('the page of the extension shows all pictures of the README, from the address of the repository', async () => {
  const { workbench } = realWindow();
  const asked: string[] = [];
  await workbench.page.context().route(`${pictures}**`, async (route) => {
    const name = new URL(route.request().url()).href.slice(pictures.length);
    asked.push(name);
    await route.fulfill({ path: path.join(repositoryRoot, name) });
  });
  const readme = await readFile(path.join(repositoryRoot, 'README.md'), 'utf8');
  const expected = [...readme.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, name = '']) => name);
  await workbench.runCommand('Extensions: Show Installed Extensions');
  await workbench.page.locator('.extension-list-item', { hasText: 'Undercurrent' }).first().click();
  const page = workbench.page.locator('iframe.webview.ready').last().contentFrame().locator('iframe').contentFrame();
  await page.locator('h1', { hasText: 'Undercurrent' }).waitFor();
  await expect.poll(() => asked.toSorted()).toEqual(expected.toSorted());
  const widths = await page
    .locator('img')
    .evaluateAll((images) => images.map((image) => (image as HTMLImageElement).naturalWidth));
  expect(widths).toHaveLength(expected.length);
  expect(widths.filter((width) => width === 0)).toEqual([]);
  await photograph('extension-page');
});
