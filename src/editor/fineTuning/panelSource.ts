/** What the panel shows, and what its buttons do: a view of the fine-tuning as it stands, or of the last one as it is on the disk. */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import type { Event } from '../../base/emitter.ts';
import { Emitter } from '../../base/emitter.ts';
import type { FineTuneReport } from '../../processes/trainerProtocol.ts';
import type { FineTuneView, PanelAction } from '../../webview/fineTuning/protocol.ts';
import type { FineTunePanelSource } from './fineTunePanel.ts';
import { idleView, viewOfProgress, viewOfReport, viewOfStop } from './fineTuneView.ts';
import type { FineTuning } from './fineTuning.ts';
import type { StoredModel } from '../model/storedModel.ts';

const commandOf: Readonly<Record<PanelAction, string>> = {
  pause: 'undercurrent.pauseFineTuning',
  resume: 'undercurrent.pauseFineTuning',
  cancel: 'undercurrent.cancelFineTuning',
  fineTune: 'undercurrent.fineTune',
  forget: 'undercurrent.forget',
  showCorpus: 'undercurrent.showCorpus',
};

export class PanelSource implements FineTunePanelSource, Disposable {
  readonly #changes = new Emitter<void>();
  readonly #subscription: Disposable;
  /** Read from the disk when it is first asked for. */
  #lastReport: { readonly report: FineTuneReport | undefined } | undefined;
  #isReading = false;

  constructor(
    private readonly fineTuning: FineTuning,
    private readonly stored: StoredModel,
  ) {
    this.#subscription = fineTuning.onDidChange(() => {
      const { kind } = fineTuning.state;
      // Whatever ends one may have written another report, or deleted it.
      if (kind === 'done' || kind === 'idle') this.#lastReport = undefined;
      this.#changes.fire();
    });
  }

  get onDidChange(): Event<void> {
    return this.#changes.event;
  }

  current(): FineTuneView | undefined {
    const { state } = this.fineTuning;
    const hasModel = this.stored.isInUse;
    if (state.kind === 'running') return viewOfProgress(state.progress);
    if (state.kind === 'done') return viewOfReport(state.report, hasModel);
    if (state.kind === 'stopped') {
      const { message, action, last, canGoOn } = state;
      return viewOfStop({ sentence: `${message} ${action}`, last, canGoOn, hasModel });
    }
    if (this.#lastReport === undefined) {
      void this.#read();
      return undefined;
    }
    const { report } = this.#lastReport;
    return report === undefined ? idleView : viewOfReport(report, hasModel);
  }

  /** By way of the commands, where errors are told. */
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
