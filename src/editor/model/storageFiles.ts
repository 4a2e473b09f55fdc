/**
 * Files in a workspace's storage as far as the editor has to do with them: it looks whether they are there, and deletes them. While a trainer
 * is at work there they are the trainer's; what one left that is gone, and nobody wants any more, is for the editor to take away.
 */
import * as vscode from 'vscode';
import { UserError } from '../../base/userError.ts';

const savedTrainingName = 'training.state';

export async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/** With all that is in it; what is not there is fine. @throws UserError when it cannot be deleted */
export async function remove(uri: vscode.Uri): Promise<void> {
  try {
    await vscode.workspace.fs.delete(uri, { recursive: true, useTrash: false });
  } catch (error) {
    if (await exists(uri))
      throw new UserError(
        'Not everything could be deleted.',
        'Close other windows of this workspace and try it again.',
        { cause: error },
      );
  }
}

/** Whether there is a file that may hold a training to go on with. */
export function hasSavedTraining(storage: vscode.Uri): Promise<boolean> {
  return exists(vscode.Uri.joinPath(storage, savedTrainingName));
}

/** @throws UserError when it cannot be deleted */
export function removeSavedTraining(storage: vscode.Uri): Promise<void> {
  return remove(vscode.Uri.joinPath(storage, savedTrainingName));
}
