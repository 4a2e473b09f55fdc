/** Runs faults of one kind, one after the other. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Rng } from '../../../base/rng.ts';
import { type FaultKind, type FaultOutcome, type FaultStage, textOf } from './faultKinds.ts';
import { importStage } from './importFaults.ts';
import { lockStage } from './lockFaults.ts';
import { serverStage } from './serverFaults.ts';
import { storageStage } from './storageFaults.ts';
import { trainerStage } from './trainerFaults.ts';
import { workspaceStage } from './workspaceFaults.ts';

export interface FaultRange {
  readonly from: number;
  readonly to: number;
  readonly rngOf: (index: number) => Rng;
}

/** Milliseconds that a fault may take. */
const longestFault = 150_000;

const stages: Readonly<Record<FaultKind, (folder: string, rngOf: (index: number) => Rng) => Promise<FaultStage>>> = {
  server: serverStage,
  trainer: trainerStage,
  storage: storageStage,
  import: importStage,
  lock: (folder, rngOf) => lockStage(folder, rngOf, false),
  clock: (folder, rngOf) => lockStage(folder, rngOf, true),
  workspace: workspaceStage,
};

export async function* runFaults(
  kind: FaultKind,
  folder: string,
  { from, to, rngOf }: FaultRange,
): AsyncGenerator<FaultOutcome> {
  const own = join(folder, kind);
  await mkdir(own, { recursive: true });
  const stage = await stages[kind](own, rngOf);
  try {
    for (let index = from; index < to; index++) yield await within(longestFault, stage.inject(index));
  } finally {
    await stage.dispose();
  }
}

async function within(milliseconds: number, fault: Promise<FaultOutcome>): Promise<FaultOutcome> {
  const late = new AbortController();
  const hung = setTimeout(milliseconds, undefined, { signal: late.signal }).then((): FaultOutcome => ({
    result: 'hung',
    what: `no end after ${milliseconds / 1000} s`,
  }));
  hung.catch(() => undefined);
  try {
    return await Promise.race([fault, hung]);
  } catch (error) {
    return { result: 'unclear', what: `an error that nobody expects: ${textOf(error)}` };
  } finally {
    late.abort();
  }
}
