/**
 * Who held up an event loop: delays that a timer has seen, laid over a profile of the same time. What counts as ours is
 * every sample that found our script on the stack, whatever it called; the messages of child processes being taken
 * apart; and garbage collections in the middle of it. All points in time are microseconds of the monotonic clock.
 */
import type { DelayMeasures } from '../../../src/tools/measure/bench/productBench.ts';

export interface Delay {
  /** When the timer was set, when it should have fired, and when it did. */
  readonly start: number;
  readonly due: number;
  readonly end: number;
  /** Microseconds in which the thread could have run and had no core; `undefined` where that is not known. */
  readonly waited: number | undefined;
}

export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** What is looked at of a profile as `node:inspector` records it. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly startTime: number;
  readonly endTime: number;
  /** Ids of nodes. */
  readonly samples?: readonly number[] | undefined;
  /** From one sample to the next. */
  readonly timeDeltas?: readonly number[] | undefined;
}

export interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly children?: readonly number[] | undefined;
}

/** Milliseconds. */
const limit = 20;

/** @param own when our code ran, as `ownStretches` found it */
export function delaysBy(delays: readonly Delay[], own: readonly Stretch[], seconds: number): DelayMeasures {
  const inMilliseconds = delays.map((delay) => {
    const length = (delay.end - delay.due) / 1e3;
    const running = Math.max(0, length - (delay.waited ?? 0) / 1e3);
    return { length, running, own: Math.min(running, shared(delay, own) / 1e3) };
  });
  const longest = (of: 'length' | 'running' | 'own') => Math.max(0, ...inMilliseconds.map((delay) => delay[of]));
  const isKnown = delays.every(({ waited }) => waited !== undefined);
  return {
    seconds,
    longestMilliseconds: longest('length'),
    above20: inMilliseconds.filter(({ length }) => length > limit).length,
    ...(isKnown ? { longestRunningMilliseconds: longest('running') } : {}),
    longestOwnMilliseconds: longest('own'),
    ownAbove20: inMilliseconds.filter((delay) => delay.own > limit).length,
  };
}

/** Microseconds of a delay in which our code ran. */
function shared(delay: Stretch, stretches: readonly Stretch[]): number {
  return stretches.reduce(
    (sum, { start, end }) => sum + Math.max(0, Math.min(end, delay.end) - Math.max(start, delay.start)),
    0,
  );
}

/** @param ownScript path of our script */
export function ownStretches(
  { nodes, startTime, endTime, samples = [], timeDeltas = [] }: CpuProfile,
  ownScript: string,
): readonly Stretch[] {
  const own = ownNodes(nodes, ownScript);
  const collector = nodes.find(({ callFrame }) => callFrame.functionName === '(garbage collector)')?.id;
  const stretches: Stretch[] = [];
  let time = startTime;
  let isOwn = false;
  for (const [index, id] of samples.entries()) {
    time += timeDeltas[index] ?? 0;
    // A collection belongs to what it interrupts.
    if (id !== collector) isOwn = own.has(id);
    const next = timeDeltas[index + 1];
    if (isOwn) stretches.push({ start: time, end: next === undefined ? endTime : time + next });
  }
  return stretches;
}

/** Ids of all nodes that are ours, or below one that is. */
function ownNodes(nodes: readonly ProfileNode[], ownScript: string): ReadonlySet<number> {
  const own = new Set<number>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const toVisit = nodes.filter(({ callFrame }) => isOwnFrame(callFrame, ownScript)).map(({ id }) => id);
  for (let id = toVisit.pop(); id !== undefined; id = toVisit.pop()) {
    if (own.has(id)) continue;
    own.add(id);
    toVisit.push(...(byId.get(id)?.children ?? []));
  }
  return own;
}

function isOwnFrame({ url, functionName }: ProfileNode['callFrame'], ownScript: string): boolean {
  return url.endsWith(ownScript) || (url.startsWith('node:') && functionName === 'channel.onread');
}
