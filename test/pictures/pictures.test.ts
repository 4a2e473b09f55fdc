/**
 * The pictures of README and walkthrough: a real window, the packed extension, somebody typing. Nothing in them is drawn or
 * retouched. What is typed was written down beforehand; of all that is offered on the way the best offer is photographed.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'vitest';
import { repositoryRoot } from '../support/realWindow.ts';
import { sampleTexts } from '../support/sampleText.ts';
import { useRealWindow } from '../support/stage.ts';
import { steadySettings } from '../support/workbench.ts';
import { bestOffers } from './bestOffers.ts';

/** Settings under which a small window shows text and little else. */
const pictureSettings = {
  ...steadySettings,
  'breadcrumbs.enabled': false,
  'editor.fontSize': 15,
  'editor.guides.indentation': false,
  'editor.renderLineHighlight': 'none',
  'editor.scrollBeyondLastLine': false,
  'editor.scrollbar.vertical': 'hidden',
  'editor.stickyScroll.enabled': false,
  'remote.autoForwardPorts': false,
  'window.commandCenter': false,
  'workbench.activityBar.location': 'hidden',
  'workbench.editor.editorActionsLocation': 'hidden',
  'workbench.layoutControl.enabled': false,
};

const realWindow = useRealWindow({ settings: pictureSettings, deviceScaleFactor: 2 }, async ({ workbench, folder }) => {
  await workbench.open({ folder, file: 'src/inventory.ts' });
  await workbench.waitForStatus('ready');
  await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
});

/** Makes the window this large, in CSS pixels. */
async function resize(width: number, height: number): Promise<void> {
  const { page } = realWindow().workbench;
  await page.setViewportSize({ width, height });
  // VS Code lays itself out again within some frames and says nothing of it.
  await page.waitForTimeout(500);
}

async function setTheme(theme: 'light' | 'dark'): Promise<void> {
  const { workbench } = realWindow();
  const wanted = workbench.page.locator(theme === 'dark' ? '.monaco-workbench.vs-dark' : '.monaco-workbench.vs');
  if ((await wanted.count()) > 0) return;
  await workbench.runCommand('Preferences: Toggle between Light/Dark Themes');
  await wanted.waitFor();
}

/** Offers that are tried before giving up: a window has less time to answer in than the engine alone. */
const attempts = 6;

/** Types the sample of a file up to the best offer that shows. All but the last character comes at once, as if it had been pasted. */
async function typeToBestOffer(file: string): Promise<void> {
  const { workbench, folder } = realWindow();
  const sample = sampleTexts.find((candidate) => candidate.file === file);
  if (sample === undefined) throw new Error(`There is nothing to type in ${file}.`);
  const before = await readFile(path.join(folder, file), 'utf8');
  const offers = await bestOffers(file, before, sample.text);
  await workbench.openFileAtEnd(file);
  for (const offer of offers.slice(0, attempts)) {
    await workbench.press('Control+a');
    await workbench.page.keyboard.insertText(before + sample.text.slice(0, offer.typed - 1));
    await workbench.page.waitForTimeout(1500);
    await workbench.press('Escape');
    await workbench.type(sample.text.charAt(offer.typed - 1));
    const [firstLine = ''] = offer.text.split('\n');
    const ghost = await workbench.waitForGhostText((shown) => shown.startsWith(firstLine), 5000);
    console.log(`${file}: ${JSON.stringify(offer)}${ghost === undefined ? ' did not show' : ''}`);
    if (ghost !== undefined) return;
  }
  throw new Error(`None of the best offers showed in ${file}.`);
}

async function photograph(...files: readonly string[]): Promise<void> {
  const { workbench } = realWindow();
  // Where it hovers over nothing.
  await workbench.page.mouse.move(650, 14);
  for (const file of files) await workbench.screenshot(path.join(repositoryRoot, 'media', file));
}

test('TypeScript, dark', async () => {
  await setTheme('dark');
  await resize(960, 400);
  await typeToBestOffer('src/inventory.ts');
  await photograph('typescript.png', 'walkthrough/type.png');
});

test('the menu, dark', async () => {
  await resize(960, 360);
  const { workbench } = realWindow();
  await workbench.press('Escape');
  await workbench.statusItem.click();
  await workbench.page.locator('.quick-input-widget', { hasText: 'Undercurrent' }).waitFor();
  // It fades in.
  await workbench.page.waitForTimeout(1000);
  await photograph('menu.png', 'walkthrough/control.png');
  await workbench.press('Escape');
});

test.each([
  { file: 'tools/report.py', picture: 'python.png' },
  { file: 'docs/guide.md', picture: 'prose.png' },
])('$file, light', async ({ file, picture }) => {
  await setTheme('light');
  await resize(720, 360);
  await typeToBestOffer(file);
  await photograph(picture);
});
