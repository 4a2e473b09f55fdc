/**
 * One trainer at a time in a workspace's storage, for any number of windows: a lock file with the trainer's process id.
 * A lock whose process has ended is free. So is a lock that was not touched for a while: after a restart of the machine
 * another program may have that id.
 */
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { storageNames } from '../base/storageNames.ts';
import { UserError, isDiskFull } from '../base/userError.ts';

const lockName = storageNames.lock;

/** Milliseconds between two touches, and without any before a lock is free: more than a laptop needs to wake up. */
const beat = 5_000;
const longestSilence = 300_000;

/** Milliseconds between two looks at whose turn it is, and before a turn counts as abandoned. */
const turnPoll = 10;
const longestTurn = 10_000;

export interface StorageLock {
  release(): Promise<void>;
}

/** Creates a missing folder. @throws UserError when another process holds the lock, or the folder cannot be written */
export async function lockStorage(folder: string): Promise<StorageLock> {
  const path = join(folder, lockName);
  const own = `${path}.${process.pid}`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(own, `${process.pid}\n`);
    await inTurn(`${path}.turn`, async () => {
      if ((await holderOf(path)) !== undefined) throw busy();
      // A rename makes the lock appear with its content, and replaces a free one.
      await rename(own, path);
    });
    await sweep(folder);
    return held(path);
  } catch (error) {
    throw error instanceof UserError ? error : unwritable(error);
  } finally {
    // Fails without a folder, and then there is nothing to remove.
    await rm(own, { force: true }).catch(() => undefined);
  }
}

/** Process id of the trainer that holds the lock; `undefined` when it is free. */
export async function lockHolder(folder: string): Promise<number | undefined> {
  return holderOf(join(folder, lockName));
}

/** Removes files of processes that were killed while they waited for the lock. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const id = name.startsWith(`${lockName}.`) ? Number(name.slice(lockName.length + 1)) : NaN;
    if (Number.isInteger(id) && !isAlive(id)) await rm(join(folder, name), { force: true });
  }
}

function held(path: string): StorageLock {
  const beating = setInterval(() => {
    const now = new Date();
    // A failed touch is no reason to stop a training.
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
 * One process at a time looks at the lock and takes it; otherwise it could replace a lock that a quicker process took
 * after the look. A folder marks the turn, since only one process can create it.
 */
async function inTurn(turn: string, act: () => Promise<void>): Promise<void> {
  while (!(await made(turn))) {
    const since = await stat(turn).catch(() => undefined);
    // A turn takes almost no time, unless its process is killed.
    if (since !== undefined && Date.now() - since.mtimeMs > longestTurn) await rmdir(turn).catch(() => undefined);
    else await setTimeout(turnPoll);
  }
  try {
    await act();
  } finally {
    await rmdir(turn);
  }
}

/** Whether this process created the folder; false when it existed. */
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
    // The process lives and belongs to another user.
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
