/** The lock between real processes: exactly one holds it, however many want it at once. */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lockHolder, lockStorage } from '../../../src/fineTuning/storageLock.ts';

const busy = 'Another window is fine-tuning on this workspace.';
const program = `
  import { lockStorage } from './src/fineTuning/storageLock.ts';
  let lock;
  process.on('message', () => lock.release().then(() => process.send('released')));
  lockStorage(process.argv[2]).then(
    (held) => { lock = held; process.send('held'); },
    (error) => process.send(error.message),
  );`;

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
    if (state !== 'free') await writeFile(path.join(storage, 'trainer.lock'), `${gone}\n`);
    const answers = await Promise.all(Array.from({ length: 6 }, () => contender().answer));
    expect(answers.sort()).toEqual([busy, busy, busy, busy, busy, 'held'].sort());
    await expect.poll(() => readdir(storage)).toEqual(['trainer.lock']);
  });

  it('is taken after a process was killed while taking it', async () => {
    const turn = path.join(storage, 'trainer.lock.turn');
    await mkdir(turn, { recursive: true });
    const before = new Date(Date.now() - 60_000);
    await utimes(turn, before, before);
    const lock = await lockStorage(storage);
    expect(await readdir(storage)).toEqual(['trainer.lock']);
    await lock.release();
  });

  it.each(['', 'nonsense', '-1', '0'])('with the content %j is free', async (content) => {
    await mkdir(storage, { recursive: true });
    await writeFile(path.join(storage, 'trainer.lock'), content);
    expect(await lockHolder(storage)).toBeUndefined();
    await (await lockStorage(storage)).release();
  });

  it('that was not touched for a while is free, since another program may have its id', async () => {
    await mkdir(storage, { recursive: true });
    const file = path.join(storage, 'trainer.lock');
    await writeFile(file, `${process.ppid}\n`);
    expect(await lockHolder(storage)).toBe(process.ppid);
    const yesterday = new Date(Date.now() - 86_400_000);
    await utimes(file, yesterday, yesterday);
    expect(await lockHolder(storage)).toBeUndefined();
    const lock = await lockStorage(storage);
    expect(await readFile(file, 'utf8')).toBe(`${process.pid}\n`);
    expect(Date.now() - (await stat(file)).mtimeMs).toBeLessThan(60_000);
    await lock.release();
  });

  it('removes files of processes that were killed while they waited', async () => {
    const gone = await deadProcess();
    await mkdir(storage, { recursive: true });
    await writeFile(path.join(storage, `trainer.lock.${gone}`), `${gone}\n`);
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
