/**
 * Language of this text, as somebody sees it: text pasted into an untitled document, one click, and the document is
 * Python.
 */
import path from 'node:path';
import { expect, test } from 'vitest';
import { screenshotFolder } from '../support/window/realWindow.ts';
import { useRealWindow } from '../support/window/stage.ts';
import { steadySettings } from '../support/window/workbench.ts';

/** VS Code's own detection changes the language of untitled documents by itself. */
const settings = { ...steadySettings, 'workbench.editor.languageDetection': false };

const pasted = [
  'import csv',
  'from pathlib import Path',
  '',
  '',
  'def read_items(path: Path) -> list[dict[str, str]]:',
  '    with path.open(newline="") as file:',
  '        return list(csv.DictReader(file))',
  '',
  '',
  'for item in read_items(Path("items.csv")):',
  '    print(item["name"], item["price"])',
  '',
].join('\n');

const realWindow = useRealWindow({ settings }, async ({ workbench, folder }) => {
  await workbench.open({ folder, file: 'README.md' });
  await workbench.waitForStatus('ready');
});

test('what is pasted into an untitled document is recognised, and becomes Python with one click', async () => {
  const { workbench } = realWindow();
  const { page } = workbench;
  const mode = page.locator('[id="status.editor.mode"]');
  await workbench.runCommand('File: New Untitled Text File');
  await expect.poll(() => mode.innerText()).toBe('Plain Text');
  await page.keyboard.insertText(pasted);

  const hover = page.locator('.hover-language-status');
  const found = hover.locator('.element', { hasText: 'This looks like Python' });
  await expect
    .poll(
      async () => {
        await page.mouse.move(600, 300);
        await page.locator('[id="status.languageStatus"]').hover();
        await page.waitForTimeout(500);
        return found.count();
      },
      { timeout: 60_000 },
    )
    .toBe(1);
  expect(await mode.innerText()).toBe('Plain Text');
  await workbench.screenshot(path.join(screenshotFolder, 'language-detected.png'));

  await found.getByText('Use Python').click();
  await expect.poll(() => mode.innerText(), { timeout: 10_000 }).toBe('Python');
  await page.mouse.move(600, 300);
  await workbench.screenshot(path.join(screenshotFolder, 'language-used.png'));
});

test('no message popped up in all of this', async () => {
  expect(await realWindow().workbench.notifications()).toEqual([]);
});
