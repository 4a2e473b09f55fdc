/**
 * One trainer at a time in a workspace's storage, for any number of windows: a lock file with the name of its owner,
 * which counts up while the owner works. No clock of the machine decides: a lock is free when its process has ended, or
 * when it did not count for a while that was watched. Whoever takes over a free lock first makes a claim named after
 * its owner, which only one process can make. An owner that was stopped, and lost its lock, notices when it goes on.
 */
import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { storageNames } from '../base/storageNames.ts';
import { UserError, isDiskFull } from '../base/userError.ts';

const lockName = storageNames.lock;

/** Milliseconds between two counts of an owner, and between two looks of those who wait. */
const beat = 1_000;
const poll = 100;
/** Milliseconds without a count after which a lock is free: more than a busy machine lets a process wait. */
const longestSilence = 15_000;

export interface StorageLock {
  /** @throws UserError when the lock was lost, because this process was stopped for long */
  check(): Promise<void>;
  /** Removes the lock, if it is still this one. */
  release(): Promise<void>;
}

export interface LockOptions {
  /** Milliseconds from any beginning; never set back. */
  readonly now?: () => number;
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

/** What a lock file says. Other contents are of no owner. */
interface Owner {
  readonly owner: string;
  readonly pid: number;
  readonly host: string;
  readonly count: number;
}

/** Creates a missing folder. @throws UserError when another process holds the lock, or the folder cannot be written */
export async function lockStorage(folder: string, options: LockOptions = {}): Promise<StorageLock> {
  const path = join(folder, lockName);
  const own: Owner = { owner: randomUUID(), pid: process.pid, host: hostname(), count: 0 };
  const prepared = `${path}.${own.owner}`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(prepared, textOf(own));
    while (!(await take(path, prepared, options)));
    await removeClaims(folder, own.owner);
    return new HeldLock(path, own);
  } catch (error) {
    throw error instanceof UserError ? error : unwritable(error);
  } finally {
    // Fails without a folder, and then there is nothing to remove.
    await rm(prepared, { force: true }).catch(() => undefined);
  }
}

/** Process id of the trainer that holds the lock; `undefined` when it is free. */
export async function lockHolder(folder: string, options: LockOptions = {}): Promise<number | undefined> {
  const path = join(folder, lockName);
  const { last } = await followClaims(path);
  return last !== undefined && (await isHeld(last, options)) ? last.owner.pid : undefined;
}

/** Tries once to get the lock. False: it changed meanwhile. @throws UserError when another process holds it */
async function take(path: string, prepared: string, options: LockOptions): Promise<boolean> {
  const { first, last } = await followClaims(path);
  if (first === undefined) return await makeLink(prepared, path);
  if (last !== undefined && (await isHeld(last, options))) throw busy();
  const claim = claimOn(path, last?.owner.owner ?? first);
  if (!(await makeLink(prepared, claim))) return false;
  // While it was watched, another process may have taken the lock over and given it back.
  if (!isSameLock(await contentOf(path), first)) {
    await rm(claim, { force: true });
    return false;
  }
  await rename(claim, path);
  return true;
}

function isSameLock(now: string | undefined, before: string): boolean {
  const owner = ownerIn(before)?.owner;
  return owner === undefined ? now === before : ownerIn(now)?.owner === owner;
}

interface Link {
  readonly path: string;
  readonly owner: Owner;
}

/** From the lock along the claims on it. `first`: content of the lock file; `last`: who may hold it, if anybody can. */
async function followClaims(
  path: string,
): Promise<{ readonly first: string | undefined; readonly last: Link | undefined }> {
  const first = await contentOf(path);
  if (first === undefined) return { first, last: undefined };
  let owner = ownerIn(first);
  let last: Link | undefined = owner && { path, owner };
  let next = claimOn(path, owner?.owner ?? first);
  for (;;) {
    owner = ownerIn(await contentOf(next));
    if (owner === undefined) return { first, last };
    last = { path: next, owner };
    next = claimOn(path, owner.owner);
  }
}

