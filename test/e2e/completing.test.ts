/**
 * The extension as it is shipped, in a real window, with a person's keystrokes: ghost text comes, Tab takes it, Escape
 * sends it away, typing goes through it, and a server that dies comes back. Whatever happens, no message pops up.
 */
import { copyFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { screenshotFolder } from '../support/window/realWindow.ts';
import { sampleTexts } from '../support/sampleText.ts';
import { useRealWindow } from '../support/window/stage.ts';
import { steadySettings, withoutWhitespace } from '../support/window/workbench.ts';

const [typeScript] = sampleTexts;
if (typeScript === undefined) throw new Error('There is nothing to type.');

/** Each test has a file of its own to type in, a copy of the TypeScript sample. */
const copies = {
  dismissed: 'src/dismissed.ts',
  through: 'src/through.ts',
  restarted: 'src/restarted.ts',
  paused: 'src/paused.ts',
};

const realWindow = useRealWindow({ settings: steadySettings }, async ({ workbench, folder }) => {
  for (const copy of Object.values(copies)) await copyFile(path.join(folder, typeScript.file), path.join(folder, copy));
  await workbench.open({ folder, file: typeScript.file });
  await workbench.waitForStatus('ready');
});

/** The first line of ghost text holds enough to type through. */
const isLongEnough = (ghost: string): boolean => (ghost.split('\n')[0] ?? '').trim().length >= 4;

test.each(sampleTexts)('ghost text in $file, Tab accepts it, and the saved file holds it', async ({ file, text }) => {
  const { workbench, folder } = realWindow();
  const before = await readFile(path.join(folder, file), 'utf8');
  await workbench.openFileAtEnd(file);

  const offered = await workbench.typeUntilGhostText(text);
  if (offered === undefined) throw new Error(`No ghost text in ${text.length} characters of ${file}.`);
  await workbench.screenshot(path.join(screenshotFolder, `ghost-text-${path.extname(file).slice(1)}.png`));
  await workbench.press('Tab');
  await workbench.waitForGhostText((ghost) => ghost !== offered.ghost, 5000);
  const saved = await workbench.save(file);

  console.log(`${file}: typed ${JSON.stringify(offered.typed)}, accepted ${JSON.stringify(offered.ghost)}`);
  const start = before + offered.typed;
  expect(saved.slice(0, start.length)).toBe(start);
  expect(withoutWhitespace(saved.slice(start.length))).toBe(withoutWhitespace(offered.ghost));
});

test('Escape dismisses ghost text and leaves the document as it was typed', async () => {
  const { workbench } = realWindow();
  const file = copies.dismissed;
  await workbench.openFileAtEnd(file);
  const before = await workbench.save(file);

  const offered = await workbench.typeUntilGhostText(typeScript.text);
  if (offered === undefined) throw new Error('No ghost text.');
  await workbench.press('Escape');
  expect(await workbench.waitForGhostText((ghost) => ghost === '', 5000)).toBe('');
  expect(await workbench.save(file)).toBe(before + offered.typed);
});

test('typing the offered characters goes through the ghost text without flicker', async () => {
  const { workbench } = realWindow();
  await workbench.openFileAtEnd(copies.through);

  const offered = await workbench.typeUntilGhostText(typeScript.text, isLongEnough);
  if (offered === undefined) throw new Error('No ghost text of four characters or more.');
  const [firstLine = ''] = offered.ghost.split('\n');
  const drawn = await workbench.textsDrawnWhile(async () => {
    for (const character of firstLine.slice(0, -1)) {
      await workbench.type(character);
      await workbench.page.waitForTimeout(90);
    }
  });

  const [start = ''] = drawn;
  expect(start).toContain(firstLine);
  // Typed and ghost text together may grow as the model thinks on; they never change or vanish, in no frame.
  for (const text of drawn)
    expect(text.startsWith(start), `${JSON.stringify(text)} was drawn after ${start}`).toBe(true);
});

test('after the server process was killed the next suggestions work', async () => {
  const window = realWindow();
  const { workbench } = window;
  const before = await window.completionServerPids();
  expect(before).toHaveLength(1);
  for (const pid of before) process.kill(pid, 'SIGKILL');
  await expect
    .poll(async () => (await window.completionServerPids()).filter((pid) => !before.includes(pid)), { timeout: 30_000 })
    .toHaveLength(1);
  await workbench.waitForStatus('ready');

  await workbench.openFileAtEnd(copies.restarted);
  expect(await workbench.typeUntilGhostText(typeScript.text)).toBeDefined();
  await workbench.press('Escape');
});

test('the menu of the status item opens, and turning completions off ends the server', async () => {
  const window = realWindow();
  const { workbench } = window;
  await workbench.statusItem.click();
  await workbench.page.locator('.quick-input-widget', { hasText: 'Undercurrent' }).waitFor();
  await workbench.pick('Turn off completions');
  await workbench.waitForStatus('Undercurrent: off');
  await expect.poll(() => window.completionServerPids(), { timeout: 20_000 }).toHaveLength(0);

  await workbench.openFileAtEnd(copies.paused);
  await workbench.type('export function ');
  expect(await workbench.waitForGhostText((ghost) => ghost !== '', 1500)).toBeUndefined();

  await workbench.statusItem.click();
  await workbench.pick('Turn on completions');
  await workbench.waitForStatus('ready');
});

test('no message popped up in all of this', async () => {
  expect(await realWindow().workbench.notifications()).toEqual([]);
});
