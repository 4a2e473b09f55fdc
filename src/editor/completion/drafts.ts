/**
 * Drafts on their way through the editor. VS Code asks for ghost text and passes nothing on of why, so the command notes here that
 * what is asked for next, at this place, is a draft, and the provider tells here how it ended.
 */
import * as vscode from 'vscode';
import type { SilenceReason } from './gate.ts';

/** `unasked`: VS Code did not ask for any ghost text. */
export type DraftOutcome = 'shown' | 'nothing' | 'cancelled' | 'unasked' | SilenceReason;

interface AskedDraft {
  readonly document: vscode.TextDocument;
  readonly version: number;
  readonly position: vscode.Position;
  outcome: DraftOutcome;
}

/** What the provider holds of a draft it was asked for. */
export type DraftRequest = Pick<AskedDraft, 'outcome'>;

export class Drafts {
  #asked: AskedDraft | undefined;

  /** Has a draft shown at the cursor; resolves when it is there, or is not going to be. */
  async show({ document, selection }: vscode.TextEditor): Promise<DraftOutcome> {
    // What is on show already would be taken for the answer.
    await vscode.commands.executeCommand('editor.action.inlineSuggest.hide');
    const asked: AskedDraft = { document, version: document.version, position: selection.active, outcome: 'unasked' };
    this.#asked = asked;
    try {
      await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    } finally {
      if (this.#asked === asked) this.#asked = undefined;
    }
    return asked.outcome;
  }

  /** The draft that this request is for, if it is for one; the next request at the same place is not. */
  take(document: vscode.TextDocument, position: vscode.Position): DraftRequest | undefined {
    const asked = this.#asked;
    if (asked?.document !== document || !asked.position.isEqual(position)) return undefined;
    this.#asked = undefined;
    if (asked.version !== document.version) return undefined;
    asked.outcome = 'cancelled';
    return asked;
  }
}
