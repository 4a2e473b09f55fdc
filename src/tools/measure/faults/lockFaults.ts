/** Processes that hold the lock of a storage and die, stop, or live with another clock. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import type { Rng } from '../../../base/rng.ts';
import { lockStorage, type StorageLock } from '../../../fineTuning/storageLock.ts';
import { type FaultOutcome, type FaultStage, isTelling, survived, textOf } from './faultKinds.ts';

const days = 86_400_000;
/** Milliseconds in which a process that goes on looks at its lock again. */
const goingOn = 2_500;

/** What the process `faults --hold FOLDER` does: takes the lock, says so, and keeps it. */
export async function holdLock(folder: string): Promise<number> {
  try {
    await lockStorage(folder);
  } catch (error) {
    console.log(isTelling(error) ? 'refused' : `unclear: ${textOf(error)}`);
    return 1;
  }
  console.log('held');
  await setTimeout(600_000);
  return 0;
}

/** @param otherClock whether the times of all files are changed as well, as if clocks had been set */
export function lockStage(folder: string, rngOf: (index: number) => Rng, otherClock: boolean): Promise<FaultStage> {
  return Promise.resolve({
    inject: (index) => injected(join(folder, `${index}`), rngOf(index), otherClock),
    dispose: () => Promise.resolve(),
  });
}

async function injected(folder: string, rng: Rng, otherClock: boolean): Promise<FaultOutcome> {
  await mkdir(folder, { recursive: true });
  const holders = Array.from({ length: 1 + rng.integer(3) }, () => started(folder));
  const fate = (['killed', 'killed', 'stopped', 'killed while taking'] as const)[rng.integer(4)] ?? 'killed';
  const offset = otherClock ? (rng.integer(2) === 0 ? -1 : 1) * (1 + rng.integer(400)) * days : 0;
  const what = `${holders.length} at once, ${fate}${otherClock ? `, clock by ${offset / days} days` : ''}`;
  try {
    if (fate === 'killed while taking') {
      await setTimeout(rng.integer(400));
      for (const { child } of holders) await ended(child);
      return await takenBy(folder, offset, what);
    }
    const said = await Promise.all(holders.map(({ said }) => said));
    const unclear = said.find((word) => word !== 'held' && word !== 'refused');
    if (unclear !== undefined) return { result: 'unclear', what: `${what}: ${unclear}` };
    if (said.filter((word) => word === 'held').length !== 1)
      return { result: 'lost', what: `${what}: ${said.join(', ')}` };
    const holder = holders[said.indexOf('held')]?.child;
    if (fate === 'stopped' && holder !== undefined) {
      const outcome = await besideStopped(folder, holder, what);
      if (outcome !== undefined) return outcome;
    }
    if (holder !== undefined) await ended(holder);
    return await takenBy(folder, offset, what);
  } finally {
    for (const { child } of holders) await ended(child);
  }
}

/** A stopped holder may lose its lock; when it goes on, it leaves that of the next one alone. */
async function besideStopped(folder: string, holder: ChildProcess, what: string): Promise<FaultOutcome | undefined> {
  holder.kill('SIGSTOP');
  let lock: StorageLock;
  try {
    lock = await lockStorage(folder);
  } catch (error) {
    return isTelling(error) ? undefined : { result: 'unclear', what: `${what}: ${textOf(error)}` };
  }
  holder.kill('SIGCONT');
  await setTimeout(goingOn);
  try {
    await lock.check();
  } catch (error) {
    return { result: 'lost', what: `${what}: the one that was stopped took the lock of another: ${textOf(error)}` };
  } finally {
    await lock.release();
  }
  return undefined;
}

/** After all holders have ended, the lock is free, whatever the time is. */
async function takenBy(folder: string, offset: number, what: string): Promise<FaultOutcome> {
  if (offset !== 0) {
    const time = new Date(Date.now() + offset);
    for (const name of await readdir(folder)) await utimes(join(folder, name), time, time);
  }
  try {
    const lock = await lockStorage(folder);
    await lock.release();
    return survived(what);
  } catch (error) {
    return { result: 'lost', what: `${what}: never free again: ${textOf(error)}` };
  }
}

function started(folder: string): { readonly child: ChildProcess; readonly said: Promise<string> } {
  const program = join('dist', 'tools', 'faults.cjs');
  const script = `require(${JSON.stringify(join(process.cwd(), program))}).main(['--hold', ${JSON.stringify(folder)}])`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  const said = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', () => {
      resolve('nothing');
    });
  });
  return { child, said };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
