/**
 * What ships: the size of the package, and how long activation and fine-tuning hold up the extension host. Programs
 * inside a real extension host (test/bench/) record the delays. The host belongs to all extensions, so the time of our
 * own code is told apart.
 */
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { numberFrom, objectOf, parseJson } from '../../../base/validation.ts';
import { newestVsix, packExtension } from '../../shared/developmentEditor/packExtension.ts';
import { runScript } from '../../shared/programs.ts';

/** Runs one of our own programs with its output on standard error; rejects when it fails. */
export async function runProgram(script: string, ...args: readonly string[]): Promise<void> {
  const code = await runScript([script, ...args], { output: process.stderr });
  if (code !== 0) throw new Error(`${script} ${args.join(' ')} ended with code ${code}.`);
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

/** Of one stretch of time. */
export interface DelayMeasures {
  readonly seconds: number;
  /** Of any cause, a busy machine included. */
  readonly longestMilliseconds: number;
  /** How many took longer than 20 ms. */
  readonly above20: number;
  /** Without the time in which the host waited for a core of the machine; absent where that is not known. */
  readonly longestRunningMilliseconds?: number;
  /** Of a delay, what was spent in code of this extension and in what that called. */
  readonly longestOwnMilliseconds: number;
  readonly ownAbove20: number;
}

export interface ProjectDelays {
  /** From the command to the question what is to be done. */
  readonly reading: DelayMeasures;
  /** From the command to the last word, with the panel open; absent where there is too little to learn. */
  readonly fineTuning?: DelayMeasures;
  /**
   * While what is read, and the report of the model, are shown. Both are Markdown, which brings extensions of VS Code's
   * own to life.
   */
  readonly documents: DelayMeasures;
  /** With nothing to do, for as long as the fine-tuning took. */
  readonly idle: DelayMeasures;
  /** How long each call took that forked an empty program. */
  readonly forkMilliseconds: readonly number[];
}

export interface HostMeasures {
  /** While a workspace was read, of any cause. */
  readonly longestDelayMilliseconds: number;
  /** By name. Absent in older reports. */
  readonly projects?: Readonly<Record<string, ProjectDelays>>;
}

export function hostMeasuresOf(projects: Readonly<Record<string, ProjectDelays>>): HostMeasures {
  const reading = Object.values(projects).map((delays) => delays.reading.longestMilliseconds);
  return { longestDelayMilliseconds: Math.max(...reading), projects };
}

/** The worst of all projects. */
export interface WorstDelays {
  /** By this extension. */
  readonly own: number;
  /** Of any cause, in a fine-tuning and with nothing to do. */
  readonly fineTuning: number;
  readonly idle: number;
  /** How many took longer than 20 ms, of all projects together. */
  readonly fineTuningAbove20: number;
  readonly idleAbove20: number;
}

export function worstDelays(projects: readonly ProjectDelays[]): WorstDelays {
  const learnt = projects.flatMap(({ fineTuning, idle }) => (fineTuning === undefined ? [] : [{ fineTuning, idle }]));
  const busy = projects.flatMap(({ reading, fineTuning = reading, documents }) => [reading, fineTuning, documents]);
  const longest = (measures: readonly DelayMeasures[]) =>
    Math.max(0, ...measures.map(({ longestMilliseconds }) => longestMilliseconds));
  const number = (measures: readonly DelayMeasures[]) => measures.reduce((sum, { above20 }) => sum + above20, 0);
  return {
    own: Math.max(0, ...busy.map(({ longestOwnMilliseconds }) => longestOwnMilliseconds)),
    fineTuning: longest(learnt.map(({ fineTuning }) => fineTuning)),
    idle: longest(learnt.map(({ idle }) => idle)),
    fineTuningAbove20: number(learnt.map(({ fineTuning }) => fineTuning)),
    idleAbove20: number(learnt.map(({ idle }) => idle)),
  };
}
