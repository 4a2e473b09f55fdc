/**
 * Opens the panel *Explore the Model*: at most one, beside the editor, restored after the window was reloaded. Without
 * a panel there are no listeners and no requests, and the code of the panel is not loaded.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import { webviewOptions } from '../webviewPage.ts';
import type { ExplorePanel, ExploreParts } from './explorePanel.ts';
import { localized } from '../localized.ts';

const viewType = 'undercurrent.explore';

export class Explore implements Disposable {
  readonly #serializer: Disposable;
  #panel: ExplorePanel | undefined;
  #isDisposed = false;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly parts: ExploreParts,
  ) {
    this.#serializer = vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: (panel) => this.#adopt(panel),
    });
  }

  /** Opens the panel, or brings it to the front. The editor keeps the focus, since the panel follows its cursor. */
  async show(): Promise<void> {
    if (this.#panel !== undefined) {
      this.#panel.reveal();
      return;
    }
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const options = webviewOptions(this.extensionUri);
    await this.#adopt(vscode.window.createWebviewPanel(viewType, localized`Explore the Model`, column, options));
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#serializer.dispose();
    this.#panel?.dispose();
  }

  async #adopt(webviewPanel: vscode.WebviewPanel): Promise<void> {
    const { ExplorePanel } = await import('./explorePanel.ts');
    if (this.#isDisposed) {
      webviewPanel.dispose();
      return;
    }
    // The user may have opened one before VS Code restored another.
    this.#panel?.dispose();
    const panel = new ExplorePanel(this.extensionUri, webviewPanel, this.parts, () => {
      if (this.#panel === panel) this.#panel = undefined;
    });
    this.#panel = panel;
  }
}