/** The file with which a process takes over the lock of this owner, or one without an owner. */
function claimOn(path: string, owner: string): string {
  return `${path}.after.${/^[\w-]{1,64}$/.test(owner) ? owner : 'nobody'}`;
}

/** Whether the owner of a lock works: its process lives, and it counts while it is watched. */
async function isHeld(
  { path, owner }: Link,
  { now = () => performance.now(), wait = setTimeout }: LockOptions,
): Promise<boolean> {
  if (owner.host === hostname() && !isAlive(owner.pid)) return false;
  for (const start = now(); now() - start < longestSilence;) {
    await wait(poll);
    const seen = ownerIn(await contentOf(path));
    if (seen?.owner !== owner.owner) return false;
    if (seen.count !== owner.count) return true;
  }
  return false;
}

/** A lock of this process. */
class HeldLock implements StorageLock {
  readonly #counting: NodeJS.Timeout;
  #count = 0;
  #isLost = false;

  constructor(
    private readonly path: string,
    private readonly own: Owner,
  ) {
    this.#counting = setInterval(() => {
      // A failed count is no reason to stop a training: the next one may do.
      void this.#countUp().catch(() => undefined);
    }, beat);
    this.#counting.unref();
  }

  async check(): Promise<void> {
    if (this.#isLost || !(await this.#isOwn())) throw lost();
  }

  async release(): Promise<void> {
    clearInterval(this.#counting);
    if (!this.#isLost && (await this.#isOwn())) await rm(this.path, { force: true });
  }

  async #isOwn(): Promise<boolean> {
    this.#isLost ||= ownerIn(await contentOf(this.path))?.owner !== this.own.owner;
    return !this.#isLost;
  }

  /** Through one open file: so it never writes into the lock of another owner. */
  async #countUp(): Promise<void> {
    const file = await open(this.path, 'r+');
    try {
      if (ownerIn(await file.readFile('utf8'))?.owner === this.own.owner)
        await file.write(textOf({ ...this.own, count: ++this.#count }), 0);
      else {
        this.#isLost = true;
        clearInterval(this.#counting);
      }
    } finally {
      await file.close();
    }
  }
}

/** Always as long, so that a count replaces the one before it. */
function textOf({ owner, pid, host, count }: Owner): string {
  return `${JSON.stringify({ owner, pid, host, count: String(count).padStart(12, '0') })}\n`;
}

function ownerIn(content: string | undefined): Owner | undefined {
  if (content === undefined) return undefined;
  try {
    const { owner, pid, host, count } = JSON.parse(content) as Readonly<Record<string, unknown>>;
    const isOwner = typeof owner === 'string' && typeof pid === 'number' && pid > 0 && typeof host === 'string';
    return isOwner ? { owner, pid, host, count: Number(count) } : undefined;
  } catch {
    return undefined;
  }
}

async function contentOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Gives a complete file a second name, unless there is such a file: it appears with its content or not at all. */
async function makeLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // Some file systems have no links.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL'].includes(code ?? '')) throw error;
  }
  try {
    await writeFile(to, await readFile(from), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes claims and files of processes that were killed while they waited. Only for the owner of the lock. */
async function removeClaims(folder: string, owner: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${lockName}.`) || name.endsWith(owner)) continue;
    const path = join(folder, name);
    const left = ownerIn(await contentOf(path));
    // Others may be waiting right now: their files are theirs.
    const isInUse = left !== undefined && (left.host !== hostname() || isAlive(left.pid));
    if (!isInUse || name.startsWith(`${lockName}.after.`))
      await rm(path, { force: true, recursive: true }).catch(() => undefined);
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

function lost(): UserError {
  return new UserError(
    'This fine-tuning was stopped for long, and another window has begun one on this workspace.',
    'Nothing was written. Wait until the other one is done.',
  );
}

function unwritable(cause: unknown): UserError {
  return new UserError(
    `The storage of this workspace cannot be written${isDiskFull(cause) ? ': the disk is full' : ''}.`,
    isDiskFull(cause) ? 'Make room, then start again.' : 'See the log of Undercurrent.',
    { cause },
  );
}
