/** The lock between real processes: exactly one holds it, however many want it at once. */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lockHolder, type LockOptions, lockStorage } from '../../../src/fineTuning/storageLock.ts';

const busy = 'Another window is fine-tuning on this workspace.';
const program = `
  import { lockStorage } from './src/fineTuning/storageLock.ts';
  let lock;
  process.on('message', () => lock.release().then(() => process.send('released')));
  lockStorage(process.argv[2]).then(
    (held) => { lock = held; process.send('held'); },
    (error) => process.send(error.message),
  );`;

/** What a lock file says. */
function ownerText(owner: string, pid: number, host = hostname(), count = 0): string {
  return `${JSON.stringify({ owner, pid, host, count: String(count).padStart(12, '0') })}\n`;
}

/** Watches for a moment only: each wait is ten seconds long. */
function quick(): LockOptions {
  let time = 0;
  return { now: () => time, wait: () => Promise.resolve((time += 10_000)) };
}

let folder: string;
let script: string;
let storage: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lock-'));
  script = path.join(folder, 'lock.cjs');
  const resolveDir = path.resolve(import.meta.dirname, '../../..');
  await build({
    stdin: { contents: program, resolveDir },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: script,
  });
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  storage = path.join(await mkdtemp(path.join(folder, 'storage-')), 'new');
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function contender(): { readonly child: ChildProcess; readonly answer: Promise<string> } {
  const child = fork(script, [storage], { execArgv: [] });
  children.push(child);
  return { child, answer: nextMessage(child) };
}

function nextMessage(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('message', (message) => {
      resolve(message as string);
    });
  });
}

function ended(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => child.once('exit', resolve));
}

/** The id of a process that has ended. */
async function deadProcess(): Promise<number> {
  const { child, answer } = contender();
  await answer;
  const end = ended(child);
  child.kill('SIGKILL');
  await end;
  await rm(storage, { recursive: true, force: true });
  return child.pid ?? 0;
}

