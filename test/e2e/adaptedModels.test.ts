/**
 * A fine-tuned model and everybody it concerns, in windows of a real editor: a folder that is not trusted yet, a second
 * window of the same workspace, a window that goes away in the middle and comes back, the git log, and a model carried
 * out, forgotten and carried in again.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { answer, choosePath, clearToasts, toast } from '../support/window/dialogs.ts';
import { type Beginning, completedNames } from '../support/window/learntNames.ts';
import { screenshotFolder } from '../support/window/realWindow.ts';
import { useRealWindow } from '../support/window/stage.ts';
import { madeUpCode } from '../support/trainerStage.ts';
import { steadySettings, type Workbench } from '../support/window/workbench.ts';

/** Things that nobody writes programs about, so that the base model has no idea how their names go on. */
const names =
  'astragal bollard cartouche ferrule gonfalon halyard pintle quillon scantling tambour thurible vexillum'.split(' ');

const beginnings: readonly Beginning[] = [
  ['export function vexil', 'lum'],
  ['const gonfa', 'lon'],
  ['  return thuri', 'ble'],
  ['const scantl', 'ing'],
];

const modules = 120;
const scratch = { first: 'src/scratch.ts', second: 'src/notes.ts' } as const;
const privateFile = 'private/plans.ts';

const settings = {
  ...steadySettings,
  'git.enabled': true,
  'undercurrent.eagerness': 'eager',
  'undercurrent.exclude': ['private/**'],
  // So many updates fill any time budget below ten seconds an update: the folder's, and not this one.
  'undercurrent.fineTune.minutes': 240,
  'undercurrent.fineTune.updates': 60,
  'undercurrent.fineTune.cores': 2,
  'undercurrent.fineTune.commitMessages': true,
  // What is asked here is what a model knows.
  'undercurrent.textCache': false,
};

/** What the folder brings along. It counts as soon as the folder is trusted, and not before. */
const settingsOfFolder = { 'undercurrent.exclude': [], 'undercurrent.fineTune.minutes': 1 };

const patience = 1_500_000;

let second: Workbench | undefined;

const realWindow = useRealWindow({ settings, workspaceTrust: true }, async ({ workbench, folder }) => {
  for (const name of ['private', '.vscode']) await mkdir(path.join(folder, name));
  await writeFile(path.join(folder, '.vscode/settings.json'), JSON.stringify(settingsOfFolder));
  for (const file of [privateFile, ...Object.values(scratch)])
    await writeFile(path.join(folder, file), 'export {};\n\n');
  for (let index = 0; index < modules; index++)
    await writeFile(path.join(folder, 'src', `module${index}.ts`), madeUpCode(index, 1_000, names));
  await commitTo(folder);
  await workbench.open({ folder });
});

