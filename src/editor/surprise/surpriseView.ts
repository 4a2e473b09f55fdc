/**
 * Surprise while it is shown: colours, hover, the list of places, and an item in the status bar that opens this list.
 */
import * as vscode from 'vscode';
import { abortSignalOf } from '../../base/cancellation.ts';
import type { Disposable } from '../../base/disposables.ts';
import { DisposableStore } from '../../base/disposables.ts';
import { UserError } from '../../base/userError.ts';
import { supportedDocuments } from '../documents.ts';
import { choose, hover, type ListItem, StatusBarEntry } from '../shown.ts';
import { SurpriseDecorations } from './surpriseDecorations.ts';
import type { ScoredDocument, SurpriseParts } from './surpriseFollower.ts';
import { SurpriseFollower } from './surpriseFollower.ts';
import { hoverText, placeItem, statusText, statusTooltip } from './surpriseSentences.ts';
import { localized } from '../localized.ts';

export class SurpriseView implements Disposable {
  readonly #follower: SurpriseFollower;
  readonly #store = new DisposableStore();
  readonly #status: StatusBarEntry;

  constructor(parts: SurpriseParts) {
    const decorations = this.#store.add(new SurpriseDecorations());
    this.#status = this.#store.add(
      new StatusBarEntry('surprise', 99, {
        name: `Undercurrent: ${localized`Surprise`}`,
        command: 'undercurrent.showSurprisingPlaces',
      }),
    );
    this.#follower = this.#store.add(new SurpriseFollower(parts));
    this.#store.add(
      this.#follower.onDidChange((scored) => {
        decorations.show(scored);
        this.#tell(scored);
      }),
    );
    this.#tell(undefined);
    this.#store.add(
      vscode.languages.registerHoverProvider([...supportedDocuments], {
        provideHover: (document, position, token) => this.#hover(document, position, abortSignalOf(token)),
      }),
    );
  }

  /** The places as a list, the most surprising first. Moving through it reveals them; Enter selects one. */
  async showPlaces(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined || !this.#follower.isPossible)
      throw new UserError(
        localized`There is no text here that the model may read.`,
        localized`Open a file and try again.`,
      );
    const before = editor.visibleRanges[0];
    const items = this.#follower.whenComplete().then((scored) => (scored === undefined ? [] : itemsOf(scored)));
    const chosen = await choose(items, {
      title: localized`Most Surprising Places`,
      placeHolder: localized`Places that the model did not expect`,
      matchOnDescription: true,
      matchOnDetail: true,
      onDidSelectItem: (item: PlaceItem) => {
        editor.revealRange(item.range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
      },
    });
    if (chosen !== undefined) await goTo(editor, chosen.range);
    else if (before !== undefined) editor.revealRange(before, vscode.TextEditorRevealType.AtTop);
  }

  dispose(): void {
    this.#store.dispose();
  }

  #tell(scored: ScoredDocument | undefined): void {
    this.#status.show({ text: statusText(scored?.result), tooltip: statusTooltip(scored?.result) });
  }

  async #hover(
    document: vscode.TextDocument,
    position: vscode.Position,
    signal: AbortSignal,
  ): Promise<vscode.Hover | undefined> {
    const { scored } = this.#follower;
    if (scored?.document !== document || !scored.isCurrent) return undefined;
    const place = scored.placeAt(position);
    if (place === undefined) return undefined;
    const explanation = await this.#follower.explain(scored, place, signal);
    if (explanation === undefined || document.version !== scored.version) return undefined;
    const range = scored.rangeOf(place);
    return hover(hoverText(place, document.getText(range), explanation), range);
  }
}

interface PlaceItem extends ListItem {
  readonly range: vscode.Range;
}

function itemsOf(scored: ScoredDocument): PlaceItem[] {
  const places = scored.result.places.toSorted((a, b) => b.excess - a.excess);
  return places.map((place) => {
    const range = scored.rangeOf(place);
    const line = { number: range.start.line + 1, text: scored.document.lineAt(range.start.line).text };
    return { ...placeItem(place, scored.document.getText(range), line), range };
  });
}

async function goTo({ document, viewColumn }: vscode.TextEditor, selection: vscode.Range): Promise<void> {
  await vscode.window.showTextDocument(document, { selection, ...(viewColumn === undefined ? {} : { viewColumn }) });
}
