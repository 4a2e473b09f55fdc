/** Which documents the user's globs and the list of secret files leave out, whatever the other settings say. */
import * as vscode from 'vscode';
import { isSecretFile } from '../workspace/secretFiles.ts';

/** Languages that hold secrets by their nature. */
const secretLanguages: readonly string[] = ['dotenv', 'ssh_config'];

export function isSecretDocument(document: vscode.TextDocument): boolean {
  return secretLanguages.includes(document.languageId) || isSecretFile(document.uri.path);
}

/** Whether one of the globs matches: relative to the document's workspace folder, or against its whole path without one. */
export function isExcludedByGlobs(document: vscode.TextDocument, globs: readonly string[]): boolean {
  if (globs.length === 0) return false;
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  return globs.some((glob) => {
    const pattern = folder === undefined ? glob : new vscode.RelativePattern(folder, glob);
    return vscode.languages.match({ pattern }, document) > 0;
  });
}
