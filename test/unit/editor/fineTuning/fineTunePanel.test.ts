/** The panel in the extension host, with the part of VS Code that it uses. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Emitter } from '../../../../src/base/emitter.ts';
import { FineTunePanel } from '../../../../src/editor/fineTuning/fineTunePanel.ts';
import { idleView } from '../../../../src/editor/fineTuning/fineTuneView.ts';
import type { FineTuneView } from '../../../../src/webview/fineTuning/protocol.ts';
import { ManualScheduler } from '../../../support/manualScheduler.ts';
import { shim, ShimPanel, Uri } from '../../../support/editor/vscodeShim.ts';

vi.mock('vscode', () => import('../../../support/editor/vscodeShim.ts'));

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
  const panel = new FineTunePanel(Uri.file('/extension') as never, source, scheduler);
  return { panel, scheduler, changes, actions, source };
}

const shown = () => shim.panels[0]!;

beforeEach(() => {
  shim.reset();
});

describe('the panel', () => {
  it('exists at most once', () => {
    const { panel } = setUp();
    panel.show();
    panel.show();
    expect(shim.panels).toHaveLength(1);
    expect(shown().revealed).toBe(1);
    shown().dispose();
    panel.show();
    expect(shim.panels).toHaveLength(2);
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
    const localResourceRoots = ['/extension/media', '/extension/dist'].map((folder) => Uri.file(folder));
    expect(options).toEqual({ enableScripts: true, localResourceRoots });
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
    const restored = new ShimPanel();
    await shim.panelSerializer?.deserializeWebviewPanel(restored);
    expect(restored.webview.html).toContain('fineTunePanel.js');
    restored.received.fire({ type: 'ready' });
    expect(restored.sent).toHaveLength(1);
    panel.show();
    expect(shim.panels).toHaveLength(0);
    expect(restored.revealed).toBe(1);
  });

  it('replaces a panel that was opened before', async () => {
    const { panel } = setUp();
    panel.show();
    const restored = new ShimPanel();
    await shim.panelSerializer?.deserializeWebviewPanel(restored);
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
    expect(shim.panelSerializer).toBeUndefined();
    changes.fire();
    expect(shown().sent).toHaveLength(1);
  });
});
