/**
 * What a new user sees: VS Code's own default settings, with IntelliSense, closing brackets and all that opens by
 * itself.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { sampleTexts } from '../support/sampleText.ts';
import { useRealWindow } from '../support/window/stage.ts';
import { withoutWhitespace } from '../support/window/workbench.ts';

const sample = sampleTexts.find(({ file }) => file.endsWith('.py'));
if (sample === undefined) throw new Error('There is nothing to type.');

const realWindow = useRealWindow({ settings: {} }, async ({ workbench, folder }) => {
  await workbench.open({ folder, file: sample.file });
  await workbench.waitForStatus('ready');
});

test('ghost text comes, Tab accepts it, and the saved file holds it', async () => {
  const { workbench, folder } = realWindow();
  const before = await readFile(path.join(folder, sample.file), 'utf8');
  await workbench.openFileAtEnd(sample.file);

  const offered = await workbench.typeUntilGhostText(sample.text);
  if (offered === undefined) throw new Error('No ghost text.');
  await workbench.press('Tab');
  await workbench.waitForGhostText((ghost) => ghost !== offered.ghost, 5000);

  // Brackets that the editor closed by itself may follow. The editor saves by itself here, so the file lags behind.
  const added = async (): Promise<string> =>
    withoutWhitespace((await workbench.save(sample.file)).slice(before.length));
  const start = withoutWhitespace(offered.typed + offered.ghost);
  await expect.poll(async () => (await added()).slice(0, start.length), { timeout: 10_000 }).toBe(start);
});

test('Tab still indents where nothing is offered', async () => {
  const { workbench } = realWindow();
  await workbench.openFileAtEnd('README.md');
  await workbench.press('Enter');
  await workbench.press('Escape');
  await workbench.press('Tab');
  await expect.poll(() => workbench.save('README.md'), { timeout: 10_000 }).toMatch(/\n[ \t]+$/);
});
