import { describe, expect, it } from 'vitest';
import { type LearningRateSchedule, learningRate } from '../../../../src/tools/train/learningRateSchedule.ts';

const schedule: LearningRateSchedule = { peak: 0.01, warmUp: 10, total: 110, floor: 0.1 };

describe('the learning rate', () => {
  it('rises in equal steps to its peak', () => {
    for (let update = 0; update < 10; update++) {
      expect(learningRate(schedule, update)).toBeCloseTo(0.001 * (update + 1), 12);
    }
    expect(learningRate(schedule, 10)).toBe(0.01);
  });

  it('falls along half a cosine to its floor, and stays there', () => {
    expect(learningRate(schedule, 60)).toBeCloseTo(0.01 * (0.1 + 0.9 / 2), 12);
    expect(learningRate(schedule, 35)).toBeCloseTo(0.01 * (0.1 + 0.9 * 0.5 * (1 + Math.SQRT1_2)), 12);
    expect(learningRate(schedule, 110)).toBeCloseTo(0.001, 12);
    expect(learningRate(schedule, 1000)).toBeCloseTo(0.001, 12);
  });

  it('may stay at its peak before it falls, whatever the number of updates', () => {
    const stable = { ...schedule, total: 1000, fall: 0.2 };
    for (const update of [10, 400, 800]) expect(learningRate(stable, update)).toBe(0.01);
    expect(learningRate(stable, 900)).toBeCloseTo(0.01 * (0.1 + 0.9 / 2), 12);
    expect(learningRate(stable, 1000)).toBeCloseTo(0.001, 12);
    for (let update = 0; update < 800; update++) {
      expect(learningRate({ ...stable, total: 5000 }, update)).toBe(learningRate(stable, update));
    }
  });

  it('never rises after the warm-up', () => {
    for (let update = 11; update < 200; update++) {
      expect(learningRate(schedule, update)).toBeLessThanOrEqual(learningRate(schedule, update - 1));
    }
  });

  it('needs no warm-up, and may be all warm-up', () => {
    expect(learningRate({ ...schedule, warmUp: 0 }, 0)).toBe(0.01);
    expect(learningRate({ ...schedule, warmUp: 110 }, 109)).toBeCloseTo(0.01, 12);
    expect(Number.isFinite(learningRate({ ...schedule, warmUp: 110 }, 110))).toBe(true);
  });
});
