/** The document positions that requests carry: which document, as which language, and the text before the cursor. */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import type { DocumentPosition } from '../../processes/contracts.ts';
import { pathOf, textOf } from '../documents.ts';
import type { DetectedLanguages } from '../language/detectedLanguages.ts';
import { DocumentWindow } from './documentWindow.ts';

/** Longest suffix sent, in UTF-16 code units: evidence for the text cache. */
const maximumSuffix = 16_384;

/** The text after a position, or some pages of it. */
export function suffixAt(document: vscode.TextDocument, position: vscode.Position): string {
  const end = document.positionAt(document.offsetAt(position) + maximumSuffix);
  return textOf(document, new vscode.Range(position, end));
}

export class DocumentPositions implements Disposable {
  /** By URI, from the first request until the document is closed. */
  readonly #windows = new Map<string, DocumentWindow>();
  readonly #subscriptions: vscode.Disposable;

  constructor(private readonly languages: DetectedLanguages) {
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        this.#windows.get(document.uri.toString())?.edited(
          contentChanges.map((change) => ({
            offset: change.rangeOffset,
            removed: change.rangeLength,
            inserted: change.text.length,
          })),
        );
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.#windows.delete(document.uri.toString());
      }),
    );
  }

  /** What the server is told of a document, whatever the position. */
  of(document: vscode.TextDocument): Omit<DocumentPosition, 'prefix' | 'prefixStart'> {
    const languageId = this.languages.modelLanguageOf(document);
    return { documentId: document.uri.toString(), languageId, path: pathOf(document) };
  }

  /** What the server is told of a position. The prefix of a long document starts at some line, see `DocumentWindow`. */
  at(document: vscode.TextDocument, position: vscode.Position): DocumentPosition {
    const prefixStart = this.#prefixStart(document, position);
    const prefix = textOf(document, new vscode.Range(document.positionAt(prefixStart), position));
    return { ...this.of(document), prefix, prefixStart };
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#windows.clear();
  }

  #prefixStart(document: vscode.TextDocument, position: vscode.Position): number {
    const id = document.uri.toString();
    const window = this.#windows.get(id) ?? new DocumentWindow();
    this.#windows.set(id, window);
    return window.startFor(document.offsetAt(position), (offset) => {
      const at = document.positionAt(offset);
      if (at.character === 0) return offset;
      return at.line < position.line ? document.offsetAt(new vscode.Position(at.line + 1, 0)) : undefined;
    });
  }
}
