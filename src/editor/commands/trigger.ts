/** Asks for a completion here and now: the model looks harder and shows even what it is less sure of. */
import * as vscode from 'vscode';
import type { Command } from './command.ts';

export function triggerCommand(): Command {
  return {
    id: 'undercurrent.trigger',
    run: async () => {
      await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    },
  };
}
