/** Opens the statistics page: at most one, restored after the window was reloaded. */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import type { StatisticsHostMessage } from '../../webview/statistics/statisticsProtocol.ts';
import { statisticsPanelMessageOf } from '../../webview/statistics/statisticsProtocol.ts';
import { localized } from '../localized.ts';
import { nameOfLanguage } from '../language/languageStatus.ts';
import type { Settings } from '../settings.ts';
import { confirm } from '../shown.ts';
import { fillPanel, webviewOptions } from '../webviewPage.ts';
import { statisticsView } from './statisticsView.ts';
import type { UsageStore } from './usageStore.ts';

const viewType = 'undercurrent.statistics';
const page = { title: localized`Statistics`, script: 'statisticsPanel', styles: 'statistics' };

export class Statistics implements Disposable {
  readonly #subscriptions: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly store: UsageStore,
    private readonly settings: Settings,
  ) {
    const refresh = () => {
      this.#refresh();
    };
    this.#subscriptions = vscode.Disposable.from(
      vscode.window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: (panel) => {
          this.#adopt(panel);
          return Promise.resolve();
        },
      }),
      store.onDidChange(refresh),
      settings.onDidChange(refresh),
    );
  }

  show(): void {
    if (this.#panel === undefined) {
      const options = webviewOptions(this.extensionUri);
      this.#adopt(vscode.window.createWebviewPanel(viewType, page.title, vscode.ViewColumn.Active, options));
    } else this.#panel.reveal();
  }

  /** Erases all counts, after a question. */
  async erase(): Promise<void> {
    const question = localized`Erase the statistics?`;
    const detail = localized`The counts of all weeks and languages are deleted. This cannot be undone.`;
    if (await confirm(question, detail, localized`Erase`)) this.store.erase();
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#panel?.dispose();
  }

  #adopt(panel: vscode.WebviewPanel): void {
    // The user may have opened one before VS Code restored another.
    this.#panel?.dispose();
    this.#panel = panel;
    const received = panel.webview.onDidReceiveMessage((data: unknown) => {
      const message = statisticsPanelMessageOf(data);
      if (message?.type === 'ready') this.#refresh();
      if (message?.type === 'erase') void this.erase();
    });
    panel.onDidDispose(() => {
      received.dispose();
      if (this.#panel === panel) this.#panel = undefined;
    });
    fillPanel(this.extensionUri, panel, page);
  }

  #refresh(): void {
    if (this.#panel?.visible !== true) return;
    const view = statisticsView(this.store.usage, { isCounting: this.settings.statistics, nameOfLanguage });
    const message: StatisticsHostMessage = { type: 'statistics', view };
    void this.#panel.webview.postMessage(message);
  }
}
