/** Opens the log. */
import type * as vscode from 'vscode';
import type { Command } from './command.ts';

export function showLogCommand(channel: vscode.LogOutputChannel): Command {
  return {
    id: 'undercurrent.showLog',
    run: () => {
      channel.show();
      return Promise.resolve();
    },
  };
}
