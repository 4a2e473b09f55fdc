import { expect, test } from 'vitest';
import { type CpuProfile, delaysBy, ownStretches, type ProfileNode } from '../../../../bench/host/delayAttribution.ts';
import {
  type DelayMeasures,
  hostMeasuresOf,
  worstDelays,
} from '../../../../../src/tools/measure/bench/productBench.ts';

const script = '/extensions/ours/dist/extension.js';

const node = (id: number, functionName: string, url: string, children: number[] = []): ProfileNode => ({
  id,
  callFrame: { functionName, url },
  children,
});

/** Samples by node, a millisecond each, from the thousandth microsecond on. */
const profileOf = (...samples: number[]): CpuProfile => ({
  nodes: [
    node(1, '(root)', '', [2, 3, 4, 6, 8]),
    node(2, '(idle)', ''),
    node(3, '(garbage collector)', ''),
    node(4, 'run', `file://${script}`, [5]),
    node(5, 'spawn', 'node:child_process'),
    node(6, 'channel.onread', 'node:internal/child_process', [7]),
    node(7, 'parse', ''),
    node(8, 'activate', '/extensions/other/dist/extension.js'),
  ],
  startTime: 0,
  endTime: 1_000 * (samples.length + 1),
  samples,
  timeDeltas: samples.map(() => 1_000),
});

test('ours is our script, what it calls, messages of children, and the garbage collected meanwhile', () => {
  const stretches = ownStretches(profileOf(2, 4, 5, 3, 8, 3, 7, 2, 6), script);
  expect(stretches.map(({ start }) => start / 1_000)).toEqual([2, 3, 4, 7, 9]);
  expect(stretches.map(({ start, end }) => end - start)).toEqual([1_000, 1_000, 1_000, 1_000, 1_000]);
});

const delay = (start: number, end: number, waited: number | undefined) => ({ start, due: start + 2_000, end, waited });

test('of a delay ours is the time our code ran, but never time without a core', () => {
  const own = [
    { start: 10_000, end: 14_000 },
    { start: 39_000, end: 80_000 },
  ];
  const delays = [delay(8_000, 16_000, 0), delay(40_000, 70_000, 3_000), delay(100_000, 130_000, 28_000)];
  expect(delaysBy(delays, own, 2)).toEqual({
    seconds: 2,
    longestMilliseconds: 28,
    above20: 2,
    longestRunningMilliseconds: 25,
    longestOwnMilliseconds: 25,
    ownAbove20: 1,
  });
  expect(delaysBy(delays.slice(0, 1), own, 2)).toMatchObject({ longestMilliseconds: 6, longestOwnMilliseconds: 4 });
});

test('the waiting for a core is absent where the system does not count it', () => {
  const measures = delaysBy([delay(0, 30_000, undefined)], [], 1);
  expect(measures).not.toHaveProperty('longestRunningMilliseconds');
  expect(measures).toMatchObject({ longestMilliseconds: 28, longestOwnMilliseconds: 0 });
});

const measures = (longest: number, above20: number, own: number): DelayMeasures => ({
  seconds: 60,
  longestMilliseconds: longest,
  above20,
  longestOwnMilliseconds: own,
  ownAbove20: own > 20 ? 1 : 0,
});

test('the worst of all projects; a host with nothing to do is compared with those that learnt', () => {
  const small = {
    reading: measures(9, 0, 8),
    documents: measures(250, 3, 5),
    idle: measures(99, 7, 0),
    forkMilliseconds: [3],
  };
  const large = {
    reading: measures(12, 0, 2),
    fineTuning: measures(23, 1, 4),
    documents: measures(60, 1, 1),
    idle: measures(22, 2, 0),
    forkMilliseconds: [4],
  };
  expect(worstDelays([small, large])).toEqual({
    own: 8,
    fineTuning: 23,
    idle: 22,
    fineTuningAbove20: 1,
    idleAbove20: 2,
  });
  expect(hostMeasuresOf({ small, large }).longestDelayMilliseconds).toBe(12);
});
