/**
 * Which documents are completed, and what the model is told of their place. The schemes are those of text that users
 * write: local and remote files, unsaved documents, notebook cells and the commit-message box; never output, search or
 * diff views.
 */
import * as vscode from 'vscode';

export const supportedSchemes: readonly string[] = [
  'file',
  'untitled',
  'vscode-notebook-cell',
  'vscode-remote',
  'vscode-vfs',
  'vscode-scm',
];

export const supportedDocuments: readonly vscode.DocumentFilter[] = supportedSchemes.map((scheme) => ({ scheme }));

export function isSupported(document: vscode.TextDocument): boolean {
  return supportedSchemes.includes(document.uri.scheme);
}

/**
 * The path the model sees, with forward slashes: relative to the workspace folder, after the folder's name when there
 * are several; fine-tuning does the same. Of a file outside only the last two segments, without the user's home folder.
 * Empty for what is not a file.
 */
export function pathOf(document: vscode.TextDocument): string {
  if (document.isUntitled || document.uri.scheme === 'vscode-scm') return '';
  if (vscode.workspace.getWorkspaceFolder(document.uri) !== undefined)
    return vscode.workspace.asRelativePath(document.uri).replaceAll('\\', '/');
  return document.uri.path.split('/').slice(-2).join('/');
}

/** The text of a range with line feeds only, as the protocol requires. */
export function textOf(document: vscode.TextDocument, range: vscode.Range): string {
  const text = document.getText(range);
  return document.eol === vscode.EndOfLine.CRLF ? text.replaceAll('\r\n', '\n') : text;
}

/**
 * The language the model is told: VS Code's, except for the commit-message box, whose id occurs in no training text.
 */
export function modelLanguageOf(document: vscode.TextDocument): string {
  return document.uri.scheme === 'vscode-scm' ? 'git-commit' : document.languageId;
}
