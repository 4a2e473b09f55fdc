/**
 * Surprise as colours: words in three levels, and the most surprising lines as a whole. Those lines and the words of
 * the highest level are also marked in the overview ruler. Themes choose the colours (`contributes.colors`); high
 * contrast uses borders. The highest level is underlined in every theme, so that colour is not the only sign.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import type { ScoredDocument } from './surpriseFollower.ts';

const levels = [1, 2, 3] as const;
const levelNames = { 1: 'slight', 2: 'strong', 3: 'extreme' } as const;

function colour(name: string): vscode.ThemeColor {
  return new vscode.ThemeColor(`undercurrent.surprise.${name}`);
}

const rulerMark = {
  overviewRulerColor: colour('overviewRulerForeground'),
  overviewRulerLane: vscode.OverviewRulerLane.Right,
} as const;

function wordDecoration(level: (typeof levels)[number]): vscode.TextEditorDecorationType {
  const name = levelNames[level];
  return vscode.window.createTextEditorDecorationType({
    backgroundColor: colour(`${name}Background`),
    border: level === 3 ? '1px solid' : '1px dotted',
    borderColor: colour(`${name}Border`),
    borderRadius: '2px',
    // Typing at the edge of a word is not surprising yet.
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    ...(level === 3 ? { textDecoration: 'underline dotted', ...rulerMark } : {}),
  });
}

export class SurpriseDecorations implements Disposable {
  readonly #words = levels.map((level) => ({ level, type: wordDecoration(level) }));
  readonly #line = vscode.window.createTextEditorDecorationType({
    backgroundColor: colour('lineBackground'),
    isWholeLine: true,
    ...rulerMark,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  #editor: vscode.TextEditor | undefined;

  /** Replaces all decorations. For an older version they stay, moved along by the editor, until new scores arrive. */
  show(scored: ScoredDocument | undefined): void {
    if (scored?.isCurrent === false) return;
    if (this.#editor !== undefined && this.#editor !== scored?.editor) this.#clear(this.#editor);
    this.#editor = scored?.editor;
    if (scored === undefined) return;
    const { editor, result } = scored;
    for (const { level, type } of this.#words) {
      const places = result.places.filter((place) => place.level === level);
      editor.setDecorations(
        type,
        places.map((place) => scored.rangeOf(place)),
      );
    }
    editor.setDecorations(
      this.#line,
      result.lines.map((line) => scored.lineOf(line)),
    );
  }

  dispose(): void {
    for (const { type } of this.#words) type.dispose();
    this.#line.dispose();
  }

  #clear(editor: vscode.TextEditor): void {
    for (const { type } of this.#words) editor.setDecorations(type, []);
    editor.setDecorations(this.#line, []);
  }
}
