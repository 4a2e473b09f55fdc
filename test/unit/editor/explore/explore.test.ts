/** The host's side of the panel *Explore the Model*. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Emitter } from '../../../../src/base/emitter.ts';
import { DocumentAccess } from '../../../../src/editor/access.ts';
import { DocumentPositions } from '../../../../src/editor/completion/documentPositions.ts';
import { Explore } from '../../../../src/editor/explore/explore.ts';
import type { ExploreParts } from '../../../../src/editor/explore/explorePanel.ts';
import type { DetectedLanguages } from '../../../../src/editor/language/detectedLanguages.ts';
import { Settings } from '../../../../src/editor/settings.ts';
import type { ClientState } from '../../../../src/processes/completionClient.ts';
import type { Exploration, ExploreRequest } from '../../../../src/processes/contracts.ts';
import type { ExploreHostMessage } from '../../../../src/webview/explore/exploreProtocol.ts';
import { clientStub } from '../../../support/editor/clientStub.ts';
import { ManualScheduler } from '../../../support/manualScheduler.ts';
import { editorOf } from '../../../support/editor/shimTypes.ts';
import { shim, ShimPanel, Uri } from '../../../support/editor/vscodeShim.ts';

vi.mock('vscode', () => import('../../../support/editor/vscodeShim.ts'));

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
  const asked: { parameters: ExploreRequest; signal: AbortSignal }[] = [];
  const counts = { hidden: 0 };
  const client = clientStub({
    state: { kind: state, message: 'It is broken.', action: 'Mend it.' },
    onStateChange: stateChanges.event,
    explore: (parameters: ExploreRequest, signal: AbortSignal) => {
      asked.push({ parameters, signal });
      return Promise.resolve(exploration as Exploration | undefined);
    },
    hideExploration: () => counts.hidden++,
  });
  const settings = new Settings();
  const languages = { modelLanguageOf: () => 'typescript', onDidChange: new Emitter<string>().event };
  const parts = {
    client,
    settings,
    access: new DocumentAccess(settings),
    positions: new DocumentPositions(languages as unknown as DetectedLanguages),
    languages,
    scheduler,
  };
  const explore = new Explore(Uri.file('/extension') as never, parts as unknown as ExploreParts);
  return { explore, scheduler, client, stateChanges, asked, counts };
}

const panel = (index = 0): ShimPanel => shim.panels[index]!;
const lastView = (shown: ShimPanel) => (shown.sent.at(-1) as ExploreHostMessage | undefined)?.view;
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Opens the panel with its page loaded. */
async function opened(stage: ReturnType<typeof setUp>): Promise<ShimPanel> {
  await stage.explore.show();
  panel().received.fire({ type: 'ready' });
  stage.scheduler.advance(0);
  await settle();
  return panel();
}

const open = (place: string, text: string) => {
  shim.activeTextEditor = editorOf(Uri.file(place), 'typescript', text);
  shim.visibleTextEditors = [shim.activeTextEditor];
};
const moveCursor = (textEditor = shim.activeTextEditor) => {
  shim.fire('onDidChangeTextEditorSelection', { textEditor });
};

beforeEach(() => {
  shim.reset();
  shim.workspaceFolders = [{ uri: Uri.file('/project'), name: 'project', index: 0 }];
  open('/project/a.ts', 'x\nab‸ cd\n');
});

describe('the panel', () => {
  it('exists at most once, with listeners only while it is open', async () => {
    const stage = setUp();
    const before = shim.listeners();
    expect(before).not.toHaveProperty('onDidChangeTextEditorSelection');
    await opened(stage);
    await stage.explore.show();
    expect([shim.panels.length, panel().revealed]).toEqual([1, 1]);
    expect(shim.listenersOf('onDidChangeTextEditorSelection')).toBe(1);
    panel().dispose();
    expect(shim.listeners()).toEqual(before);
    expect(stage.counts.hidden).toBe(1);
    await stage.explore.show();
    expect(shim.panels).toHaveLength(2);
  });

  it('may load its script and two style sheets, and nothing inline', async () => {
    const { webview } = await opened(setUp());
    const nonce = /script-src 'nonce-([\w-]{20,})';/.exec(webview.html)?.[1];
    expect(webview.html).toContain(`default-src 'none'; script-src 'nonce-${nonce}'; style-src https://csp.test"`);
    expect(webview.html).toContain(`<script nonce="${nonce}" src="https://page.test/extension/dist/explorePanel.js">`);
    for (const style of ['page', 'explore'])
      expect(webview.html).toContain(`href="https://page.test/extension/media/${style}.css"`);
    expect(webview.html).not.toMatch(/unsafe|<style|style=/);
  });

  it('is restored after a reload of the window, and closed with the extension', async () => {
    const stage = setUp();
    const restored = new ShimPanel();
    await shim.panelSerializer?.deserializeWebviewPanel(restored);
    restored.received.fire({ type: 'ready' });
    stage.scheduler.advance(0);
    await settle();
    expect(lastView(restored)?.scene?.place).toBe('a.ts, line 2, column 3');
    stage.explore.dispose();
    expect(restored.isDisposed).toBe(true);
    expect(shim.panelSerializer).toBeUndefined();
  });
});

