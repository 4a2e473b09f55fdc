/**
 * `npm run faults`: injects faults and sees what becomes of models, states and answers.
 *
 *   --count N    faults, 1000 by default
 *   --seed S     which faults, 1 by default: the same number gives the same faults
 *   --only server,trainer,storage,import,lock,clock,workspace   some kinds only
 *   --json FILE  every fault that did not end well, and the sums
 *
 * Each kind runs in a process of its own, which is ended when a fault keeps it busy. The exit code is 0 when nothing was
 * lost, hung or unclear.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Rng } from '../../base/rng.ts';
import { parseOptions, someOf } from '../shared/options.ts';
import { Progress } from '../shared/progress.ts';
import { alignColumns } from '../shared/tables.ts';
import { runProgram } from './bench/productBench.ts';
import { type FaultKind, type FaultOutcome, faultKinds, faultResults, sharesOf } from './faults/faultKinds.ts';
import { holdLock } from './faults/lockFaults.ts';
import { runFaults } from './faults/runFaults.ts';

const defaults = {
  count: 1000,
  seed: 1,
  only: someOf(faultKinds),
  json: undefined,
  /** For the processes that this program starts. */
  kind: undefined,
  from: 0,
  hold: undefined,
};

/** Milliseconds without a result after which a process counts as hung. */
const longestFault = 180_000;

interface CountedOutcome extends FaultOutcome {
  readonly kind: FaultKind;
  readonly index: number;
}

export async function main(args: readonly string[]): Promise<number> {
  const { count, seed, only, json, kind, from, hold } = parseOptions(args, defaults);
  if (hold !== undefined) return await holdLock(hold);
  if (kind !== undefined) {
    await printOutcomes(kind as FaultKind, { count, seed, from });
    return 0;
  }
  await runProgram('src/tools/launch.mjs', 'build', '--production');
  const progress = new Progress(process.stderr, () => performance.now());
  progress.start('faults', count);
  const outcomes: CountedOutcome[] = [];
  for (const [each, share] of sharesOf(only ?? faultKinds, count))
    for await (const outcome of outcomesOf(each, share, seed)) {
      outcomes.push(outcome);
      progress.advance(1);
    }
  progress.end();
  const bad = outcomes.filter(({ result }) => result !== 'survived');
  console.log(tableOf(outcomes));
  for (const { kind: of, index, result, what } of bad) console.log(`${of} ${index}: ${result}: ${what}`);
  if (json !== undefined)
    await writeFile(json, `${JSON.stringify({ count, seed, sums: sumsOf(outcomes), bad }, undefined, 2)}\n`);
  return bad.length === 0 ? 0 : 1;
}

/** In a process of its own: a line of JSON for each fault. */
async function printOutcomes(
  kind: FaultKind,
  { count, seed, from }: { readonly count: number; readonly seed: number; readonly from: number },
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'undercurrent-faults-'));
  try {
    const rngOf = (index: number): Rng => new Rng(seed * 1_000_003 + index);
    for await (const outcome of runFaults(kind, folder, { from, to: count, rngOf }))
      console.log(JSON.stringify(outcome));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** All faults of a kind. A process that hangs or dies is replaced by one that goes on behind the fault. */
async function* outcomesOf(kind: FaultKind, count: number, seed: number): AsyncGenerator<CountedOutcome> {
  let index = 0;
  while (index < count) {
    const child = spawn(
      process.execPath,
      [
        'src/tools/launch.mjs',
        'faults',
        '--kind',
        kind,
        '--count',
        `${count}`,
        '--seed',
        `${seed}`,
        '--from',
        `${index}`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const state = { isHung: false };
    let timer: NodeJS.Timeout | undefined;
    const wait = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        state.isHung = true;
        child.kill('SIGKILL');
      }, longestFault);
    };
    wait();
    for await (const line of createInterface({ input: child.stdout })) {
      wait();
      const outcome = outcomeOf(line);
      if (outcome !== undefined) yield { ...outcome, kind, index: index++ };
    }
    clearTimeout(timer);
    if (index >= count) return;
    yield state.isHung
      ? { result: 'hung', what: 'the process did not go on', kind, index: index++ }
      : { result: 'unclear', what: 'the process ended', kind, index: index++ };
  }
}

function outcomeOf(line: string): FaultOutcome | undefined {
  try {
    const { result, what } = JSON.parse(line) as Partial<FaultOutcome>;
    return result === undefined || what === undefined ? undefined : { result, what };
  } catch {
    return undefined;
  }
}

function sumsOf(outcomes: readonly CountedOutcome[]): Record<string, Record<string, number>> {
  const sums: Record<string, Record<string, number>> = {};
  for (const { kind, result } of outcomes) {
    const sum = (sums[kind] ??= Object.fromEntries(['tried', ...faultResults].map((name) => [name, 0])));
    sum['tried'] = (sum['tried'] ?? 0) + 1;
    sum[result] = (sum[result] ?? 0) + 1;
  }
  return sums;
}

function tableOf(outcomes: readonly CountedOutcome[]): string {
  const columns = ['tried', ...faultResults];
  const sums = Object.entries(sumsOf(outcomes));
  const rowOf = (name: string, counts: readonly number[]): string[] => [name, ...counts.map(String)];
  const total = columns.map((column) => sums.reduce((sum, [, counts]) => sum + (counts[column] ?? 0), 0));
  return alignColumns([
    ['kind', ...columns],
    ...sums.map(([name, counts]) =>
      rowOf(
        name,
        columns.map((column) => counts[column] ?? 0),
      ),
    ),
    rowOf('all', total),
  ]);
}
