/**
 * Drafts of a file: its beginning where it is empty, else some lines from the cursor on, as ghost text. VS Code does
 * not pass on why it asks for ghost text. So the command notes here that the next request at this position is a draft,
 * and the provider notes the outcome.
 */
import * as vscode from 'vscode';
import { UserError } from '../../base/userError.ts';
import type { ClientState } from '../../processes/completionClient.ts';
import { isSupported } from '../documents.ts';
import type { OfferRefusal } from '../access.ts';
import { localized } from '../localized.ts';

/** `unasked`: VS Code did not ask for any ghost text. */
export type DraftOutcome = 'shown' | 'nothing' | 'cancelled' | 'unasked' | OfferRefusal;

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

  /** Drafts the file in the active editor. @throws UserError when there is nothing to show, with the reason */
  async draftActiveFile(state: ClientState): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined || !isSupported(editor.document))
      throw new UserError(localized`There is no text here to draft.`, localized`Open a file, or create a new one.`);
    const problem = problemOf(state) ?? problems[await this.show(editor)];
    if (problem !== undefined) throw new UserError(...problem);
  }

  /** Asks VS Code for ghost text at the cursor and resolves with the outcome. */
  async show({ document, selection }: vscode.TextEditor): Promise<DraftOutcome> {
    // Ghost text that is already shown would count as the answer.
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

  /** The draft that this request is for, if it is for one. A later request at the same position is an ordinary one. */
  take(document: vscode.TextDocument, position: vscode.Position): DraftRequest | undefined {
    const asked = this.#asked;
    if (asked?.document !== document || !asked.position.isEqual(position)) return undefined;
    this.#asked = undefined;
    if (asked.version !== document.version) return undefined;
    asked.outcome = 'cancelled';
    return asked;
  }
}

type Problem = readonly [message: string, action: string];

function problemOf(state: ClientState): Problem | undefined {
  if (state.kind === 'failed') return [state.message, state.action];
  if (state.kind === 'starting') return [localized`The model is not loaded yet.`, localized`Try again in a moment.`];
  return state.kind === 'stopped' ? problems.paused : undefined;
}

const problems: Readonly<Partial<Record<DraftOutcome, Problem>>> = {
  nothing: [
    localized`The model does not know how a text like this one continues.`,
    localized`It learns that from files of the same language in this workspace, and from fine-tuning.`,
  ],
  unasked: [
    localized`VS Code did not ask for an inline suggestion here.`,
    localized`Turn on the setting ${'editor.inlineSuggest.enabled'}, and end a snooze.`,
  ],
  paused: [localized`Completions are off.`, localized`Turn them on, and try again.`],
  language: [localized`Completions are off for this language.`, localized`Turn them on, and try again.`],
  excluded: [
    localized`The setting ${'undercurrent.exclude'} excludes this file.`,
    localized`Nothing is read or written in it.`,
  ],
  secret: [localized`This file may hold secrets.`, localized`Nothing is read or written in it.`],
  readOnly: [localized`This file is read-only.`, localized`Choose another one.`],
  cursors: [localized`There is more than one cursor.`, localized`Press Escape, and try again.`],
};
