/**
 * The panel in which a fine-tuning is watched: at most one, shown on demand, and there again after the window was reloaded. It shows what
 * its source says; when it is hidden its page is gone, and asks anew when it comes back.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import type { Event } from '../../base/emitter.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import type { FineTuneView, HostMessage, PanelAction } from '../../webview/fineTuning/protocol.ts';
import { panelMessageOf } from '../../webview/fineTuning/protocol.ts';
import { htmlOf, webviewOptions } from '../webviewPage.ts';

/** What there is to watch. */
export interface FineTunePanelSource {
  /** `undefined` while nothing is known yet, as after the window was opened: then the panel keeps what it shows. */
  current(): FineTuneView | undefined;
  readonly onDidChange: Event<void>;
  /** A button was pressed. */
  act(action: PanelAction): void;
}

const viewType = 'undercurrent.fineTune';
const page = { title: 'Fine-Tuning', script: 'fineTunePanel', styles: 'fineTune' };

/** Milliseconds between two updates at least: enough for the eye, and next to nothing for the host. */
const updateMilliseconds = 250;

export class FineTunePanel implements Disposable {
  readonly #subscriptions: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  #pending: Disposable | undefined;
  #lastUpdate = -Infinity;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly source: FineTunePanelSource,
    private readonly scheduler: Scheduler,
  ) {
    this.#subscriptions = vscode.Disposable.from(
      source.onDidChange(() => {
        this.#updateSoon();
      }),
      vscode.window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: (panel) => {
          this.#adopt(panel);
          return Promise.resolve();
        },
      }),
    );
  }

  /** Opens the panel, or brings it to the front. */
  show(): void {
    if (this.#panel !== undefined) {
      this.#panel.reveal();
      return;
    }
    const column = { viewColumn: vscode.ViewColumn.Active, preserveFocus: false };
    this.#adopt(vscode.window.createWebviewPanel(viewType, 'Fine-Tuning', column, webviewOptions(this.extensionUri)));
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#panel?.dispose();
  }

  #adopt(panel: vscode.WebviewPanel): void {
    // One was opened before VS Code came to restoring another.
    this.#panel?.dispose();
    this.#panel = panel;
    panel.iconPath = vscode.Uri.joinPath(this.extensionUri, 'media', 'icon.png');
    const listener = panel.webview.onDidReceiveMessage((data: unknown) => {
      const message = panelMessageOf(data);
      if (message === undefined) return;
      if (message.type === 'ready') this.#update();
      else this.source.act(message.type);
    });
    panel.onDidDispose(() => {
      listener.dispose();
      if (this.#panel !== panel) return;
      this.#panel = undefined;
      this.#pending?.dispose();
      this.#pending = undefined;
    });
    // A restored panel does not remember these.
    panel.webview.options = webviewOptions(this.extensionUri);
    panel.webview.html = htmlOf(this.extensionUri, panel.webview, page);
  }

  #updateSoon(): void {
    if (this.#pending !== undefined) return;
    const wait = this.#lastUpdate + updateMilliseconds - this.scheduler.now();
    if (wait <= 0) this.#update();
    else
      this.#pending = this.scheduler.after(wait, () => {
        this.#update();
      });
  }

  #update(): void {
    this.#pending?.dispose();
    this.#pending = undefined;
    const view = this.source.current();
    if (this.#panel?.visible !== true || view === undefined) return;
    this.#lastUpdate = this.scheduler.now();
    const message: HostMessage = { type: 'show', view };
    void this.#panel.webview.postMessage(message);
  }
}
