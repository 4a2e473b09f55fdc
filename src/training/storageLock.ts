/**
 * One trainer at a time in a workspace's storage, whatever number of windows there is: a file that only one process can put there, with
 * its process id in it. A lock whose process is gone holds nobody.
 */
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../base/userError.ts';

const lockName = 'trainer.lock';

export interface StorageLock {
  release(): Promise<void>;
}

/** `folder` is created when absent. @throws UserError when another process holds it. */
export async function lockStorage(folder: string): Promise<StorageLock> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, lockName);
  const own = `${path}.${process.pid}`;
  await writeFile(own, `${process.pid}\n`);
  try {
    for (let attempt = 1; ; attempt++) {
      if (await linked(own, path)) return { release: () => rm(path, { force: true }) };
      if ((await lockHolder(folder)) !== undefined || attempt === 3) throw busy();
      await takeAway(path, own);
    }
  } finally {
    await rm(own, { force: true });
  }
}

/** Process id of who holds the lock; `undefined` when nobody does, or a process that is gone. */
export async function lockHolder(folder: string): Promise<number | undefined> {
  return holderOf(join(folder, lockName));
}

/** A link appears with its content, unlike a file that is created and then written. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a lock that holds nobody. Somebody quicker may have done so and taken it: then it is put back. */
async function takeAway(path: string, own: string): Promise<void> {
  const aside = `${own}.old`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await holderOf(aside)) !== undefined) await linked(aside, path);
  await rm(aside, { force: true });
}

async function holderOf(path: string): Promise<number | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const id = text === undefined ? NaN : Number.parseInt(text, 10);
  return Number.isInteger(id) && id > 0 && isAlive(id) ? id : undefined;
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    // It is there, and it is somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function busy(): UserError {
  return new UserError(
    'Another window is fine-tuning on this workspace.',
    'Wait until it is done, or cancel it there.',
  );
}
