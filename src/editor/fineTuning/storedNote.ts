/** A note as a small file in the workspace's storage, where all windows of the workspace find it. */
import * as vscode from 'vscode';
import type { Logger } from '../../base/logger.ts';
import type { Note } from './runRecord.ts';
import { exists } from '../model/storageFiles.ts';

/** @param storage without one there is never anything */
export function storedNote(storage: vscode.Uri | undefined, name: string, logger: Logger): Note {
  const file = storage && vscode.Uri.joinPath(storage, name);
  return {
    read: async () => {
      if (file === undefined || !(await exists(file))) return undefined;
      try {
        return JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(file))) as unknown;
      } catch (error) {
        logger.warn(`${name} cannot be read.`, error);
        return undefined;
      }
    },
    write: async (value) => {
      if (file === undefined) return;
      try {
        if (value !== undefined)
          await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(`${JSON.stringify(value)}\n`));
        else if (await exists(file)) await vscode.workspace.fs.delete(file, { useTrash: false });
      } catch (error) {
        logger.warn(`${name} cannot be written.`, error);
      }
    },
  };
}
