/**
 * Where what is learnt from a workspace is kept: one folder for all its windows. VS Code gives a second window of a workspace a storage of its
 * own, so that two extension hosts never write the same files. A model is to be had in all of them, and a lock of ours sees to it that
 * one trainer at a time writes it.
 */
import type * as vscode from 'vscode';

/** `undefined` without a workspace. */
export function workspaceStorage(own: vscode.Uri | undefined): vscode.Uri | undefined {
  return own?.with({ path: pathOfFirstWindow(own.path) });
}

/**
 * A workspace's folder is named after a digest, in hexadecimal and perhaps with a sign; VS Code appends a number when another
 * window is in it: `…/workspaceStorage/5d1c-1/publisher.name` is `…/workspaceStorage/5d1c/publisher.name` seen from the second window.
 */
export function pathOfFirstWindow(path: string): string {
  return path.replace(/(?<=[^/])-[1-9](?=\/[^/]+\/?$)/u, '');
}
