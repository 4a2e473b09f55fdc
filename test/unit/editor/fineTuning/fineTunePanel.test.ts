/** The panel in the extension host, with the part of VS Code that it uses. */
import type * as vscode from 'vscode';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Emitter } from '../../../../src/base/emitter.ts';
import { FineTunePanel } from '../../../../src/editor/fineTuning/fineTunePanel.ts';
import { idleView } from '../../../../src/editor/fineTuning/fineTuneView.ts';
import type { FineTuneView } from '../../../../src/webview/fineTuning/protocol.ts';
import { ManualScheduler } from '../../../support/manualScheduler.ts';

class FakePanel {
  readonly sent: unknown[] = [];
  readonly received = new Emitter<unknown>();
  readonly disposed = new Emitter<void>();
  visible = true;
  revealed = 0;
  isDisposed = false;
  readonly webview = {
    html: '',
    options: {},
    cspSource: 'https://csp.test',
    asWebviewUri: (uri: string) => `https://page.test/${uri}`,
    onDidReceiveMessage: this.received.event,
    postMessage: (message: unknown) => {
      this.sent.push(message);
      return Promise.resolve(true);
    },
  };
  readonly onDidDispose = this.disposed.event;

  reveal(): void {
    this.revealed += 1;
  }

  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.disposed.fire();
  }
}

const fake = vi.hoisted(() => ({
  created: [] as unknown[],
  serializer: undefined as { deserializeWebviewPanel(panel: unknown): Promise<void> } | undefined,
  create: (): unknown => undefined,
}));

vi.mock('vscode', () => ({
  Uri: { joinPath: (base: string, ...path: string[]) => [base, ...path].join('/') },
  ViewColumn: { Active: -1 },
  Disposable: {
    from: (...parts: { dispose(): void }[]) => ({
      dispose: () => {
        for (const part of parts) part.dispose();
      },
    }),
  },
  window: {
    createWebviewPanel: () => {
      const panel = fake.create();
      fake.created.push(panel);
      return panel;
    },
    registerWebviewPanelSerializer: (_type: string, serializer: typeof fake.serializer) => {
      fake.serializer = serializer;
      return {
        dispose: () => {
          fake.serializer = undefined;
        },
      };
    },
  },
}));

function setUp() {
  const scheduler = new ManualScheduler();
  const changes = new Emitter<void>();
  const actions: string[] = [];
  const source = {
    view: idleView as FineTuneView | undefined,
    current: () => source.view,
    onDidChange: changes.event,
    act: (action: string) => actions.push(action),
  };
  const panel = new FineTunePanel('extension' as unknown as vscode.Uri, source, scheduler);
  return { panel, scheduler, changes, actions, source };
}

const shown = (index = 0) => fake.created[index] as FakePanel;

beforeEach(() => {
  fake.created.length = 0;
  fake.serializer = undefined;
  fake.create = () => new FakePanel();
});

describe('the panel', () => {
  it('exists at most once', () => {
    const { panel } = setUp();
    panel.show();
    panel.show();
    expect(fake.created).toHaveLength(1);
    expect(shown().revealed).toBe(1);
    shown().dispose();
    panel.show();
    expect(fake.created).toHaveLength(2);
  });

  it('may load one script and two style sheets, and nothing inline', () => {
    const { panel } = setUp();
    panel.show();
    const { html, options } = shown().webview;
    const nonce = /script-src 'nonce-([\w-]{20,})';/.exec(html)?.[1];
    expect(html).toContain(`content="default-src 'none'; script-src 'nonce-${nonce}'; style-src https://csp.test"`);
    expect(html).toContain(`<script nonce="${nonce}" src="https://page.test/extension/dist/fineTunePanel.js">`);
    expect(html).toContain('href="https://page.test/extension/media/page.css"');
    expect(html).toContain('href="https://page.test/extension/media/fineTune.css"');
    expect(html).not.toMatch(/unsafe|<style|style=/);
    expect(options).toEqual({ enableScripts: true, localResourceRoots: ['extension/media', 'extension/dist'] });
  });

  it('gets the view when its page is ready, and acts only on its buttons', () => {
    const { panel, actions } = setUp();
    panel.show();
    expect(shown().sent).toEqual([]);
    shown().received.fire({ type: 'ready' });
    expect(shown().sent).toEqual([{ type: 'show', view: idleView }]);
    shown().received.fire({ type: 'pause' });
    shown().received.fire({ type: 'deleteEverything' });
    expect(actions).toEqual(['pause']);
  });

  it('is updated at most four times a second, and always with the last view', () => {
    const { panel, changes, source, scheduler } = setUp();
    panel.show();
    const views = Array.from({ length: 100 }, (_, index) => ({ ...idleView, headline: String(index) }));
    for (const view of views) {
      source.view = view;
      changes.fire();
      scheduler.advance(10);
    }
    scheduler.advance(1000);
    expect(shown().sent).toHaveLength(5);
    expect(shown().sent.at(-1)).toEqual({ type: 'show', view: views.at(-1) });
    expect(scheduler.waiting).toBe(0);
  });

  it('is not updated while hidden, or while no view is known', () => {
    const { panel, changes, source, scheduler } = setUp();
    panel.show();
    shown().visible = false;
    changes.fire();
    shown().visible = true;
    source.view = undefined;
    shown().received.fire({ type: 'ready' });
    scheduler.advance(1000);
    expect(shown().sent).toEqual([]);
  });

  it('comes back after a reload of the window', async () => {
    const { panel } = setUp();
    const restored = new FakePanel();
    await fake.serializer?.deserializeWebviewPanel(restored);
    expect(restored.webview.html).toContain('fineTunePanel.js');
    restored.received.fire({ type: 'ready' });
    expect(restored.sent).toHaveLength(1);
    panel.show();
    expect(fake.created).toHaveLength(0);
    expect(restored.revealed).toBe(1);
  });

  it('replaces a panel that was opened before', async () => {
    const { panel } = setUp();
    panel.show();
    const restored = new FakePanel();
    await fake.serializer?.deserializeWebviewPanel(restored);
    expect(shown().isDisposed).toBe(true);
    panel.show();
    expect(restored.revealed).toBe(1);
  });

  it('disposes of everything', () => {
    const { panel, changes, scheduler } = setUp();
    panel.show();
    changes.fire();
    changes.fire();
    panel.dispose();
    expect(shown().isDisposed).toBe(true);
    expect(scheduler.waiting).toBe(0);
    expect(fake.serializer).toBeUndefined();
    changes.fire();
    expect(shown().sent).toHaveLength(1);
  });
});
