/**
 * Page object of a VS Code window in a browser: what a test does and sees, in the words of a person at the keyboard.
 * How VS Code draws it (class names, spans of ghost text, view zones) is known here and nowhere else. Nothing sleeps
 * for a fixed time to let something happen: states are waited for.
 */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import type { CodeServer } from '../../../src/tools/shared/developmentEditor/codeServer.ts';

/** Settings under which typing gives exactly the characters typed and nothing else opens by itself. */
export const steadySettings: Readonly<Record<string, unknown>> = {
  'chat.disableAIFeatures': true,
  'editor.acceptSuggestionOnEnter': 'off',
  'editor.autoClosingBrackets': 'never',
  'editor.autoClosingQuotes': 'never',
  'editor.autoIndent': 'none',
  'editor.hover.enabled': 'off',
  'editor.lightbulb.enabled': 'off',
  'editor.minimap.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'editor.parameterHints.enabled': false,
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.suggestOnTriggerCharacters': false,
  'editor.wordBasedSuggestions': 'off',
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.enabled': false,
  'javascript.validate.enable': false,
  'telemetry.telemetryLevel': 'off',
  'typescript.validate.enable': false,
  'update.mode': 'none',
  'workbench.editor.enablePreview': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

export const browserArguments: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
];

/** VS Code draws spaces as no-break spaces, and a tab as several of them. */
function asTyped(drawn: string): string {
  return drawn.replaceAll('\u00a0', ' ').replaceAll('\u200b', '');
}

/** How two texts compare when only what is not white space counts. */
export function withoutWhitespace(text: string): string {
  return text.replaceAll(/\s+/g, '');
}

export interface WindowOptions {
  /** Absolute path of the folder to open. */
  readonly folder: string;
  /** Workspace-relative file to open at once. */
  readonly file?: string;
  /** Further entries of VS Code's start payload. */
  readonly payload?: readonly (readonly [string, string])[];
}

export class Workbench {
  readonly page: Page;
  /** Console output of the window and of its extension host, for when a test fails. */
  readonly console: string[] = [];
  readonly #context: BrowserContext;
  readonly #server: CodeServer;
  #folder = '';

  private constructor(context: BrowserContext, page: Page, server: CodeServer) {
    this.#context = context;
    this.page = page;
    this.#server = server;
    // Ample, for machines that are busy with something else.
    page.setDefaultTimeout(60_000);
    page.on('console', (message) => this.console.push(`[${message.type()}] ${message.text()}`));
  }

