import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calibrated, modelProbability, uncalibrated } from '../../../../src/completion/choosing/calibration.ts';

const probability = fc.double({ min: 1e-4, max: 1 - 1e-4, noNaN: true });
const length = fc.integer({ min: 1, max: 200 });
const calibration = fc.record({
  bias: fc.double({ min: -2, max: 2, noNaN: true }),
  slope: fc.double({ min: 0.3, max: 3, noNaN: true }),
  length: fc.double({ min: -1, max: 1, noNaN: true }),
});

test('without calibration, a probability stays the same', () => {
  fc.assert(
    fc.property(probability, length, (p, l) => {
      expect(calibrated(uncalibrated, p, l)).toBeCloseTo(p, 10);
    }),
  );
});

test('modelProbability is the inverse', () => {
  fc.assert(
    fc.property(calibration, probability, length, (c, p, l) => {
      expect(modelProbability(c, calibrated(c, p, l), l)).toBeCloseTo(p, 6);
    }),
  );
});

test('calibration keeps the order', () => {
  fc.assert(
    fc.property(calibration, probability, probability, length, (c, p, q, l) => {
      expect(Math.sign(calibrated(c, p, l) - calibrated(c, q, l)) * Math.sign(p - q)).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('0 and 1 stay 0 and 1', () => {
  const bent = { bias: -1, slope: 0.5, length: 0.3 };
  expect(calibrated(bent, 1, 5)).toBe(1);
  expect(calibrated(bent, 0, 5)).toBe(0);
});

test('a positive weight of the length raises long texts over short ones', () => {
  const bent = { bias: -0.4, slope: 1, length: 0.3 };
  expect(calibrated(bent, 0.5, 2)).toBeLessThan(0.5);
  expect(calibrated(bent, 0.5, 20)).toBeGreaterThan(0.5);
});
