/** Gives the document in the active editor the language that was detected in it. */
import * as vscode from 'vscode';
import { UserError } from '../../base/userError.ts';
import type { DetectedLanguages } from '../language/detectedLanguages.ts';
import { nameOfLanguage } from '../language/languageNames.ts';
import type { Command } from './command.ts';

export function useDetectedLanguageCommand(languages: DetectedLanguages): Command {
  return {
    id: 'undercurrent.useDetectedLanguage',
    run: async () => {
      const document = vscode.window.activeTextEditor?.document;
      if (document === undefined) throw new UserError('No editor is active.', 'Open a document first.');
      const detected = languages.detected(document);
      if (detected === undefined) {
        throw new UserError(
          'No language was detected in this document.',
          'Languages are detected in documents without one (plain text), from three lines on.',
        );
      }
      const known = await vscode.languages.getLanguages();
      if (!known.includes(detected)) {
        const name = nameOfLanguage(detected);
        throw new UserError(`VS Code has no language ${name} here.`, `Install an extension for ${name}.`);
      }
      await vscode.languages.setTextDocumentLanguage(document, detected);
    },
  };
}
