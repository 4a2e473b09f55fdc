/**
 * A model file that is no longer what was shipped: the status says so with a way out, and the editor goes on as ever.
 */
import { copyFile, open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { RealWindow } from '../support/window/realWindow.ts';
import { screenshotFolder } from '../support/window/realWindow.ts';
import { useRealWindow } from '../support/window/stage.ts';
import { steadySettings } from '../support/window/workbench.ts';

/** The largest file of the installed model. */
async function weightsFile(window: RealWindow): Promise<string> {
  const folder = path.join(await window.extensionFolder(), 'models', 'base');
  const files = (await readdir(folder)).map((name) => path.join(folder, name));
  const sizes = await Promise.all(files.map(async (file) => ({ file, size: (await stat(file)).size })));
  const [largest] = sizes.toSorted((a, b) => b.size - a.size);
  if (largest === undefined) throw new Error(`${folder} is empty.`);
  return largest.file;
}

const realWindow = useRealWindow({ settings: steadySettings }, async (window) => {
  const file = await weightsFile(window);
  await copyFile(file, path.join(window.server.profile, 'weights.good'));
  const handle = await open(file, 'r+');
  await handle.write(Buffer.alloc(4096, 0xa5), 0, 4096, 65_536);
  await handle.close();
  await window.workbench.open({ folder: window.folder, file: 'src/inventory.ts' });
});

test('the status says that the model is damaged and what to do', async () => {
  const { workbench } = realWindow();
  await workbench.waitForStatus('failed');
  await workbench.page.locator('[id="status.languageStatus"]').hover();
  const hover = workbench.page.locator('.hover-language-status', { hasText: 'Undercurrent' });
  await hover.waitFor();
  expect(await hover.innerText()).toMatch(/model|weights/i);
  await workbench.screenshot(path.join(screenshotFolder, 'damaged-model.png'));
});

test('the editor goes on', async () => {
  const { workbench } = realWindow();
  await workbench.openFileAtEnd('src/inventory.ts');
  await workbench.type('export const answer = 42;');
  expect(await workbench.save('src/inventory.ts')).toMatch(/\nexport const answer = 42;$/);
  expect(await workbench.notifications()).toEqual([]);
});

test('with the file repaired, Restart is the way out', async () => {
  const window = realWindow();
  await copyFile(path.join(window.server.profile, 'weights.good'), await weightsFile(window));
  await window.workbench.runCommand('Undercurrent: Restart');
  await window.workbench.waitForStatus('ready');
});