  /** A window that has not gone anywhere yet. */
  static async create(browser: Browser, server: CodeServer, deviceScaleFactor = 1): Promise<Workbench> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, deviceScaleFactor });
    return new Workbench(context, await context.newPage(), server);
  }

  /** Another window of the same user, beside this one; blank, too. */
  async another(): Promise<Workbench> {
    return new Workbench(this.#context, await this.#context.newPage(), this.#server);
  }

  /** Address that opens a folder and, in it, a file. */
  #address(options: WindowOptions): string {
    const remote = `vscode-remote://${this.#server.authority}`;
    const payload: (readonly [string, string])[] = [...(options.payload ?? [])];
    if (options.file !== undefined)
      payload.push(['openFile', `${remote}${path.posix.join(options.folder, options.file)}`]);
    const query = new URLSearchParams({ folder: options.folder });
    if (payload.length > 0) query.set('payload', JSON.stringify(payload));
    return `${this.#server.url}/?${query.toString()}`;
  }

  async open(options: WindowOptions): Promise<void> {
    this.#folder = options.folder;
    await this.page.goto(this.#address(options), { waitUntil: 'commit' });
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 120_000 });
    if (options.file !== undefined) await this.focusEditor(options.file);
  }

  async close(): Promise<void> {
    await this.#context.close();
  }

  /** The text editor that shows a workspace file. */
  editor(file: string): Locator {
    return this.page.locator(`.editor-instance .monaco-editor[data-uri$="/${file}"]`);
  }

  async focusEditor(file: string): Promise<void> {
    const editor = this.editor(file);
    await editor.locator('.view-lines').waitFor();
    await editor.locator('.view-lines').click({ position: { x: 300, y: 6 } });
    await this.page.locator(`.editor-instance .monaco-editor.focused[data-uri$="/${file}"]`).waitFor();
  }

  /** Opens a workspace file by name and puts the cursor at its end. */
  async openFileAtEnd(file: string): Promise<void> {
    const name = path.posix.basename(file);
    const editor = this.page.locator(`.editor-instance .monaco-editor.focused[data-uri$="/${file}"]`);
    // While the list is made anew for what was typed, Enter would take what it showed before, and a row that is clicked
    // may be gone.
    for (let attempt = 0; attempt < 5 && !(await editor.isVisible()); attempt++) {
      await this.#openQuickInput('Control+p', name);
      await this.page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click();
      await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
      await editor.waitFor({ timeout: 10_000 }).catch(() => undefined);
    }
    await editor.waitFor();
    const saved = await readFile(path.join(this.#folder, file), 'utf8');
    await this.#goToEnd(saved.split('\n').length);
  }

  /** Puts the cursor at the end, and makes sure of it: a key pressed while the focus wanders goes nowhere. */
  async #goToEnd(lastLine: number): Promise<void> {
    const position = this.page.locator('[id="status.editor.selection"]');
    for (let attempt = 0; attempt < 100; attempt++) {
      await this.page.keyboard.press('Control+End');
      await this.page.waitForTimeout(100);
      const line = /^Ln (\d+)/.exec(await position.innerText())?.[1];
      // What is not saved yet can only have made the document longer.
      if (Number(line) >= lastLine) return;
    }
    throw new Error(`The cursor did not reach line ${String(lastLine)}.`);
  }

  /** Opens the quick input with a key, again if need be: one that is pressed while the focus wanders goes nowhere. */
  async #openQuickInput(key: string, text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input.input');
    for (let attempt = 0; attempt < 20; attempt++) {
      await this.page.keyboard.press(key);
      await input.waitFor({ timeout: 3_000 }).catch(() => undefined);
      if (await input.isVisible()) break;
    }
    await input.fill(text);
  }

  /** Runs a command by its title in the palette. */
  async runCommand(title: string): Promise<void> {
    await this.#openQuickInput('F1', `>${title}`);
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
    await row.waitFor();
    await row.click();
  }

  /** Picks a row of the quick pick that is open. */
  async pick(text: string): Promise<void> {
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
    await row.waitFor();
    await row.click();
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  /** The ghost text in sight, further lines after line feeds; empty when there is none. */
  async ghostText(): Promise<string> {
    const parts = await this.page.evaluate(() => {
      const text = (selector: string): string[] =>
        [...document.querySelectorAll(selector)].map((element) => element.textContent);
      return {
        inline: text('.monaco-editor .view-lines .ghost-text-decoration').join(''),
        lines: text('.monaco-editor .suggest-preview-text .view-line, .monaco-editor .suggest-preview-text > div'),
      };
    });
    return asTyped([parts.inline, ...parts.lines].join('\n').replace(/\n+$/, ''));
  }

  /** Waits until the ghost text satisfies `accept`, and answers it; `undefined` when that does not happen in time. */
  async waitForGhostText(accept: (text: string) => boolean, timeoutMilliseconds: number): Promise<string | undefined> {
    const deadline = performance.now() + timeoutMilliseconds;
    for (;;) {
      const text = await this.ghostText();
      if (accept(text)) return text;
      if (performance.now() > deadline) return undefined;
      await this.page.waitForTimeout(25);
    }
  }

  /** Waits until the ghost text has stopped changing. */
  async settledGhostText(): Promise<string> {
    let before = await this.ghostText();
    for (let reads = 0; reads < 40; reads++) {
      await this.page.waitForTimeout(200);
      const now = await this.ghostText();
      if (now === before) return now;
      before = now;
    }
    return before;
  }

  /**
   * Types `text` one character at a time until ghost text appears that `accept` likes.
   * @returns what was typed and the ghost text that then stood there, settled; `undefined` when none came.
   */
  async typeUntilGhostText(
    text: string,
    accept: (ghost: string) => boolean = (ghost) => ghost.trim() !== '',
    patienceMilliseconds = 400,
  ): Promise<{ typed: string; ghost: string } | undefined> {
    let typed = '';
    for (const character of text) {
      await this.type(character);
      typed += character;
      if ((await this.waitForGhostText(accept, patienceMilliseconds)) === undefined) continue;
      const ghost = await this.settledGhostText();
      if (accept(ghost)) return { typed, ghost };
    }
    return undefined;
  }

  /** Saves the focused editor and answers what its file then holds. */
  async save(file: string): Promise<string> {
    await this.page.keyboard.press('Control+s');
    await this.page.locator('.tabs-container .tab.active:not(.dirty)').waitFor();
    return readFile(path.join(this.#folder, file), 'utf8');
  }

  /** The extension's item in the status bar. */
  get statusItem(): Locator {
    return this.page.locator('[id="undercurrent.undercurrent.status"]');
  }

  /** Waits until the status item's label holds `text`, such as `ready`. */
  async waitForStatus(text: string, timeoutMilliseconds = 90_000): Promise<void> {
    await this.page
      .locator(`[id="undercurrent.undercurrent.status"][aria-label*="${text}"]`)
      .waitFor({ timeout: timeoutMilliseconds });
  }

  /**
   * Watches the line that shows ghost text while `work` runs.
   * @returns every text that was drawn there, typed and ghost text joined, without repeats in a row
   */
  async textsDrawnWhile(work: () => Promise<void>): Promise<string[]> {
    await this.page.evaluate(() => {
      const line = document.querySelector('.monaco-editor .view-lines .ghost-text-decoration')?.closest('.view-line');
      if (!(line instanceof HTMLElement)) throw new Error('There is no ghost text to watch.');
      // Lines are drawn anew at will; their position stays.
      const { top } = line.style;
      const editor = line.closest('.monaco-editor');
      const drawn: string[] = [];
      const look = (): void => {
        const lines = [...(editor?.querySelectorAll<HTMLElement>('.view-lines .view-line') ?? [])];
        const text = lines.find((candidate) => candidate.style.top === top)?.textContent ?? '';
        if (drawn.at(-1) !== text) drawn.push(text);
        if (watch.active) requestAnimationFrame(look);
      };
      const watch = { active: true, drawn };
      Object.assign(globalThis, { undercurrentWatch: watch });
      look();
    });
    await work();
    const drawn = await this.page.evaluate(() => {
      const { undercurrentWatch } = globalThis as unknown as {
        undercurrentWatch: { active: boolean; drawn: string[] };
      };
      undercurrentWatch.active = false;
      return undercurrentWatch.drawn;
    });
    return drawn.map(asTyped);
  }

  /** Toasts in sight: none may ever show while typing. */
  async notifications(): Promise<string[]> {
    return this.page.locator('.notification-toast').allInnerTexts();
  }

  async screenshot(file: string): Promise<void> {
    await mkdir(path.dirname(file), { recursive: true });
    await this.page.screenshot({ path: file });
  }
}
