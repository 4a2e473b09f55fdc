/** What is known of the surprise in one version of one document, and where that is in the editor. */
import * as vscode from 'vscode';
import type { Stretch, SurpriseDocument, SurpriseResult, SurprisingPlace } from '../../processes/protocol.ts';

export class ScoredDocument {
  readonly version: number;

  constructor(
    readonly editor: vscode.TextEditor /** Where the text that was sent begins. */,
    private readonly start: vscode.Position,
    readonly sent: SurpriseDocument,
    readonly result: SurpriseResult,
  ) {
    this.version = editor.document.version;
  }

  get document(): vscode.TextDocument {
    return this.editor.document;
  }

  /** Whether the document is still what was asked about. */
  get isCurrent(): boolean {
    return this.version === this.document.version;
  }

  rangeOf({ line, character, length }: Stretch): vscode.Range {
    const from = line === 0 ? this.start.character + character : character;
    return new vscode.Range(this.start.line + line, from, this.start.line + line, from + length);
  }

  lineOf({ line }: { readonly line: number }): vscode.Range {
    return this.document.lineAt(Math.min(this.start.line + line, this.document.lineCount - 1)).range;
  }

  placeAt(position: vscode.Position): SurprisingPlace | undefined {
    return this.result.places.find((place) => this.rangeOf(place).contains(position));
  }
}
