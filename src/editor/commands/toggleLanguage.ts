/** Turns completions off or on for the language of the active editor. */
import * as vscode from 'vscode';
import { UserError } from '../../base/userError.ts';
import type { Settings } from '../settings.ts';
import type { Command } from './command.ts';

export function toggleLanguageCommand(settings: Settings): Command {
  return {
    id: 'undercurrent.toggleLanguage',
    run: async () => {
      const document = vscode.window.activeTextEditor?.document;
      if (document === undefined) throw new UserError('No editor is active.', 'Open a file of the language first.');
      await settings.setLanguageEnabled(document.languageId, !settings.of(document).languageEnabled);
    },
  };
}
