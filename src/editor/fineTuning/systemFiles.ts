/** Small files of the operating system, such as those under /sys, through VS Code's own file system. */
import * as vscode from 'vscode';
import type { ReadableFiles } from './power.ts';

export const systemFiles: ReadableFiles = {
  list: async (path) => {
    try {
      const entries = await vscode.workspace.fs.readDirectory(vscode.Uri.file(path));
      return entries.map(([name]) => name);
    } catch {
      return undefined;
    }
  },
  read: async (path) => {
    try {
      return new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.file(path)));
    } catch {
      return undefined;
    }
  },
};
