import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Heartbeat } from '../../../src/processes/heartbeat.ts';
import { ManualScheduler } from '../../support/manualScheduler.ts';

function setUp(beat: () => Promise<unknown>) {
  const scheduler = new ManualScheduler();
  const silences: number[] = [];
  let beats = 0;
  const heart = new Heartbeat({
    scheduler,
    beat: () => {
      beats++;
      return beat();
    },
    interval: 3_000,
    patience: 5,
    onSilence: (seconds) => silences.push(seconds),
  });
  const pass = async (intervals: number): Promise<void> => {
    for (let index = 0; index < intervals; index++) {
      scheduler.advance(3_000);
      await setImmediate();
    }
  };
  return { scheduler, silences, heart, pass, beats: () => beats };
}

it('is content while there are answers', async () => {
  const { silences, pass, beats } = setUp(() => Promise.resolve());
  await pass(100);
  expect(silences).toEqual([]);
  expect(beats()).toBeGreaterThan(90);
});

it('tells once when there is none for some intervals, and asks only once meanwhile', async () => {
  const { silences, pass, beats, scheduler } = setUp(() => new Promise(() => undefined));
  await pass(5);
  expect(silences).toEqual([]);
  await pass(1);
  expect(silences).toEqual([15]);
  expect(beats()).toBe(1);
  await pass(10);
  expect(silences).toEqual([15]);
  expect(scheduler.waiting).toBe(0);
});

it('a late answer is an answer', async () => {
  let answer = (): void => undefined;
  const { silences, pass } = setUp(() => new Promise<void>((resolve) => (answer = resolve)));
  for (let round = 0; round < 4; round++) {
    await pass(5);
    answer();
    await setImmediate();
  }
  expect(silences).toEqual([]);
});

it('does not count time in which this process did not run', async () => {
  const { silences, scheduler } = setUp(() => new Promise(() => undefined));
  scheduler.advance(3_000);
  await setImmediate();
  // The machine sleeps for a day.
  scheduler.advance(86_400_000);
  await setImmediate();
  expect(silences).toEqual([]);
});

it('ends with the connection, or when it is disposed of', async () => {
  const closed = setUp(() => Promise.reject(new Error('closed')));
  await closed.pass(3);
  expect(closed.scheduler.waiting).toBe(0);
  const disposed = setUp(() => new Promise(() => undefined));
  await disposed.pass(2);
  disposed.heart.dispose();
  await disposed.pass(10);
  expect([...closed.silences, ...disposed.silences]).toEqual([]);
});