describe('the cursor', () => {
  it('is followed once it rests', async () => {
    const stage = setUp();
    const shown = await opened(stage);
    expect(stage.asked[0]?.parameters).toEqual({
      documentId: 'file:///project/a.ts',
      languageId: 'typescript',
      path: 'a.ts',
      prefix: 'x\nab',
      prefixStart: 0,
      restOfLine: ' cd\n',
    });
    expect(lastView(shown)?.scene?.choices[0]).toMatchObject({ label: 'b', alone: 1 });
    for (let move = 0; move < 5; move++) {
      moveCursor();
      stage.scheduler.advance(60);
    }
    expect(stage.asked).toHaveLength(1);
    stage.scheduler.advance(60);
    await settle();
    expect([stage.asked.length, shown.sent.length]).toEqual([2, 2]);
  });

  it('makes the answer for an earlier position void', async () => {
    const stage = setUp();
    const shown = await opened(stage);
    let answer: (exploration: Exploration) => void = () => undefined;
    stage.client.explore = (parameters, signal) => {
      stage.asked.push({ parameters, signal });
      return new Promise((resolve) => (answer = resolve));
    };
    moveCursor();
    stage.scheduler.advance(100);
    moveCursor();
    expect(stage.asked.at(-1)?.signal.aborted).toBe(true);
    answer(exploration);
    await settle();
    expect(shown.sent).toHaveLength(1);
  });

  it('of another document changes nothing', async () => {
    const stage = setUp();
    await opened(stage);
    const other = editorOf(Uri.file('/project/b.ts'), 'typescript', '');
    moveCursor(other);
    shim.fire('onDidChangeTextDocument', { document: other.document, contentChanges: [{}] });
    shim.fire('onDidChangeTextDocument', { document: shim.activeTextEditor?.document, contentChanges: [] });
    stage.scheduler.advance(1_000);
    expect(stage.asked).toHaveLength(1);
  });

  it('of the last editor is followed while the panel has the focus', async () => {
    const stage = setUp();
    await opened(stage);
    shim.activeTextEditor = undefined;
    shim.fire('onDidChangeActiveTextEditor');
    stage.scheduler.advance(100);
    expect(stage.asked.at(-1)?.parameters.documentId).toBe('file:///project/a.ts');
    expect(stage.asked).toHaveLength(2);
  });

  it('is not followed while the panel is hidden', async () => {
    const stage = setUp();
    const shown = await opened(stage);
    moveCursor();
    shown.visible = false;
    moveCursor();
    stage.scheduler.advance(1_000);
    expect(stage.asked).toHaveLength(1);
    shown.visible = true;
    shown.received.fire({ type: 'ready' });
    stage.scheduler.advance(0);
    expect(stage.asked).toHaveLength(2);
  });
});

describe('the panel says why nothing can be explored', () => {
  const noticeOf = async (stage: ReturnType<typeof setUp>) => lastView(await opened(stage))?.notice;

  it.each([
    ['paused', 'Completions are off, and with them the model. Turn them on to explore it.'],
    ['failed', 'It is broken. Mend it.'],
    ['starting', 'The model is being loaded.'],
    ['secret', 'This file may hold secrets, so it is not read.'],
    ['excluded', 'The setting undercurrent.exclude excludes this file, so it is not read.'],
    ['language', 'The setting undercurrent.languages turns this language off, so the file is not read.'],
    ['nothing', 'Put the cursor into a text to see what the model expects there.'],
  ])('%s', async (what, sentence) => {
    const stage = setUp(what === 'failed' ? 'failed' : what === 'starting' ? 'starting' : 'ready');
    if (what === 'paused') shim.settings.set('undercurrent.enabled', false);
    if (what === 'secret') open('/project/.env', 'A=b‸');
    if (what === 'excluded') shim.settings.set('undercurrent.exclude', ['*.ts']);
    if (what === 'language') shim.settings.set('undercurrent.languages', { typescript: false });
    if (what === 'nothing') [shim.activeTextEditor, shim.visibleTextEditors] = [undefined, []];
    expect(await noticeOf(stage)).toBe(sentence);
    expect(stage.asked).toEqual([]);
  });

  it('until the model is loaded', async () => {
    const stage = setUp('starting');
    const shown = await opened(stage);
    stage.client.state.kind = 'ready';
    stage.stateChanges.fire(undefined);
    stage.scheduler.advance(100);
    await settle();
    expect(lastView(shown)).toMatchObject({ notice: undefined, scene: { place: 'a.ts, line 2, column 3' } });
  });
});
