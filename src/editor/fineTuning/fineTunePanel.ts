/**
 * The panel that shows a fine-tuning, and the model behind it. There is at most one panel; it is restored after a
 * reload of the window. A hidden panel loses its page, which asks for the view again when it comes back.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import { Emitter, type Event } from '../../base/emitter.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import type { FineTuneReport } from '../../processes/contracts.ts';
import {
  type FineTuneView,
  type HostMessage,
  type PanelAction,
  panelMessageOf,
} from '../../webview/fineTuning/protocol.ts';
import type { StoredModel } from '../model/storedModel.ts';
import { fillPanel, webviewOptions } from '../webviewPage.ts';
import { idleView, viewOfProgress, viewOfReport, viewOfStop } from './fineTuneView.ts';
import type { FineTuning } from './fineTuning.ts';
import { localized } from '../localized.ts';

const viewType = 'undercurrent.fineTune';
const page = { title: localized`Fine-tuning`, script: 'fineTunePanel', styles: 'fineTune' };

/** Fewest milliseconds between two updates: smooth to the eye, and cheap for the extension host. */
const updateMilliseconds = 250;

export class FineTunePanel implements Disposable {
  readonly #subscriptions: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  #pending: Disposable | undefined;
  #lastUpdate = -Infinity;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly model: Pick<FineTunePanelModel, 'current' | 'onDidChange' | 'act'>,
    private readonly scheduler: Scheduler,
  ) {
    this.#subscriptions = vscode.Disposable.from(
      model.onDidChange(() => {
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
    this.#adopt(
      vscode.window.createWebviewPanel(viewType, localized`Fine-tuning`, column, webviewOptions(this.extensionUri)),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#panel?.dispose();
  }

  #adopt(panel: vscode.WebviewPanel): void {
    // The user may open a panel before VS Code restores the old one.
    this.#panel?.dispose();
    this.#panel = panel;
    const listener = panel.webview.onDidReceiveMessage((data: unknown) => {
      const message = panelMessageOf(data);
      if (message === undefined) return;
      if (message.type === 'ready') this.#update();
      else this.model.act(message.type);
    });
    panel.onDidDispose(() => {
      listener.dispose();
      if (this.#panel !== panel) return;
      this.#panel = undefined;
      this.#pending?.dispose();
      this.#pending = undefined;
    });
    fillPanel(this.extensionUri, panel, page);
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
    const view = this.model.current();
    if (this.#panel?.visible !== true || view === undefined) return;
    this.#lastUpdate = this.scheduler.now();
    const message: HostMessage = { type: 'show', view };
    void this.#panel.webview.postMessage(message);
  }
}

const commandOf: Readonly<Record<PanelAction, string>> = {
  pause: 'undercurrent.pauseFineTuning',
  resume: 'undercurrent.pauseFineTuning',
  cancel: 'undercurrent.cancelFineTuning',
  fineTune: 'undercurrent.fineTune',
  forget: 'undercurrent.forget',
  showCorpus: 'undercurrent.showCorpus',
};

/** Shows the current fine-tuning, or the report of the last one, and runs the buttons. */
export class FineTunePanelModel implements Disposable {
  readonly #changes = new Emitter<void>();
  readonly #subscription: Disposable;
  /** Read from the disk on first use. */
  #lastReport: { readonly report: FineTuneReport | undefined } | undefined;
  #isReading = false;

  constructor(
    private readonly fineTuning: FineTuning,
    private readonly stored: StoredModel,
  ) {
    this.#subscription = fineTuning.onDidChange(() => {
      const { kind } = fineTuning.state;
      // The report on the disk may have been replaced or deleted.
      if (kind === 'done' || kind === 'idle') this.#lastReport = undefined;
      this.#changes.fire();
    });
  }

  get onDidChange(): Event<void> {
    return this.#changes.event;
  }

  /** `undefined` while the report is being read: then the panel keeps what it shows. */
  current(): FineTuneView | undefined {
    const { state } = this.fineTuning;
    const hasModel = this.stored.isInUse;
    if (state.kind === 'running') return viewOfProgress(state.progress);
    if (state.kind === 'done') return viewOfReport(state.report, hasModel);
    if (state.kind === 'stopped') return viewOfStop(state, hasModel);
    if (this.#lastReport === undefined) {
      void this.#read();
      return undefined;
    }
    const { report } = this.#lastReport;
    return report === undefined ? idleView : viewOfReport(report, hasModel);
  }

  /** Runs a command, since commands show their errors. */
  act(action: PanelAction): void {
    void vscode.commands.executeCommand(commandOf[action]);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changes.dispose();
  }

  async #read(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    this.#lastReport = { report: await this.stored.report() };
    this.#isReading = false;
    this.#changes.fire();
  }
}
