import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Emitter } from '../../../src/base/emitter.ts';
import { DocumentAccess } from '../../../src/editor/access.ts';
import type { FineTuning } from '../../../src/editor/fineTuning/fineTuning.ts';
import { Settings } from '../../../src/editor/settings.ts';
import type { Snooze } from '../../../src/editor/snooze.ts';
import { Status } from '../../../src/editor/status.ts';
import type { WhatsNew } from '../../../src/editor/whatsNew.ts';
import type { ClientState, CompletionClient } from '../../../src/processes/completionClient.ts';
import { readyState as ready } from '../../support/editor/clientStub.ts';
import { editorOf } from '../../support/editor/shimTypes.ts';
import { LanguageStatusSeverity, type MarkdownString, shim, Uri } from '../../support/editor/vscodeShim.ts';

vi.mock('vscode', () => import('../../support/editor/vscodeShim.ts'));

beforeEach(() => {
  shim.reset();
  shim.activeTextEditor = editorOf(Uri.file('/project/a.ts'), 'typescript', 'x‸');
});

function setUp(state: ClientState = ready) {
  const stateChanges = new Emitter<void>();
  const client = { state, onStateChange: stateChanges.event };
  const settings = new Settings();
  const snoozeChanges = new Emitter<void>();
  const snooze: { until: Date | undefined; onDidChange: unknown } = {
    until: undefined,
    onDidChange: snoozeChanges.event,
  };
  const status = new Status({
    client: client as unknown as CompletionClient,
    settings,
    access: new DocumentAccess(settings),
    fineTuning: { state: { kind: 'idle' }, onDidChange: new Emitter<void>().event } as unknown as FineTuning,
    snooze: snooze as unknown as Snooze,
    whatsNew: { release: undefined, onDidChange: new Emitter<void>().event } as unknown as WhatsNew,
    adaptedFolder: undefined,
  });
  const snoozeUntil = (until: Date | undefined) => {
    snooze.until = until;
    snoozeChanges.fire();
  };
  const kinds: string[] = [];
  status.onDidChange((kind) => kinds.push(kind));
  const become = (next: ClientState) => {
    client.state = next;
    stateChanges.fire();
  };
  const set = (name: string, value: unknown) => {
    shim.settings.set(`undercurrent.${name}`, value);
    shim.fire('onDidChangeConfiguration', { affectsConfiguration: () => true });
  };
  const bar = shim.items.get('status')!;
  const language = shim.items.get('undercurrent.status')!;
  return { bar, become, kinds, language, set, snoozeUntil, status };
}

describe('the status items', () => {
  it('say the same, and the one in the status bar opens the menu', () => {
    const { bar, language, status } = setUp();
    expect(status.kind).toBe('ready');
    expect(bar).toMatchObject({
      text: '$(pulse)',
      command: 'undercurrent.showMenu',
      accessibilityInformation: { label: 'Undercurrent: ready', role: 'button' },
      backgroundColor: undefined,
    });
    expect(language).toMatchObject({
      text: '$(pulse) Undercurrent: ready',
      detail: 'base, 3.5 million parameters',
      busy: false,
      severity: LanguageStatusSeverity.Information,
      command: { command: 'undercurrent.snooze', title: 'Snooze' },
    });
  });

  it('follow the server from loading to ready and to a failure', () => {
    const { bar, become, kinds, language } = setUp({ kind: 'starting' });
    expect(language).toMatchObject({ busy: true });
    become(ready);
    become({ kind: 'failed', message: 'It is broken.', action: 'Mend it.' });
    expect(kinds).toEqual(['ready', 'failed']);
    expect(bar['backgroundColor']).toEqual({ id: 'statusBarItem.warningBackground' });
    expect(language).toMatchObject({ severity: LanguageStatusSeverity.Error });
  });

  it('follow a snooze', () => {
    const { bar, kinds, snoozeUntil } = setUp();
    snoozeUntil(new Date(2026, 0, 5, 14, 35));
    expect(bar['text']).toBe('$(bell-slash)');
    expect(bar['accessibilityInformation']).toMatchObject({
      label: expect.stringMatching(/snoozed until .*35/) as string,
    });
    snoozeUntil(undefined);
    expect(kinds).toEqual(['snoozed', 'ready']);
  });

  it('follow the settings', () => {
    const { kinds, set } = setUp();
    set('enabled', false);
    set('enabled', true);
    set('languages', { typescript: false });
    expect(kinds).toEqual(['paused', 'ready', 'off']);
  });

  it.each([
    ['a secret file', '/project/.env', 'off'],
    ['an excluded one', '/project/vendor/a.ts', 'off'],
    ['another one', '/project/b.ts', 'ready'],
  ])('follow the active editor to %s', (_what, place, kind) => {
    const { set, status } = setUp();
    set('exclude', ['**/vendor/**']);
    shim.activeTextEditor = editorOf(Uri.file(place), 'typescript', 'x‸');
    shim.fire('onDidChangeActiveTextEditor', shim.activeTextEditor);
    expect(status.kind).toBe(kind);
  });

  it('follow the language of the active document, which VS Code opens anew', () => {
    const { language, set, status } = setUp();
    set('languages', { markdown: false });
    const { document } = shim.activeTextEditor!;
    document.languageId = 'markdown';
    shim.fire('onDidOpenTextDocument', document);
    expect(status.kind).toBe('off');
    expect(language['text']).toBe('$(circle-slash) Undercurrent: off for Markdown');
  });

  it('are ready in output and without an editor, where there is nothing to complete', () => {
    shim.activeTextEditor = editorOf(Uri.parse('output:/log'), 'log', 'x‸');
    expect(setUp().status.kind).toBe('ready');
    shim.activeTextEditor = undefined;
    expect(setUp().status.kind).toBe('ready');
  });

  it('have links to commands with their arguments in the tooltip, and trust no others', () => {
    const { bar, set } = setUp();
    set('exclude', ['**']);
    const tooltip = bar['tooltip'] as MarkdownString;
    expect(tooltip.isTrusted).toEqual({ enabledCommands: ['workbench.action.openSettings'] });
    const query = encodeURIComponent('["undercurrent.exclude"]');
    expect(tooltip.value).toContain(`[Open Setting](command:workbench.action.openSettings?${query})`);
  });

  it('are drawn only when something has changed', () => {
    const { bar, become } = setUp();
    bar['text'] = 'untouched';
    become({ ...ready });
    expect(bar['text']).toBe('untouched');
  });

  it('go with the extension', () => {
    const { status } = setUp();
    status.dispose();
    expect(shim.items.size).toBe(0);
    expect(shim.listenersOf('onDidChangeActiveTextEditor')).toBe(0);
  });
});
