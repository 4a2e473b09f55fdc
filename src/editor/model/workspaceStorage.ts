/**
 * The folder in which a workspace keeps what was learnt from it, and the small files in it. All windows of a workspace
 * share one folder: VS Code would give each window its own, but a model must be there in all of them. The trainer's
 * lock lets one trainer write at a time.
 */
import * as vscode from 'vscode';
import type { Logger } from '../../base/logger.ts';
import { storageNames } from '../../base/storageNames.ts';
import { UserError } from '../../base/userError.ts';
import type { Note } from '../fineTuning/runRecord.ts';
import { localized } from '../localized.ts';

/** `undefined` without a workspace. */
export function workspaceStorage(own: vscode.Uri | undefined): vscode.Uri | undefined {
  return own?.with({ path: pathOfFirstWindow(own.path) });
}

/**
 * VS Code appends a number to a workspace's folder for each further window: the first window has
 * `…/workspaceStorage/5d1c/publisher.name`, the second one `…/workspaceStorage/5d1c-1/publisher.name`.
 */
export function pathOfFirstWindow(path: string): string {
  return path.replace(/(?<=[^/])-[1-9](?=\/[^/]+\/?$)/u, '');
}

export async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/** Bytes of the largest of the small files. */
const largestSmallFile = 16_000_000;

/** A file of the storage; `undefined` when there is none. A pipe in its place would be read for ever. */
export async function readSmallFile(uri: vscode.Uri): Promise<string | undefined> {
  const found = await Promise.resolve(vscode.workspace.fs.stat(uri)).catch(() => undefined);
  if (found === undefined) return undefined;
  if (found.type !== vscode.FileType.File || found.size > largestSmallFile)
    throw new Error(`${uri.path} is not a file of the storage.`);
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

/** Deletes a file, or a folder with its content, if there is one. @throws UserError when it cannot be deleted */
export async function remove(uri: vscode.Uri): Promise<void> {
  try {
    await vscode.workspace.fs.delete(uri, { recursive: true, useTrash: false });
  } catch (error) {
    if (await exists(uri))
      throw new UserError(
        localized`Not everything could be deleted.`,
        localized`Close other windows of this workspace and try again.`,
        { cause: error },
      );
  }
}

/** Whether there is a file that may hold a training to go on with. */
export function hasSavedTraining(storage: vscode.Uri): Promise<boolean> {
  return exists(vscode.Uri.joinPath(storage, storageNames.savedTraining));
}

/** Not while a trainer is at work. @throws UserError when it cannot be deleted */
export function removeSavedTraining(storage: vscode.Uri): Promise<void> {
  return remove(vscode.Uri.joinPath(storage, storageNames.savedTraining));
}

/** A note in a JSON file that all windows of the workspace see; always empty without a storage. */
export function storedNote(storage: vscode.Uri | undefined, name: string, logger: Logger): Note {
  const file = storage && vscode.Uri.joinPath(storage, name);
  return {
    read: async () => {
      if (file === undefined) return undefined;
      try {
        const json = await readSmallFile(file);
        return json === undefined ? undefined : (JSON.parse(json) as unknown);
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
