/** The host's side of the panel *Explore the Model*, against as much of VS Code as it uses. */
import type * as vscode from 'vscode';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Emitter } from '../../../../src/base/emitter.ts';
import { DocumentAccess } from '../../../../src/editor/access.ts';
import { pathOf } from '../../../../src/editor/documents.ts';
import { Explore } from '../../../../src/editor/explore/explore.ts';
import type { ExploreParts } from '../../../../src/editor/explore/explorePanel.ts';
import type { Settings } from '../../../../src/editor/settings.ts';
import type { ClientState } from '../../../../src/processes/completionClient.ts';
import type { Exploration, ExploreParameters } from '../../../../src/processes/protocol.ts';
import type { ExploreHostMessage } from '../../../../src/webview/explore/exploreProtocol.ts';
import { ManualScheduler } from '../../../support/manualScheduler.ts';

interface FakeVsCode {
  readonly created: unknown[];
  serializer: { deserializeWebviewPanel(panel: unknown): Promise<void> } | undefined;
  create: () => unknown;
  activeTextEditor: unknown;
  visibleTextEditors: unknown[];
  /** Listeners by event; empty while nothing is listened to. */
  readonly listeners: Map<string, Set<(event: unknown) => void>>;
  fire(name: string, event?: unknown): void;
}

const fake = vi.hoisted((): FakeVsCode => {
  const listeners: FakeVsCode['listeners'] = new Map();
  return {
    created: [],
    serializer: undefined,
    create: () => undefined,
    activeTextEditor: undefined,
    visibleTextEditors: [],
    listeners,
    fire: (name, event) => {
      for (const listener of [...(listeners.get(name) ?? [])]) listener(event);
    },
  };
});

vi.mock('vscode', () => {
  const event = (name: string) => (listener: (event: unknown) => void) => {
    const listeners = fake.listeners.get(name) ?? new Set();
    fake.listeners.set(name, listeners.add(listener));
    return { dispose: () => listeners.delete(listener) };
  };
  return {
    Uri: { joinPath: (base: string, ...path: string[]) => [base, ...path].join('/') },
    ViewColumn: { Beside: -2 },
    EndOfLine: { LF: 1, CRLF: 2 },
    Disposable: {
      from: (...parts: { dispose(): void }[]) => ({
        dispose: () => {
          for (const part of parts) part.dispose();
        },
      }),
    },
    languages: { match: ({ pattern }: { pattern: string }) => (pattern === '**/vendor/**' ? 10 : 0) },
    window: {
      get activeTextEditor() {
        return fake.activeTextEditor;
      },
      get visibleTextEditors() {
        return fake.visibleTextEditors;
      },
      onDidChangeActiveTextEditor: event('active'),
      onDidChangeVisibleTextEditors: event('visible'),
      onDidChangeTextEditorSelection: event('selection'),
      createWebviewPanel: () => {
        const panel = fake.create();
        fake.created.push(panel);
        return panel;
      },
      registerWebviewPanelSerializer: (_type: string, serializer: typeof fake.serializer) => {
        fake.serializer = serializer;
        return { dispose: () => (fake.serializer = undefined) };
      },
    },
    workspace: {
      onDidChangeTextDocument: event('changed'),
      onDidOpenTextDocument: event('opened'),
      getWorkspaceFolder: () => undefined,
    },
  };
});

class FakePanel {
  readonly sent: ExploreHostMessage[] = [];
  readonly received = new Emitter<unknown>();
  readonly disposed = new Emitter<void>();
  readonly viewState = new Emitter<void>();
  visible = true;
  revealed = 0;
  #isDisposed = false;
  readonly webview = {
    html: '',
    options: {},
    cspSource: 'https://csp.test',
    asWebviewUri: (uri: string) => `https://page.test/${uri}`,
    onDidReceiveMessage: this.received.event,
    postMessage: (message: ExploreHostMessage) => {
      this.sent.push(message);
      return Promise.resolve(true);
    },
  };
  readonly onDidDispose = this.disposed.event;
  readonly onDidChangeViewState = this.viewState.event;

  get last() {
    return this.sent.at(-1)?.view;
  }

  reveal(): void {
    this.revealed++;
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.disposed.fire();
  }
}

/** As much of an editor as is looked at. */
function editorOf(file: string, text: string, offset: number) {
  const lines = text.split('\n');
  const before = text.slice(0, offset).split('\n');
  return {
    document: {
      uri: { scheme: 'file', path: `/work/${file}`, toString: () => `file:///work/${file}` },
      languageId: 'typescript',
      isUntitled: false,
      eol: 1,
      lineCount: lines.length,
      lineAt: (line: number) => ({ text: lines[line] }),
    },
    selection: { active: { line: before.length - 1, character: before.at(-1)!.length } },
  };
}

