import { expect, test } from 'vitest';
import { measuresOf } from '../../../src/replay/measures.ts';
import { calibrationError, type Forecast, mergeReliability, reliabilityOf } from '../../../src/replay/reliability.ts';

/** `count` offers with this probability, of which `right` were right. */
const forecasts = (probability: number, count: number, right: number): Forecast[] =>
  Array.from({ length: count }, (_, index) => ({ probability, isRight: index < right }));

test('offers are in tenths of the predicted probability, with means and counts', () => {
  const curve = reliabilityOf([...forecasts(0.9375, 2, 1), ...forecasts(0.96875, 2, 2), ...forecasts(0.3125, 4, 1)]);
  expect(curve).toEqual([
    { from: 0.3, to: 0.4, predicted: 0.3125, observed: 0.25, offers: 4 },
    { from: 0.9, to: 1, predicted: 0.953125, observed: 0.75, offers: 4 },
  ]);
});

test('the edge between two tenths is in the upper one, and 1 in the last', () => {
  const edges = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
  const curve = reliabilityOf(edges.flatMap((probability) => forecasts(probability, 1, 1)));
  expect(curve.map(({ from, offers }) => [from, offers])).toEqual([
    ...edges.slice(0, 9).map((from) => [from, 1]),
    [0.9, 2],
  ]);
});

test('the calibration error ignores tenths with less than 2 % of the offers', () => {
  const many = forecasts(0.55, 98, 53);
  const few = forecasts(0.05, 1, 1);
  expect(calibrationError(reliabilityOf([...many, ...few]))).toBeCloseTo(0.55 - 53 / 98, 10);
  expect(calibrationError(reliabilityOf([...many, ...few, ...few]))).toBeCloseTo(0.95, 10);
  expect(calibrationError([])).toBe(0);
});

test('merged curves are the curve of all offers', () => {
  const one = [...forecasts(0.375, 4, 1), ...forecasts(0.875, 2, 2)];
  const other = [...forecasts(0.3125, 12, 6), ...forecasts(0.625, 8, 5)];
  expect(mergeReliability([reliabilityOf(one), reliabilityOf(other), []])).toEqual(reliabilityOf([...one, ...other]));
});

test('measures contain the curve if there is one', () => {
  const tally = { characters: 10, typed: 8, completed: 2, offers: 2, accepted: 1, draftKeys: 0, latencies: [] };
  expect(measuresOf({ ...tally, forecasts: [] })).not.toHaveProperty('reliability');
  expect(measuresOf({ ...tally, forecasts: forecasts(0.65, 2, 1) })).toMatchObject({
    reliability: [{ from: 0.6, to: 0.7, predicted: 0.65, observed: 0.5, offers: 2 }],
    calibrationError: expect.closeTo(0.15, 10) as number,
  });
});
