import { describe, expect, it } from 'vitest';
import { ActiveTime } from '../../../src/base/activeTime.ts';

describe('active time', () => {
  it('adds the time between ticks to the time before', () => {
    let now = 5_000;
    const time = new ActiveTime(() => now, 300);
    expect(time.milliseconds).toBe(300);
    now += 250;
    expect(time.milliseconds).toBe(300);
    expect(time.tick()).toBe(550);
    now += 1_000;
    expect(time.tick()).toBe(1_550);
    expect(time.tick()).toBe(1_550);
  });

  it('does not count a pause', () => {
    let now = 0;
    const time = new ActiveTime(() => now);
    now += 100;
    time.tick();
    now += 3_600_000;
    time.skip();
    now += 10;
    expect(time.tick()).toBe(110);
  });

  it('counts a very long gap as sleep, and a clock that was set back as no time', () => {
    let now = 0;
    const time = new ActiveTime(() => now);
    now += 8 * 3_600_000;
    expect(time.tick()).toBe(10_000);
    now += 500;
    expect(time.tick(200)).toBe(10_200);
    now -= 60_000;
    expect(time.tick()).toBe(10_200);
    now += 5;
    expect(time.tick()).toBe(10_205);
  });
});