const exploration: Exploration = {
  columns: [],
  cursor: 0,
  layers: 1,
  units: 1,
  states: '',
  largest: 1,
  alternatives: [{ choice: { kind: 'character', text: 'b' }, alone: 1 }],
  entropy: { alone: 0 },
};

function setUp(state: ClientState['kind'] = 'ready') {
  const scheduler = new ManualScheduler();
  const stateChanges = new Emitter<unknown>();
  const settingChanges = new Emitter<void>();
  const asked: { parameters: ExploreParameters; signal: AbortSignal }[] = [];
  const counts = { hidden: 0 };
  const client = {
    state: { kind: state, message: 'It is broken.', action: 'Mend it.' },
    onStateChange: stateChanges.event,
    explore: (parameters: ExploreParameters, signal: AbortSignal) => {
      asked.push({ parameters, signal });
      return Promise.resolve(exploration as Exploration | undefined);
    },
    exploreHidden: () => counts.hidden++,
  };
  const settings = {
    enabled: true,
    onDidChange: settingChanges.event,
    of: () => ({ languageEnabled: true, exclude: [] as string[] }),
  };
  const parts = {
    client,
    settings,
    access: new DocumentAccess(settings as unknown as Settings),
    positions: {
      at: (document: vscode.TextDocument) => ({
        documentId: document.uri.toString(),
        languageId: document.languageId,
        path: pathOf(document),
        prefix: 'ab',
        prefixStart: 0,
      }),
    },
    languages: { onDidChange: new Emitter<void>().event },
    scheduler,
  };
  const explore = new Explore('extension' as unknown as vscode.Uri, parts as unknown as ExploreParts);
  return { explore, scheduler, client, settings, settingChanges, stateChanges, asked, counts };
}

const panel = (index = 0) => fake.created[index] as FakePanel;
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Opens the panel, and lets its page be loaded. */
async function opened(stage: ReturnType<typeof setUp>): Promise<FakePanel> {
  await stage.explore.show();
  panel().received.fire({ type: 'ready' });
  stage.scheduler.advance(0);
  await settle();
  return panel();
}

beforeEach(() => {
  fake.created.length = 0;
  fake.listeners.clear();
  fake.create = () => new FakePanel();
  const editor = editorOf('a.ts', 'x\nab cd\n', 4);
  fake.activeTextEditor = editor;
  fake.visibleTextEditors = [editor];
});

describe('the panel', () => {
  it('is one at most, and listens to nothing before it is opened and after it was closed', async () => {
    const stage = setUp();
    expect(fake.listeners.size).toBe(0);
    await opened(stage);
    await stage.explore.show();
    expect([fake.created.length, panel().revealed]).toEqual([1, 1]);
    expect(fake.listeners.get('selection')?.size).toBe(1);
    panel().dispose();
    expect([...fake.listeners.values()].map(({ size }) => size)).toEqual([0, 0, 0, 0, 0]);
    expect(stage.counts.hidden).toBe(1);
    await stage.explore.show();
    expect(fake.created).toHaveLength(2);
  });

  it('may load its script and two style sheets, and nothing in line', async () => {
    const { webview } = await opened(setUp());
    const nonce = /script-src 'nonce-([\w-]{20,})';/.exec(webview.html)?.[1];
    expect(webview.html).toContain(`default-src 'none'; script-src 'nonce-${nonce}'; style-src https://csp.test"`);
    expect(webview.html).toContain(`<script nonce="${nonce}" src="https://page.test/extension/dist/explorePanel.js">`);
    for (const style of ['page', 'explore'])
      expect(webview.html).toContain(`href="https://page.test/extension/media/${style}.css"`);
    expect(webview.html).not.toMatch(/unsafe|<style|style=/);
  });

  it('comes back after a reload of the window, and goes with the extension', async () => {
    const stage = setUp();
    const restored = new FakePanel();
    await fake.serializer?.deserializeWebviewPanel(restored);
    restored.received.fire({ type: 'ready' });
    stage.scheduler.advance(0);
    await settle();
    expect(restored.last?.scene?.place).toBe('a.ts, line 2, column 3');
    const closed = vi.fn();
    restored.onDidDispose(closed);
    stage.explore.dispose();
    expect(closed).toHaveBeenCalledOnce();
    expect(fake.serializer).toBeUndefined();
  });
});

