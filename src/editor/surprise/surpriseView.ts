/** All that is there while surprise is shown: colours, hover, an item in the status bar that says so and opens the list. */
import * as vscode from 'vscode';
import { abortSignalOf } from '../../base/cancellation.ts';
import type { Disposable } from '../../base/disposables.ts';
import { DisposableStore } from '../../base/disposables.ts';
import { supportedDocuments } from '../documents.ts';
import type { ScoredDocument } from './scoredDocument.ts';
import { SurpriseDecorations } from './surpriseDecorations.ts';
import { SurpriseFollower, type SurpriseParts } from './surpriseFollower.ts';
import { hoverText, statusText, statusTooltip } from './surpriseSentences.ts';

export class SurpriseView implements Disposable {
  readonly follower: SurpriseFollower;
  readonly #store = new DisposableStore();
  readonly #status: vscode.StatusBarItem;

  constructor(parts: SurpriseParts) {
    const decorations = this.#store.add(new SurpriseDecorations());
    this.#status = this.#store.add(vscode.window.createStatusBarItem('surprise', vscode.StatusBarAlignment.Right, 99));
    this.#status.name = 'Undercurrent: Surprise';
    this.#status.command = 'undercurrent.showSurprisingPlaces';
    this.follower = this.#store.add(new SurpriseFollower(parts));
    this.#store.add(
      this.follower.onDidChange((scored) => {
        decorations.show(scored);
        this.#tell(scored);
      }),
    );
    this.#tell(undefined);
    this.#status.show();
    this.#store.add(
      vscode.languages.registerHoverProvider([...supportedDocuments], {
        provideHover: (document, position, token) => this.#hover(document, position, abortSignalOf(token)),
      }),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }

  #tell(scored: ScoredDocument | undefined): void {
    this.#status.text = statusText(scored?.result);
    this.#status.tooltip = statusTooltip(scored?.result);
  }

  async #hover(
    document: vscode.TextDocument,
    position: vscode.Position,
    signal: AbortSignal,
  ): Promise<vscode.Hover | undefined> {
    const { scored } = this.follower;
    if (scored?.document !== document || !scored.isCurrent) return undefined;
    const place = scored.placeAt(position);
    if (place === undefined) return undefined;
    const explanation = await this.follower.explain(scored, place, signal);
    if (explanation === undefined || document.version !== scored.version) return undefined;
    const range = scored.rangeOf(place);
    return new vscode.Hover(new vscode.MarkdownString(hoverText(place, document.getText(range), explanation)), range);
  }
}
