/**
 * Drafts the file in the active editor: its beginning where it is empty, otherwise some lines from the cursor on, as ghost text that
 * waits to be taken. Where there is nothing to show, it says why.
 */
import * as vscode from 'vscode';
import { UserError } from '../../base/userError.ts';
import type { ClientState, CompletionClient } from '../../processes/completionClient.ts';
import { isSupported } from '../documents.ts';
import type { DraftOutcome, Drafts } from '../completion/drafts.ts';
import type { Command } from './command.ts';

export function draftCommand(client: CompletionClient, drafts: Drafts): Command {
  return {
    id: 'undercurrent.draft',
    run: async () => {
      const editor = vscode.window.activeTextEditor;
      if (editor === undefined || !isSupported(editor.document))
        throw new UserError('There is no text here to draft.', 'Open a file, or make a new one.');
      const problem = problemOf(client.state) ?? problems[await drafts.show(editor)];
      if (problem !== undefined) throw new UserError(...problem);
    },
  };
}

type Problem = readonly [message: string, action: string];

function problemOf(state: ClientState): Problem | undefined {
  if (state.kind === 'failed') return [state.message, state.action];
  if (state.kind === 'starting') return ['The model is not loaded yet.', 'Try it again in a moment.'];
  return state.kind === 'stopped' ? problems.paused : undefined;
}

const problems: Readonly<Partial<Record<DraftOutcome, Problem>>> = {
  nothing: [
    'The model does not know how a text like this one goes on.',
    'Files of the same language in this workspace teach it that, and so does fine-tuning.',
  ],
  unasked: ['VS Code has asked for no ghost text here.', 'Turn on the setting editor.inlineSuggest.enabled.'],
  paused: ['Undercurrent is paused.', 'Resume completions, and try it again.'],
  language: ['Undercurrent is turned off for this language.', 'Turn it on, and try it again.'],
  excluded: ['This file is excluded by the setting undercurrent.exclude.', 'Nothing is read or written in it.'],
  secret: ['This file may hold secrets.', 'Nothing is read or written in it.'],
  readOnly: ['This file cannot be written.', 'Choose another one.'],
  cursors: ['There is more than one cursor.', 'Press Escape, and try it again.'],
};
