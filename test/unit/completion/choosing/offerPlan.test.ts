import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectedSaving, planned, type Prices, type Prospect } from '../../../../src/completion/choosing/offerPlan.ts';

/** A text of ASCII characters that are each right with this probability, given those before. */
function prospect(probabilities: readonly number[]): Prospect {
  const right = [1];
  for (const probability of probabilities) right.push((right.at(-1) ?? 0) * probability);
  return { right, keystrokes: [...right.keys()] };
}

/** Showing costs nothing unless it is wrong. */
function free(cost: number): Prices {
  return { cost, price: 0, leastValue: 0 };
}

/** The same by trying everything: what is expected from a place on, when each step is the best one. */
function best({ right, keystrokes }: Prospect, stops: readonly number[], prices: Prices, place: number): number {
  const { cost, price } = prices;
  const end = stops.at(-1) ?? 0;
  const here = right[place] ?? 0;
  if (place >= end || here <= 0) return 0;
  const within = (stop: number): number => (right[stop] ?? 0) / here;
  const values = stops
    .filter((stop) => stop > place)
    .map(
      (stop) =>
        expectedSaving(within(stop), (keystrokes[stop] ?? 0) - (keystrokes[place] ?? 0), cost) -
        price +
        within(stop) * best({ right, keystrokes }, stops, prices, stop),
    );
  return Math.max(0, within(place + 1) * best({ right, keystrokes }, stops, prices, place + 1), ...values);
}

const probability = fc.constantFrom(0, 0.2, 0.5, 0.7, 0.9, 0.97, 1);
const texts = fc.array(probability, { minLength: 1, maxLength: 9 });

test('a plan is worth as much as the best of all ways to go on', () => {
  fc.assert(
    fc.property(
      texts,
      fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
      fc.double({ min: 0, max: 12, noNaN: true }),
      fc.double({ min: 0, max: 2, noNaN: true }),
      (probabilities, isStop, cost, price) => {
        const prices = { cost, price, leastValue: 0 };
        const text = prospect(probabilities);
        const stops = probabilities.flatMap((_, index) => (isStop[index] === true ? [index + 1] : []));
        const choice = planned(text, stops, prices);
        const most = best(text, stops, prices, 0);
        if (choice !== undefined) {
          expect(stops).toContain(choice.stop);
          expect(choice.value).toBeCloseTo(most, 8);
        } else if (most > 1e-9) {
          // Silence only where waiting is as good.
          expect((text.right[1] ?? 0) * best(text, stops, prices, 1)).toBeCloseTo(most, 8);
        }
      },
    ),
  );
});

test('a certain text is shown completely, a hopeless one not at all', () => {
  expect(planned(prospect([1, 1, 1, 1]), [2, 4], free(4))).toEqual({ stop: 4, value: 3 });
  expect(planned(prospect([0.2, 1, 1, 1]), [2, 4], free(4))).toBeUndefined();
  expect(planned(prospect([0, 1, 1, 1]), [2, 4], free(0))).toBeUndefined();
  expect(planned(prospect([1, 1]), [], free(4))).toBeUndefined();
});

test('an uncertain end is offered later, so that the beginning is not at risk', () => {
  expect(planned(prospect([1, 1, 1, 1, 0.7, 1, 1, 1]), [4, 8], free(2))?.stop).toBe(4);
  expect(planned(prospect([1, 1, 1, 1, 0.8, 1, 1, 1]), [4, 8], free(2))?.stop).toBe(8);
});

test('the plan waits while the next character decides, and only then', () => {
  const doubtfulFirst = prospect([0.6, 1, 1, 1, 1, 1]);
  expect(planned(doubtfulFirst, [6], free(4))).toBeUndefined();
  expect(planned(doubtfulFirst, [6], free(1))?.stop).toBe(6);
  expect(planned(prospect([1, 1, 1, 1, 1, 0.6]), [6], free(1))?.stop).toBe(6);
});

test('a higher cost never shows more with a single stop', () => {
  fc.assert(
    fc.property(
      texts,
      fc.double({ min: 0, max: 8, noNaN: true }),
      fc.double({ min: 0, max: 8, noNaN: true }),
      (probabilities, a, b) => {
        const text = prospect(probabilities);
        const stops = [probabilities.length];
        const [cheap, dear] = [Math.min(a, b), Math.max(a, b)];
        if (planned(text, stops, free(dear)) !== undefined) expect(planned(text, stops, free(cheap))).toBeDefined();
      },
    ),
  );
});

test('nothing below the least value is shown', () => {
  expect(planned(prospect([1, 1, 1]), [3], { ...free(4), leastValue: 1.9 })?.stop).toBe(3);
  expect(planned(prospect([1, 1, 1]), [3], { ...free(4), leastValue: 2 })).toBeUndefined();
});

test('each offer has its price, so one long offer is better than two short ones, and a short one is not worth it', () => {
  const prices = { cost: 4, price: 1, leastValue: 0 };
  expect(planned(prospect([1, 1]), [2], prices)).toBeUndefined();
  expect(planned(prospect([1, 1, 1]), [3], prices)).toEqual({ stop: 3, value: 1 });
  const doubtful = prospect([1, 1, 1, 1, 0.7, 1, 1, 1]);
  expect(planned(doubtful, [4, 8], free(2))?.stop).toBe(4);
  expect(planned(doubtful, [4, 8], { ...prices, cost: 2 })?.stop).toBe(8);
});

test('nothing is shorter than the shortest, now or later', () => {
  expect(planned(prospect([1, 1, 1, 1]), [2], free(1), 3)).toBeUndefined();
  expect(planned(prospect([1, 1, 1, 1, 1]), [2, 5], free(1), 4)?.stop).toBe(5);
  expect(planned(prospect([1, 1, 1, 1, 0.1]), [4, 5], free(1), 3)?.stop).toBe(4);
});
