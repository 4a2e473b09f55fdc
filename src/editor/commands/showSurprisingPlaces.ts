/** The most surprising places of the active editor as a list, the most surprising first: going through it shows them, Enter stays. */
import * as vscode from 'vscode';
import { UserError } from '../../base/userError.ts';
import type { ScoredDocument } from '../surprise/scoredDocument.ts';
import type { Surprise } from '../surprise/surprise.ts';
import { placeItem } from '../surprise/surpriseSentences.ts';
import type { Command } from './command.ts';

interface PlaceItem extends vscode.QuickPickItem {
  readonly range: vscode.Range;
}

export function showSurprisingPlacesCommand(surprise: Surprise): Command {
  return {
    id: 'undercurrent.showSurprisingPlaces',
    run: async () => {
      const { follower } = await surprise.show();
      const editor = vscode.window.activeTextEditor;
      if (editor === undefined || !follower.isPossible)
        throw new UserError('There is no text here that the model may read.', 'Open a file and try it again.');
      const before = editor.visibleRanges[0];
      const items = follower.whenComplete().then((scored) => (scored === undefined ? [] : itemsOf(scored)));
      const chosen = await vscode.window.showQuickPick(items, {
        title: 'Most Surprising Places',
        placeHolder: 'Places that the model did not expect',
        matchOnDescription: true,
        matchOnDetail: true,
        onDidSelectItem: (item: PlaceItem) => {
          editor.revealRange(item.range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
        },
      });
      if (chosen !== undefined) await goTo(editor, chosen.range);
      else if (before !== undefined) editor.revealRange(before, vscode.TextEditorRevealType.AtTop);
    },
  };
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
