import { describe, expect, test } from 'vitest';
import { Rng } from '../../../../../src/base/rng.ts';
import { type Calibration, calibrated, uncalibrated } from '../../../../../src/completion/choosing/calibration.ts';
import { calibrationError, reliabilityOf } from '../../../../../src/replay/reliability.ts';
import { fitCalibration, fitLogistic, type Outcome } from '../../../../../src/tools/train/calibrate/fitCalibration.ts';

const truth: Calibration = { bias: -0.6, slope: 0.8, length: 0.4 };

/** Offers that are right as often as `truth` says. */
function outcomes(count: number, seed = 1): Outcome[] {
  const rng = new Rng(seed);
  return Array.from({ length: count }, () => {
    const modelProbability = 0.02 + 0.96 * rng.next();
    const length = 2 + rng.integer(30);
    return { modelProbability, length, isRight: rng.next() < calibrated(truth, modelProbability, length) };
  });
}

describe('fitting', () => {
  test('finds how likely offers are', () => {
    const fitted = fitCalibration(outcomes(50_000));
    expect(fitted.bias).toBeCloseTo(truth.bias, 1);
    expect(fitted.slope).toBeCloseTo(truth.slope, 1);
    expect(fitted.length).toBeCloseTo(truth.length, 1);
  });

  test('makes a curve lie on the diagonal, that of offers it was not fitted to as well', () => {
    const others = outcomes(20_000, 2);
    const errorWith = (calibration: Calibration): number =>
      calibrationError(
        reliabilityOf(
          others.map(({ modelProbability, length, isRight }) => ({
            probability: calibrated(calibration, modelProbability, length),
            isRight,
          })),
        ),
      );
    expect(errorWith(uncalibrated)).toBeGreaterThan(0.08);
    expect(errorWith(fitCalibration(outcomes(20_000)))).toBeLessThan(0.03);
  });

  test('of few offers little is learnt, of none nothing', () => {
    expect(fitCalibration([])).toEqual(uncalibrated);
    const { bias, slope } = fitCalibration([{ modelProbability: 1, length: 3, isRight: false }]);
    expect(slope).toBeGreaterThan(0.1);
    expect(Math.abs(bias)).toBeLessThan(1);
  });

  test('a prediction that is worse than none is an error', () => {
    const upsideDown = outcomes(2_000).map((offer) => ({ ...offer, isRight: !offer.isRight }));
    expect(() => fitCalibration(upsideDown)).toThrow(RangeError);
  });
});

test('logistic regression finds the weights of any number of features', () => {
  const rng = new Rng(3);
  const weights = [0.5, -1, 2, 0];
  const examples = Array.from({ length: 30_000 }, () => {
    const features = [1, rng.next() - 0.5, rng.next(), rng.next()];
    const value = features.reduce((sum, feature, index) => sum + feature * (weights[index] ?? 0), 0);
    return { features, isRight: rng.next() < 1 / (1 + Math.exp(-value)) };
  });
  const fitted = fitLogistic(examples, [0, 0, 0, 0]);
  for (const [index, weight] of weights.entries()) expect(Math.abs((fitted[index] ?? 9) - weight)).toBeLessThan(0.15);
  const held = fitLogistic(examples, [3, 3, 3, 3], 1e9);
  for (const weight of held) expect(weight).toBeCloseTo(3, 3);
});
