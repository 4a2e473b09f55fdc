/** Deletes all that was learnt from this workspace, after asking. */
import * as vscode from 'vscode';
import type { StoredModel } from '../model/storedModel.ts';
import type { Command } from './command.ts';

export function forgetCommand(stored: StoredModel): Command {
  return {
    id: 'undercurrent.forget',
    run: async () => {
      stored.expectStorage();
      const forget = 'Forget';
      const chosen = await vscode.window.showWarningMessage(
        'Forget what was learnt from this workspace?',
        {
          modal: true,
          detail:
            'Its model, its report and a training that was interrupted are deleted, and a fine-tuning that is going on is cancelled. ' +
            'A model that was exported stays where it is.',
        },
        forget,
      );
      if (chosen !== forget) return;
      await stored.forget();
      await vscode.window.showInformationMessage(
        'What was learnt from this workspace is gone. Completions come from the model that ships.',
      );
    },
  };
}
