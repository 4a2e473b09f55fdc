/**
 * Copies a model between folders, for export and import. It is read, loaded and asked once before anything of the
 * other folder is replaced: so a model that cannot be used never takes the place of one that works.
 */
import { UserError, causesOf, isDiskFull } from '../base/userError.ts';
import { readCheckpoint, writeCheckpoint } from '../runtime/checkpointFiles.ts';
import { tryModel } from '../runtime/tryModel.ts';

/** @throws UserError when the model cannot be used or written; then nothing in `to` has changed */
export async function copyModel(
  from: string,
  to: string,
  log: (message: string) => void,
): Promise<{ readonly name: string }> {
  const checkpoint = await readCheckpoint(from);
  await tryModel(checkpoint);
  try {
    const { leftOver } = await writeCheckpoint(to, checkpoint);
    if (leftOver !== undefined)
      log(`The model is in place; files of the old one could not be deleted: ${messageOf(leftOver)}`);
  } catch (error) {
    throw error instanceof UserError ? error : unwritable(error);
  }
  return { name: checkpoint.manifest.name };
}

function unwritable(cause: unknown): UserError {
  const isFull = isDiskFull(cause);
  return new UserError(
    `The model could not be written: ${isFull ? 'the disk is full' : 'its folder cannot be written'}.`,
    isFull ? 'Make room, then try it again.' : 'See that the folder may be written, then try it again.',
    { cause },
  );
}

function messageOf(error: unknown): string {
  return [error instanceof Error ? error.message : String(error), causesOf(error)]
    .filter((text) => text !== '')
    .join(', ');
}
