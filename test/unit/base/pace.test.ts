import { expect, it } from 'vitest';
import { Pace, withoutRest } from '../../../src/base/pace.ts';

it('rests only when it has worked long enough', async () => {
  let now = 0;
  let rests = 0;
  const pace = new Pace(
    () => now,
    () => {
      rests++;
      now += 100;
      return Promise.resolve();
    },
    5,
  );
  await pace.rest();
  now = 4;
  expect(pace.isDue).toBe(false);
  await pace.rest();
  expect(rests).toBe(0);
  now = 5;
  expect(pace.isDue).toBe(true);
  await pace.rest();
  expect(rests).toBe(1);
  // The time of the rest does not count as work.
  expect(pace.isDue).toBe(false);
  expect(withoutRest.isDue).toBe(false);
});
