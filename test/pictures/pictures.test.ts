/**
 * The pictures of README and walkthrough: a real window, the packed extension, somebody typing. Nothing in them is
 * drawn or retouched. What is typed was written down beforehand; of all that is offered on the way the best offer is
 * photographed.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'vitest';
import { repositoryRoot, screenshotFolder } from '../support/window/realWindow.ts';
import { useRealWindow } from '../support/window/stage.ts';
import { steadySettings } from '../support/window/workbench.ts';
import { bestOffers } from './bestOffers.ts';

/** What is typed at the end of each file of the sample project. */
const texts = {
  'src/inventory.ts': [
    'export function cheapest(items: readonly Item[]): Item | undefined {',
    '  let result: Item | undefined;',
    '  for (const item of items) {',
    '    if (result === undefined || item.price < result.price) {',
    '      result = item;',
  ].join('\n'),
  'tools/report.py': [
    'class Report:',
    '    def __init__(self, items: list[Item]) -> None:',
    '        self.items = items',
    '',
    '    def render(self) -> str:',
    '        raise NotImplementedError',
  ].join('\n'),
  'docs/guide.md':
    'The configuration file is a JSON file in the root of the project. The following options are available. For more information, see',
};

/** Settings under which a small window shows text and little else. */
const pictureSettings = {
  ...steadySettings,
  'breadcrumbs.enabled': false,
  'editor.autoClosingComments': 'never',
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

/**
 * Types the sample of a file up to the best offer that shows. All but the last character comes at once, as if it had
 * been pasted.
 */
async function typeToBestOffer(file: keyof typeof texts): Promise<void> {
  const { workbench, folder } = realWindow();
  const text = texts[file];
  const before = await readFile(path.join(folder, file), 'utf8');
  const offers = await bestOffers(file, before, text);
  await workbench.openFileAtEnd(file);
  for (const offer of offers.slice(0, attempts)) {
    await workbench.runCommand('File: Revert File');
    await workbench.press('Control+End');
    await workbench.page.keyboard.insertText(text.slice(0, offer.typed - 1));
    await workbench.page.waitForTimeout(1500);
    await workbench.press('Escape');
    await workbench.type(text.charAt(offer.typed - 1));
    const [firstLine = ''] = offer.text.split('\n');
    const ghost = await workbench.waitForGhostText((shown) => shown.startsWith(firstLine), 5000);
    console.log(`${file}: ${JSON.stringify(offer)}${ghost === undefined ? ' did not show' : ''}`);
    if (ghost !== undefined) return;
  }
  throw new Error(`None of the best offers showed in ${file}.`);
}

async function photograph(file: string): Promise<void> {
  const { workbench } = realWindow();
  // Where it hovers over nothing.
  await workbench.page.mouse.move(650, 14);
  await workbench.screenshot(path.join(repositoryRoot, 'media', file));
}

test('TypeScript, dark', async () => {
  await setTheme('dark');
  await resize(960, 400);
  await typeToBestOffer('src/inventory.ts');
  await photograph('typescript.png');
});

test('the menu, dark', async () => {
  await resize(960, 520);
  const { workbench } = realWindow();
  await workbench.press('Escape');
  await workbench.statusItem.click();
  await workbench.page.locator('.quick-input-widget', { hasText: 'Undercurrent' }).waitFor();
  // It fades in.
  await workbench.page.waitForTimeout(1000);
  await photograph('menu.png');
  await workbench.press('Escape');
});

test.each([
  { file: 'tools/report.py', picture: 'python.png' },
  { file: 'docs/guide.md', picture: 'prose.png' },
] as const)('$file, light', async ({ file, picture }) => {
  await setTheme('light');
  await resize(720, 360);
  await typeToBestOffer(file);
  await photograph(picture);
});

test('the walkthrough shows its pictures', async () => {
  await resize(1280, 800);
  const { workbench } = realWindow();
  await workbench.runCommand('Welcome: Open Walkthrough...');
  await workbench.pick('Undercurrent');
  await workbench.page.locator('.gettingStartedContainer .getting-started-step').first().waitFor();
  for (const step of ['Type, then press Tab', 'Make it quieter', 'See that it stays']) {
    await workbench.page.locator('.getting-started-step', { hasText: step }).click();
    await workbench.page.waitForTimeout(2500);
    await workbench.screenshot(path.join(screenshotFolder, `walkthrough-${step.split(/\W/)[0] ?? ''}.png`));
  }
});
