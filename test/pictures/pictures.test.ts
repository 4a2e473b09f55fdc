/**
 * The pictures of README and walkthrough: a real window, the packed extension, somebody typing. Nothing in them is drawn or
 * retouched, and what is offered is the first offer of some length in a text that was written down beforehand.
 */
import path from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../support/realWindow.ts';
import { sampleTexts } from '../support/sampleText.ts';
import { useRealWindow } from '../support/stage.ts';
import { steadySettings } from '../support/workbench.ts';

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
  'window.commandCenter': false,
  'workbench.activityBar.location': 'hidden',
  'workbench.editor.editorActionsLocation': 'hidden',
  'workbench.layoutControl.enabled': false,
};

const realWindow = useRealWindow({ settings: pictureSettings }, async ({ workbench, folder }) => {
  await workbench.open({ folder, file: 'src/inventory.ts' });
  await workbench.waitForStatus('ready');
  await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
});

const media = (name: string): string => path.join(repositoryRoot, 'media', name);

/** Makes the window this large, in CSS pixels, at two device pixels each. */
async function resize(width: number, height: number): Promise<void> {
  const { page } = realWindow().workbench;
  await page.setViewportSize({ width, height });
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 2, mobile: false });
  await page.waitForTimeout(500);
}

async function setTheme(theme: 'light' | 'dark'): Promise<void> {
  const { workbench } = realWindow();
  const wanted = workbench.page.locator(theme === 'dark' ? '.monaco-workbench.vs-dark' : '.monaco-workbench.vs');
  if ((await wanted.count()) > 0) return;
  await workbench.runCommand('Preferences: Toggle between Light/Dark Themes');
  await wanted.waitFor();
}

/** Types the sample of a file until something is offered that is worth a picture. */
async function typeSample(file: string, leastCharacters: number): Promise<void> {
  const { workbench } = realWindow();
  const sample = sampleTexts.find((candidate) => candidate.file === file);
  if (sample === undefined) throw new Error(`There is nothing to type in ${file}.`);
  await workbench.openFileAtEnd(file);
  const firstLine = (ghost: string): number => (ghost.split('\n')[0] ?? '').trim().length;
  const offered = await workbench.typeUntilGhostText(sample.text, (ghost) => firstLine(ghost) >= leastCharacters);
  console.log(`${file}: ${JSON.stringify(offered)}`);
  expect(offered).toBeDefined();
}

async function photograph(...files: readonly string[]): Promise<void> {
  const { workbench } = realWindow();
  for (const file of files) await workbench.screenshot(media(file));
}

async function openMenu(): Promise<void> {
  const { workbench } = realWindow();
  await workbench.statusItem.click();
  const menu = workbench.page.locator('.quick-input-widget', { hasText: 'Undercurrent' });
  await menu.waitFor();
  await menu.evaluate(async (element) => {
    await Promise.all(element.getAnimations({ subtree: true }).map((animation) => animation.finished));
  });
  await workbench.page.waitForTimeout(500);
}

test('TypeScript, dark', async () => {
  await setTheme('dark');
  await resize(960, 400);
  await typeSample('src/inventory.ts', 12);
  await photograph('typescript.png', 'walkthrough/type.png');
});

test('the menu, dark', async () => {
  await resize(960, 300);
  await openMenu();
  await photograph('menu.png', 'walkthrough/control.png');
  await realWindow().workbench.press('Escape');
});

test('the log, dark', async () => {
  await resize(960, 400);
  const { workbench } = realWindow();
  await workbench.runCommand('Undercurrent: Show Log');
  const lines = workbench.page.locator('.part.panel .view-lines', { hasText: 'Ready' });
  await lines.waitFor();
  await photograph('walkthrough/private.png');
  await workbench.runCommand('View: Hide Panel');
});

test.each([
  { file: 'tools/report.py', picture: 'python.png' },
  { file: 'docs/guide.md', picture: 'prose.png' },
])('$file, light', async ({ file, picture }) => {
  await setTheme('light');
  await resize(720, 360);
  await typeSample(file, 8);
  await photograph(picture);
});
