/** How the time is divided, under a clock that the test moves. */
import { describe, expect, it } from 'vitest';
import { FineTunePace, type MeasuringCost } from '../../../src/fineTuning/fineTunePace.ts';

interface Played {
  /** Share of the time for updates, and for measurements in between. */
  readonly training: number;
  readonly measuring: number;
  readonly measurements: number;
  readonly saves: number;
  /** Progress at each update. */
  readonly progress: readonly number[];
}

/** A training with updates of `update` milliseconds and up to twelve measurements. */
function play(minutes: number, cost: MeasuringCost, update = 100, spent = 0, trainingStart = spent): Played {
  let now = 1_000;
  const pace = new FineTunePace(() => now, minutes, { spent, trainingStart });
  pace.beginTraining(cost, 12);
  let [training, measuring, measurements, saves] = [0, 0, 0, 0];
  const progress: number[] = [];
  while (pace.trainingProgress < 1) {
    progress.push(pace.trainingProgress);
    now += update;
    training += update;
    pace.tick();
    if (pace.isTimeToMeasure) {
      now += cost.heldOut;
      measuring += cost.heldOut;
      measurements++;
      pace.noteMeasured();
    }
    if (pace.isTimeToSave) {
      saves++;
      pace.noteSaved();
    }
  }
  const all = minutes * 60_000;
  return { training: training / all, measuring: measuring / all, measurements, saves, progress };
}

describe('the time of a fine-tuning', () => {
  it.each([0.5, 2, 10])('goes mostly into training, in %f minutes', (minutes) => {
    // A machine on which a measurement takes as long as 20 updates.
    const { training, measuring } = play(minutes, { heldOut: 2_000, result: 8_000 });
    expect(measuring).toBeLessThanOrEqual(0.1);
    expect(training).toBeGreaterThan(0.6);
  });

  it('allows all measurements where they are cheap', () => {
    const { measurements, saves } = play(10, { heldOut: 500, result: 2_000 });
    expect(measurements).toBeGreaterThanOrEqual(11);
    expect(measurements).toBeLessThanOrEqual(12);
    // Every 45 seconds, or one measurement later.
    expect(saves).toBeGreaterThanOrEqual(12);
    expect(saves).toBeLessThanOrEqual(13);
  });

  it('gives training at least half, however long measuring takes', () => {
    const { training, measurements } = play(1, { heldOut: 20_000, result: 90_000 });
    expect(training).toBeCloseTo(0.5, 2);
    expect(measurements).toBe(0);
    // Half of the rest, when measuring the base has taken most of it.
    expect(play(1, { heldOut: 20_000, result: 90_000 }, 100, 48_000).training).toBeCloseTo(0.1, 2);
    expect(play(1, { heldOut: 20_000, result: 90_000 }, 100, 60_000).training).toBe(0);
  });

  it('gives a progress from 0 to 1 that ends when the final measuring begins', () => {
    const { progress } = play(1, { heldOut: 1_000, result: 10_000 });
    expect(progress[0]).toBe(0);
    expect(progress.at(-1)).toBeLessThan(1);
    expect(progress.at(-1)).toBeGreaterThan(0.99);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
  });

  it('gives no progress while the base is measured', () => {
    let now = 0;
    const pace = new FineTunePace(() => now, 1);
    for (; now < 9_000; now += 1_000) pace.tick();
    pace.beginTraining({ heldOut: 1_000, result: 9_000 }, 12);
    expect([pace.trainingStart, pace.trainingProgress]).toEqual([9_000, 0]);
    for (const end = now + 21_000; now < end; now += 7_000) pace.tick();
    pace.tick();
    expect(pace.trainingProgress).toBe(0.5);
  });

  it('goes on where a saved training was', () => {
    const { training, progress } = play(1, { heldOut: 100, result: 0 }, 100, 45_000, 0);
    expect(progress[0]).toBe(0.75);
    expect(training).toBeCloseTo(0.25, 1);
  });

  it('is reported as a share of the budget and as the rest', () => {
    let now = 0;
    const pace = new FineTunePace(() => now, 1, { spent: 15_000, trainingStart: 5_000 });
    expect([pace.fraction, pace.remainingSeconds]).toEqual([0.25, 45]);
    now = 5_000;
    expect(pace.tick()).toBe(20_000);
    expect(pace.remainingSeconds).toBe(40);
    // A pause.
    now = 500_000;
    pace.skip();
    expect(pace.tick()).toBe(20_000);
    for (; now < 600_000; now += 1_000) pace.tick();
    expect([pace.fraction, pace.remainingSeconds]).toEqual([1, 0]);
  });
});