describe('the lock of a storage', () => {
  it('is held by one process until it releases it', async () => {
    const first = contender();
    expect(await first.answer).toBe('held');
    expect(await lockHolder(storage)).toBe(first.child.pid);
    expect(await contender().answer).toBe(busy);
    await expect(lockStorage(storage)).rejects.toThrow(busy);
    const released = nextMessage(first.child);
    first.child.send('release');
    expect(await released).toBe('released');
    expect(await lockHolder(storage)).toBeUndefined();
    expect(await readdir(storage)).toEqual([]);
    expect(await contender().answer).toBe('held');
  });

  it('does not outlive its process', async () => {
    const { child, answer } = contender();
    expect(await answer).toBe('held');
    const end = ended(child);
    child.kill('SIGKILL');
    await end;
    expect(await lockHolder(storage)).toBeUndefined();
    const lock = await lockStorage(storage);
    expect(await lockHolder(storage)).toBe(process.pid);
    await lock.release();
  });

  it.each(['free', 'of a process that has ended'])('that is %s goes to one of many processes', async (state) => {
    const gone = await deadProcess();
    await mkdir(storage, { recursive: true });
    if (state !== 'free') await writeFile(path.join(storage, 'trainer.lock'), ownerText('gone', gone));
    const answers = await Promise.all(Array.from({ length: 6 }, () => contender().answer));
    expect(answers.sort()).toEqual([busy, busy, busy, busy, busy, 'held'].sort());
    await expect.poll(() => readdir(storage)).toEqual(['trainer.lock']);
  });

  it('is taken after a process was killed while taking it over, twice', async () => {
    const gone = await deadProcess();
    await mkdir(storage, { recursive: true });
    await writeFile(path.join(storage, 'trainer.lock'), ownerText('first', gone));
    await writeFile(path.join(storage, 'trainer.lock.after.first'), ownerText('second', gone));
    await writeFile(path.join(storage, 'trainer.lock.after.second'), ownerText('third', gone));
    const lock = await lockStorage(storage);
    expect(await readdir(storage)).toEqual(['trainer.lock']);
    await lock.release();
    expect(await readdir(storage)).toEqual([]);
  });

  it('is taken although something stands where a claim or a turn was', async () => {
    await mkdir(path.join(storage, 'trainer.lock.turn', 'cannot be removed by rmdir'), { recursive: true });
    const lock = await lockStorage(storage);
    expect(await lockHolder(storage)).toBe(process.pid);
    await lock.release();
  });

  it.each(['', 'nonsense', '-1', '0'])('with the content %j is free', async (content) => {
    await mkdir(storage, { recursive: true });
    await writeFile(path.join(storage, 'trainer.lock'), content);
    expect(await lockHolder(storage)).toBeUndefined();
    await (await lockStorage(storage)).release();
  });

  it.each([
    ['in the past', -86_400_000],
    ['in the future', 86_400_000],
  ])('of a living program that does not count is free, whatever the clock says: %s', async (_name, shift) => {
    await mkdir(storage, { recursive: true });
    const file = path.join(storage, 'trainer.lock');
    await writeFile(file, ownerText('somebody', process.ppid));
    const time = new Date(Date.now() + shift);
    await utimes(file, time, time);
    const lock = await lockStorage(storage, quick());
    expect(await lockHolder(storage)).toBe(process.pid);
    await lock.release();
  });

  it.each([
    ['in the past', -86_400_000],
    ['in the future', 86_400_000],
  ])('of a program that counts is held, whatever the clock says: %s', async (_name, shift) => {
    const first = contender();
    expect(await first.answer).toBe('held');
    const time = new Date(Date.now() + shift);
    await utimes(path.join(storage, 'trainer.lock'), time, time);
    expect(await contender().answer).toBe(busy);
  });

  it('of another machine is held as long as it counts', async () => {
    await mkdir(storage, { recursive: true });
    const file = path.join(storage, 'trainer.lock');
    // No process here has that id.
    await writeFile(file, ownerText('elsewhere', 4_000_000, 'another-host', 1));
    const waits = async () => writeFile(file, ownerText('elsewhere', 4_000_000, 'another-host', 2));
    await expect(lockStorage(storage, { ...quick(), wait: waits })).rejects.toThrow(busy);
    await (await lockStorage(storage, quick())).release();
  });

  it('that went to another process is not removed by the one that was stopped for long', async () => {
    const stopped = contender();
    expect(await stopped.answer).toBe('held');
    stopped.child.kill('SIGSTOP');
    const lock = await lockStorage(storage, quick());
    const released = nextMessage(stopped.child);
    stopped.child.kill('SIGCONT');
    stopped.child.send('release');
    expect(await released).toBe('released');
    expect(await lockHolder(storage)).toBe(process.pid);
    await lock.check();
    await lock.release();
    expect(await readdir(storage)).toEqual([]);
  });

  it('that was lost is noticed before anything is written', async () => {
    const lock = await lockStorage(storage);
    await lock.check();
    const file = path.join(storage, 'trainer.lock');
    await writeFile(file, ownerText('next', process.pid));
    await expect(lock.check()).rejects.toThrow('another window has begun one');
    await lock.release();
    expect(await readFile(file, 'utf8')).toBe(ownerText('next', process.pid));
  });

  it('removes files of processes that were killed while they waited', async () => {
    const gone = await deadProcess();
    await mkdir(storage, { recursive: true });
    await writeFile(path.join(storage, 'trainer.lock.killed'), ownerText('killed', gone));
    await writeFile(path.join(storage, 'model.json'), '{}');
    const lock = await lockStorage(storage);
    expect((await readdir(storage)).sort()).toEqual(['model.json', 'trainer.lock']);
    await lock.release();
  });

  it('that cannot be written gives a UserError', async () => {
    await writeFile(path.join(storage), 'a file where the folder should be').catch(() => undefined);
    await expect(lockStorage(storage)).rejects.toThrow('The storage of this workspace cannot be written.');
  });
});
