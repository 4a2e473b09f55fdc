/**
 * One trainer at a time in a workspace's storage, whatever number of windows there is: a file that only one process can put there, with
 * its process id in it. A lock whose process is gone holds nobody, and neither does one without a sign of life: after a restart of
 * the machine its number may be another program's.
 */
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { UserError } from '../base/userError.ts';
import { isDiskFull } from '../base/diskFull.ts';

const lockName = 'trainer.lock';

/** Milliseconds between two signs of life, and without any before a lock counts as abandoned: more than a laptop needs to wake up. */
const beat = 5_000;
const longestSilence = 300_000;

/** And until one may look whose turn it is again, and before a turn counts as abandoned. */
const turnPoll = 10;
const longestTurn = 10_000;

export interface StorageLock {
  release(): Promise<void>;
}

/** `folder` is created when absent. @throws UserError when another process holds it, or it cannot be written. */
export async function lockStorage(folder: string): Promise<StorageLock> {
  const path = join(folder, lockName);
  const own = `${path}.${process.pid}`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(own, `${process.pid}\n`);
    await inTurn(`${path}.turn`, async () => {
      if ((await holderOf(path)) !== undefined) throw busy();
      // The lock appears with its content, unlike a file that is created and then written; one that holds nobody is replaced.
      await rename(own, path);
    });
    await sweep(folder);
    return held(path);
  } catch (error) {
    throw error instanceof UserError ? error : unwritable(error);
  } finally {
    // Where there is no folder there is nothing to remove either.
    await rm(own, { force: true }).catch(() => undefined);
  }
}

/** Process id of who holds the lock; `undefined` when nobody does, or a process that is gone. */
export async function lockHolder(folder: string): Promise<number | undefined> {
  return holderOf(join(folder, lockName));
}

/** Removes what was left by processes that were killed while they tried to get the lock. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const id = name.startsWith(`${lockName}.`) ? Number(name.slice(lockName.length + 1)) : NaN;
    if (Number.isInteger(id) && !isAlive(id)) await rm(join(folder, name), { force: true });
  }
}

function held(path: string): StorageLock {
  const beating = setInterval(() => {
    const now = new Date();
    // A lock that cannot be touched is not worth a training.
    void utimes(path, now, now).catch(() => undefined);
  }, beat);
  beating.unref();
  return {
    release: async () => {
      clearInterval(beating);
      await rm(path, { force: true });
    },
  };
}

/**
 * One process at a time looks at the lock and takes it, so that none takes what a quicker one has put there after it looked; a folder
 * says whose turn it is, as only one process can make it.
 */
async function inTurn(turn: string, act: () => Promise<void>): Promise<void> {
  while (!(await made(turn))) {
    const since = await stat(turn).catch(() => undefined);
    // A turn takes no time at all, unless one is killed at it.
    if (since !== undefined && Date.now() - since.mtimeMs > longestTurn) await rmdir(turn).catch(() => undefined);
    else await setTimeout(turnPoll);
  }
  try {
    await act();
  } finally {
    await rmdir(turn);
  }
}

/** Whether this process has made a folder, not another one. */
async function made(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function holderOf(path: string): Promise<number | undefined> {
  try {
    const id = Number.parseInt(await readFile(path, 'utf8'), 10);
    const silence = Date.now() - (await stat(path)).mtimeMs;
    return Number.isInteger(id) && id > 0 && isAlive(id) && silence < longestSilence ? id : undefined;
  } catch {
    return undefined;
  }
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

function unwritable(cause: unknown): UserError {
  return new UserError(
    `The storage of this workspace cannot be written${isDiskFull(cause) ? ': the disk is full' : ''}.`,
    isDiskFull(cause) ? 'Make room, then start again.' : 'See the log of Undercurrent.',
    { cause },
  );
}
