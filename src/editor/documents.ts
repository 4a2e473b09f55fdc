/**
 * Which documents are completed, and what the model is told of where they are. The schemes are those of text somebody writes:
 * files near and far, unsaved documents, notebook cells and the commit-message box; never output, search or diff views.
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
 * The path the model sees, with forward slashes: relative to the workspace folder, whose name stands in front where there are several, as
 * in what was learnt of it; for files outside of it only their last two segments, so that no home folder is part of it; empty
 * for what is not a file.
 */
export function pathOf(document: vscode.TextDocument): string {
  if (document.isUntitled || document.uri.scheme === 'vscode-scm') return '';
  if (vscode.workspace.getWorkspaceFolder(document.uri) !== undefined)
    return vscode.workspace.asRelativePath(document.uri).replaceAll('\\', '/');
  return document.uri.path.split('/').slice(-2).join('/');
}

/** The text of a range with line feeds only, as the protocol wants it. */
export function textOf(document: vscode.TextDocument, range: vscode.Range): string {
  const text = document.getText(range);
  return document.eol === vscode.EndOfLine.CRLF ? text.replaceAll('\r\n', '\n') : text;
}

/** The language the model is told: VS Code's own, except in the commit-message box, which has one that no text is learnt in. */
export function modelLanguageOf(document: vscode.TextDocument): string {
  return document.uri.scheme === 'vscode-scm' ? 'git-commit' : document.languageId;
}
