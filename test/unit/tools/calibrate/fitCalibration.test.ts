import { describe, expect, test } from 'vitest';
import { Rng } from '../../../../src/base/rng.ts';
import {
  type Calibration,
  calibrated,
  modelProbability,
  uncalibrated,
} from '../../../../src/completion/calibration.ts';
import { calibrationError, type Forecast, reliabilityOf } from '../../../../src/replay/reliability.ts';
import { fitCalibration, recalibrated } from '../../../../src/tools/calibrate/fitCalibration.ts';

const truth: Calibration = { bias: -0.6, slope: 0.8, length: 0.4 };

/** Offers that are right as often as `truth` says, shown with what `shownWith` makes of the model's probability. */
function offers(count: number, shownWith: Calibration, seed = 1): Forecast[] {
  const rng = new Rng(seed);
  return Array.from({ length: count }, () => {
    const model = 0.02 + 0.96 * rng.next();
    const length = 2 + rng.integer(30);
    return {
      probability: calibrated(shownWith, model, length),
      length,
      isRight: rng.next() < calibrated(truth, model, length),
    };
  });
}

describe('fitting', () => {
  test('finds how likely offers are', () => {
    const fitted = fitCalibration(offers(50_000, uncalibrated), uncalibrated);
    expect(fitted.bias).toBeCloseTo(truth.bias, 1);
    expect(fitted.slope).toBeCloseTo(truth.slope, 1);
    expect(fitted.length).toBeCloseTo(truth.length, 1);
  });

  test('it does not matter with which calibration they were shown', () => {
    const other = { bias: 0.7, slope: 1.4, length: -0.2 };
    const fromWord = fitCalibration(offers(5_000, uncalibrated), uncalibrated);
    const fromOther = fitCalibration(offers(5_000, other), other);
    expect(fromOther.bias).toBeCloseTo(fromWord.bias, 1);
    expect(fromOther.slope).toBeCloseTo(fromWord.slope, 1);
    expect(fromOther.length).toBeCloseTo(fromWord.length, 1);
  });

  test('makes a curve lie on the diagonal, that of offers it was not fitted to as well', () => {
    const fitted = fitCalibration(offers(20_000, uncalibrated), uncalibrated);
    const others = offers(20_000, uncalibrated, 2);
    expect(calibrationError(reliabilityOf(others))).toBeGreaterThan(0.08);
    expect(calibrationError(reliabilityOf(recalibrated(others, uncalibrated, fitted)))).toBeLessThan(0.03);
  });

  test('of few offers little is learnt, of none nothing', () => {
    expect(fitCalibration([], truth)).toEqual(truth);
    const wrong = [{ probability: 1, length: 3, isRight: false }];
    const { bias, slope } = fitCalibration(wrong, uncalibrated);
    expect(slope).toBeGreaterThan(0.1);
    expect(Math.abs(bias)).toBeLessThan(1);
  });

  test('a prediction that is worse than none is an error', () => {
    const upsideDown = offers(2_000, uncalibrated).map((offer) => ({ ...offer, isRight: !offer.isRight }));
    expect(() => fitCalibration(upsideDown, uncalibrated)).toThrow(RangeError);
  });
});

test('recalibrated probabilities are those of the model with the other calibration', () => {
  const from = { bias: 0.2, slope: 1.2, length: 0.1 };
  const forecast = { probability: calibrated(from, 0.3, 7), length: 7, isRight: true };
  const [changed] = recalibrated([forecast], from, truth);
  expect(changed?.probability).toBeCloseTo(calibrated(truth, modelProbability(from, forecast.probability, 7), 7), 10);
});