/** Makes a repository with a few messages about the same things. */
async function commitTo(folder: string): Promise<void> {
  const git = (...args: readonly string[]) =>
    promisify(execFile)('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], { cwd: folder });
  await git('init', '--quiet');
  await git('add', '--all');
  for (const [index, name] of names.entries())
    await git('commit', '--quiet', '--allow-empty', '--message', `Give the ${name} its ${names.at(index - 1) ?? ''}`);
}

/** The other window of the workspace, which is opened once and never loaded anew. */
function secondWindow(): Workbench {
  if (second === undefined) throw new Error('The second window is not there yet.');
  return second;
}

const completedInFirst = (): Promise<string[]> => completedNames(realWindow().workbench, scratch.first, beginnings);
const completedInSecond = (): Promise<string[]> => completedNames(secondWindow(), scratch.second, beginnings);

/** What the editors in sight show, in ordinary spaces. */
const shownText = async ({ page }: Workbench): Promise<string> =>
  (await page.locator('.editor-instance .view-lines').allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');

const photograph = (workbench: Workbench, name: string): Promise<void> =>
  workbench.screenshot(path.join(screenshotFolder, `${name}.png`));

/** The manifest in the storage, which holds the digest of the weights; `undefined` when there is no model. */
async function storedManifest(): Promise<string | undefined> {
  const [storage = ''] = await realWindow().storageFolders();
  return readFile(path.join(storage, 'model.json'), 'utf8').catch(() => undefined);
}

async function importModel(workbench: Workbench, folder: string): Promise<void> {
  await workbench.runCommand('Undercurrent: Import Model');
  await choosePath(workbench, 'Select the model.json of an Exported Model', path.join(folder, 'model.json'));
}

test('a folder that is not trusted is not read, and its settings decide nothing', async () => {
  const window = realWindow();
  const { workbench } = window;
  await workbench.openFileAtEnd(privateFile);
  await workbench.waitForStatus('off for this file');
  for (const title of ['Fine-tune on This Workspace', 'Show Training Files']) {
    await workbench.runCommand(`Undercurrent: ${title}`);
    await toast(workbench, 'This workspace is not trusted, so nothing in it is read.').waitFor();
    await photograph(workbench, 'untrusted');
    await clearToasts(workbench);
  }
  expect(await window.trainerPids()).toEqual([]);
  expect(await window.storedFiles()).toEqual([]);
});

test('once it is trusted it is read, with the messages of its git log', async () => {
  const { workbench } = realWindow();
  await workbench.runCommand('Workspaces: Manage Workspace Trust');
  await workbench.page
    .locator('.workspace-trust-editor')
    .getByRole('button', { name: /^Trust/ })
    .first()
    .click();
  await workbench.runCommand('Undercurrent: Show Training Files');
  await expect.poll(() => shownText(workbench), { timeout: patience }).toContain(`| git-commit | ${names.length} |`);
  await photograph(workbench, 'corpus-with-commits');
  // The folder's settings cannot open what the user's exclude.
  await workbench.openFileAtEnd(privateFile);
  await workbench.waitForStatus('off for this file');
});

test('while one window learns, another one of the workspace is told so', async () => {
  const window = realWindow();
  const { workbench, folder } = window;
  await workbench.openFileAtEnd(scratch.first);
  second = await workbench.another();
  await second.open({ folder, file: scratch.second });
  await second.waitForStatus('ready');
  await second.page.evaluate(() => Object.assign(globalThis, { undercurrentWasLoadedOnce: true }));
  expect(await completedInSecond()).toEqual([]);

  await workbench.runCommand('Undercurrent: Fine-tune on This Workspace');
  await workbench.pick('Start');
  await toast(workbench, /characters\/s/).waitFor({ timeout: patience });
  await second.runCommand('Undercurrent: Fine-tune on This Workspace');
  await toast(second, 'Another window is fine-tuning on this workspace.').waitFor();
  await photograph(second, 'fine-tuning-elsewhere');
  await expect.poll(() => window.trainerPids(), { timeout: patience }).toHaveLength(1);
});

test('a window that goes away in the middle offers to go on when it is back, and ends what it began', async () => {
  const window = realWindow();
  const { workbench, folder } = window;
  await expect.poll(() => window.storedFiles(), { timeout: patience }).toContain('training.state');
  await workbench.open({ folder, file: scratch.first });
  const offer = toast(workbench, /Fine-tuning was interrupted at \d+%/);
  await offer.waitFor();
  expect(await window.trainerPids()).toEqual([]);
  await photograph(workbench, 'fine-tuning-interrupted');
  const percent = Number(/(\d+)%/.exec(await offer.innerText())?.[1]);
  expect(percent).toBeGreaterThan(0);

  await offer.getByRole('button', { name: 'Resume' }).click();
  const training = toast(workbench, /Training, \d+%/);
  await training.waitFor({ timeout: patience });
  expect(Number(/Training, (\d+)%/.exec(await training.innerText())?.[1])).toBeGreaterThanOrEqual(percent);
  const end = toast(workbench, /Fine-tuning is done/);
  await end.waitFor({ timeout: patience });
  const message = await end.innerText();
  console.log(message.replaceAll('\n', ' '));
  expect(message).toContain('The new model is in use.');
  expect(await window.storedFiles()).not.toContain('training.state');
});

test('every window of the workspace takes the new model up as it is', async () => {
  await expect.poll(() => completedInFirst(), { timeout: patience }).not.toEqual([]);
  await expect.poll(() => completedInSecond(), { timeout: patience }).not.toEqual([]);
  const { page } = secondWindow();
  expect(await page.evaluate(() => 'undercurrentWasLoadedOnce' in globalThis)).toBe(true);
  await photograph(secondWindow(), 'taken-up-by-the-second-window');
});

test('the commit-message box is completed with it', async () => {
  const { workbench } = realWindow();
  await workbench.page.locator('.activitybar .action-label[aria-label^="Source Control"]').click();
  await workbench.page.locator('.scm-editor .view-lines').click();
  const word = 'gonfalon';
  const isItsRest = (ghost: string): boolean => ghost.length > 1 && word.endsWith(ghost.split(/\s/)[0] ?? ghost);
  await workbench.type('Give the ');
  const offered = await workbench.typeUntilGhostText(word.slice(0, -2), isItsRest, 1_500);
  await photograph(workbench, 'commit-box');
  expect(offered).toBeDefined();
  await workbench.press('Control+a');
  await workbench.press('Delete');
});

test('a model is exported, forgotten, and brought back by its import; what is damaged is refused', async () => {
  const window = realWindow();
  const { workbench } = window;
  const place = path.join(window.server.profile, 'exported');
  await mkdir(place);
  const manifest = await storedManifest();
  expect(manifest).toBeDefined();

  await workbench.runCommand('Undercurrent: Export Model');
  await choosePath(workbench, 'Export the Workspace Model to a New Folder In', `${place}/`);
  await toast(workbench, `The workspace model was exported to ${place}`).waitFor();
  const [name = ''] = await readdir(place);
  const exported = path.join(place, name);
  expect(name).toMatch(/undercurrent-model$/);
  const damaged = await damagedCopies(exported);

  await clearToasts(workbench);
  await workbench.runCommand('Undercurrent: Forget This Workspace');
  await answer(workbench, 'Forget');
  await toast(workbench, 'Workspace model deleted').waitFor();
  expect(await window.storedFiles()).toEqual([]);
  await expect.poll(() => completedInSecond(), { timeout: patience }).toEqual([]);

  await importModel(workbench, damaged.weights);
  await toast(workbench, /damaged.*It was not imported, and nothing has changed/).waitFor();
  await photograph(workbench, 'import-refused');
  expect(await window.storedFiles()).toEqual([]);

  await importModel(workbench, exported);
  await toast(workbench, 'This workspace now uses model').waitFor();
  expect(await storedManifest()).toBe(manifest);
  await expect.poll(() => completedInFirst(), { timeout: patience }).not.toEqual([]);

  await clearToasts(workbench);
  await importModel(workbench, damaged.manifest);
  await answer(workbench, 'Replace');
  await toast(workbench, /It was not imported, and nothing has changed/).waitFor();
  expect(await storedManifest()).toBe(manifest);
  await expect.poll(() => completedInFirst(), { timeout: patience }).not.toEqual([]);
  await expect.poll(() => completedInSecond(), { timeout: patience }).not.toEqual([]);
});

/** Copies of an exported model: one with a bit of its weights turned, one whose manifest points out of its folder. */
async function damagedCopies(exported: string): Promise<{ readonly weights: string; readonly manifest: string }> {
  const copies = { weights: `${exported}-flipped`, manifest: `${exported}-hostile` };
  for (const copy of Object.values(copies)) await cp(exported, copy, { recursive: true });
  const weights = (await readdir(exported)).find((file) => file.startsWith('weights-')) ?? '';
  const handle = await open(path.join(copies.weights, weights), 'r+');
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, 500_000);
  await handle.write(Buffer.of(byte.readUInt8() ^ 1), 0, 1, 500_000);
  await handle.close();
  const manifest = path.join(copies.manifest, 'model.json');
  const text = await readFile(manifest, 'utf8');
  await writeFile(manifest, text.replaceAll(weights, `../${path.basename(exported)}/${weights}`));
  return copies;
}
