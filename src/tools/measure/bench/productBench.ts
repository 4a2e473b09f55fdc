/**
 * What is shipped: the size of the package, and how long the extension host is kept by activation and by fine-tuning.
 * All come from other programs of this repository: the package is the newest there is, the rest is measured by programs
 * inside a real extension host.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { numberFrom, objectOf, parseJson } from '../../../base/validation.ts';
import { type HostMeasures, hostMeasuresOf, type ProjectDelays } from './hostDelays.ts';
import { newestVsix, packExtension } from '../../shared/developmentEditor/packExtension.ts';

/** Runs one of our own programs with its output on standard error; rejects when it fails. */
export async function runProgram(script: string, ...args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', process.stderr, process.stderr] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${script} ${args.join(' ')} ended with code ${code ?? 'none'}.`);
}

/** Size of the newest package in dist/, 10⁶ bytes; it is made when there is none. */
export async function packageMegabytes(): Promise<number> {
  const { size } = await stat((await newestVsix('dist')) ?? (await packExtension()));
  return size / 1e6;
}

/**
 * Milliseconds of the extension host's time, measured now, or with `mayBeOld` taken from an earlier run if there was
 * one.
 */
export async function activationMilliseconds(mayBeOld: boolean): Promise<number> {
  const record = join('dist', 'activation.json');
  const schema = objectOf({ milliseconds: numberFrom(0, Number.MAX_VALUE) });
  const recorded = async () =>
    parseJson(schema, await readFile(record, 'utf8'), (reason) => new Error(`${record}: ${reason}`)).milliseconds;
  if (mayBeOld) {
    const old = await recorded().catch(() => undefined);
    if (old !== undefined) return old;
  }
  await rm(record, { force: true });
  await runProgram('src/tools/launch.mjs', 'build', '--production');
  const vitest = ['run', '--config', 'test/e2e/vitest.config.mts', 'test/integration'];
  const failure = await runProgram('node_modules/vitest/vitest.mjs', ...vitest).catch((error: unknown) => error);
  // A test that fails further on does not matter here; without a record there is nothing to report.
  const measured = await recorded().catch(() => undefined);
  if (measured === undefined) throw new Error('The extension host recorded no activation.', { cause: failure });
  return measured;
}

/** How long real extension hosts are held up while projects are read and learnt, some minutes each. */
export async function hostDelays(mayBeOld: boolean): Promise<HostMeasures> {
  const record = join('dist', 'hostDelay.json');
  const recorded = async () =>
    hostMeasuresOf(JSON.parse(await readFile(record, 'utf8')) as Readonly<Record<string, ProjectDelays>>);
  if (mayBeOld) {
    const old = await recorded().catch(() => undefined);
    if (old !== undefined) return old;
  }
  await runProgram('src/tools/launch.mjs', 'build', '--production');
  await runProgram('node_modules/vitest/vitest.mjs', 'run', '--config', 'test/bench/vitest.config.mts');
  return recorded();
}