describe('the cursor', () => {
  it('is followed when it has come to rest', async () => {
    const stage = setUp();
    const shown = await opened(stage);
    expect(stage.asked[0]?.parameters).toEqual({
      documentId: 'file:///work/a.ts',
      languageId: 'typescript',
      path: 'work/a.ts',
      prefix: 'ab',
      prefixStart: 0,
      restOfLine: ' cd\n',
    });
    expect(shown.last?.scene?.choices[0]).toMatchObject({ label: 'b', alone: 1 });
    for (let move = 0; move < 5; move++) {
      fake.fire('selection', { textEditor: fake.activeTextEditor });
      stage.scheduler.advance(60);
    }
    expect(stage.asked).toHaveLength(1);
    stage.scheduler.advance(60);
    await settle();
    expect([stage.asked.length, shown.sent.length]).toEqual([2, 2]);
  });

  it('makes an answer to where it was before worthless', async () => {
    const stage = setUp();
    const shown = await opened(stage);
    let answer: (exploration: Exploration) => void = () => undefined;
    stage.client.explore = (parameters, signal) => {
      stage.asked.push({ parameters, signal });
      return new Promise((resolve) => (answer = resolve));
    };
    fake.fire('selection', { textEditor: fake.activeTextEditor });
    stage.scheduler.advance(100);
    fake.fire('selection', { textEditor: fake.activeTextEditor });
    expect(stage.asked.at(-1)?.signal.aborted).toBe(true);
    answer(exploration);
    await settle();
    expect(shown.sent).toHaveLength(1);
  });

  it('of another document, and output, change nothing', async () => {
    const stage = setUp();
    await opened(stage);
    fake.fire('selection', { textEditor: editorOf('b.ts', '', 0) });
    fake.fire('changed', { document: editorOf('b.ts', '', 0).document, contentChanges: [{}] });
    fake.fire('changed', { document: (fake.activeTextEditor as vscode.TextEditor).document, contentChanges: [] });
    stage.scheduler.advance(1_000);
    expect(stage.asked).toHaveLength(1);
  });

  it('of the last editor counts while the panel has the focus', async () => {
    const stage = setUp();
    await opened(stage);
    fake.activeTextEditor = undefined;
    fake.fire('active');
    stage.scheduler.advance(100);
    expect(stage.asked.at(-1)?.parameters.documentId).toBe('file:///work/a.ts');
    expect(stage.asked).toHaveLength(2);
  });

  it('is not followed while the panel is hidden', async () => {
    const stage = setUp();
    const shown = await opened(stage);
    fake.fire('selection', { textEditor: fake.activeTextEditor });
    shown.visible = false;
    shown.viewState.fire();
    fake.fire('selection', { textEditor: fake.activeTextEditor });
    stage.scheduler.advance(1_000);
    expect(stage.asked).toHaveLength(1);
    shown.visible = true;
    shown.received.fire({ type: 'ready' });
    stage.scheduler.advance(0);
    expect(stage.asked).toHaveLength(2);
  });
});

describe('what cannot be explored is refused with a sentence', () => {
  const noticeOf = async (stage: ReturnType<typeof setUp>) => (await opened(stage)).last?.notice;

  it.each([
    ['paused', 'Completions are paused, and with them the model. Resume them to explore it.'],
    ['failed', 'It is broken. Mend it.'],
    ['starting', 'The model is being loaded.'],
    ['secret', 'This file may hold secrets, so it is not read.'],
    ['excluded', 'This file is left out by the setting undercurrent.exclude, so it is not read.'],
    ['language', 'This language is turned off by the setting undercurrent.languages, so the file is not read.'],
    ['nothing', 'Put the cursor into a text, and this shows what the model makes of it.'],
  ])('%s', async (what, sentence) => {
    const stage = setUp(what === 'failed' ? 'failed' : what === 'starting' ? 'starting' : 'ready');
    if (what === 'paused') stage.settings.enabled = false;
    if (what === 'secret') fake.activeTextEditor = editorOf('.env', 'A=b', 3);
    if (what === 'excluded') stage.settings.of = () => ({ languageEnabled: true, exclude: ['**/vendor/**'] });
    if (what === 'language') stage.settings.of = () => ({ languageEnabled: false, exclude: [] });
    if (what === 'nothing') [fake.activeTextEditor, fake.visibleTextEditors] = [undefined, []];
    expect(await noticeOf(stage)).toBe(sentence);
    expect(stage.asked).toEqual([]);
  });

  it('until it can be', async () => {
    const stage = setUp('starting');
    const shown = await opened(stage);
    stage.client.state.kind = 'ready';
    stage.stateChanges.fire(undefined);
    stage.scheduler.advance(100);
    await settle();
    expect(shown.last).toMatchObject({ notice: undefined, scene: { place: 'a.ts, line 2, column 3' } });
  });
});
