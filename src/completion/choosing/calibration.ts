/**
 * How likely an offer is right, given the model's probability. The choice of offers favours texts that the model is too
 * sure of, short ones most. So a logistic function with three numbers, fitted to past offers (`npm run calibrate`),
 * corrects the probability.
 */

/** logit of the calibrated probability = bias + slope · logit of the model's + length · ln of the length. */
export interface Calibration {
  readonly bias: number;
  /** Greater than 0. */
  readonly slope: number;
  readonly length: number;
}

/** Leaves the model's probability as it is. */
export const uncalibrated: Calibration = { bias: 0, slope: 1, length: 0 };

/** Of the shipped model alone: `npm run calibrate -- --alone`. */
export const fittedCalibration: Calibration = { bias: -0.56, slope: 1, length: 0.43 };

/** Of the model with text cache and live learning: `npm run calibrate`. */
export const cachedCalibration: Calibration = { bias: 0.28, slope: 0.92, length: -0.03 };

/** Probability that a text is right, given that of the model and its length in keystrokes, at least 1. */
export function calibrated({ bias, slope, length: weight }: Calibration, probability: number, length: number): number {
  return sigmoid(bias + slope * logit(probability) + weight * Math.log(length));
}

/** The inverse of `calibrated`. */
export function modelProbability(
  { bias, slope, length: weight }: Calibration,
  calibratedProbability: number,
  length: number,
): number {
  return sigmoid((logit(calibratedProbability) - bias - weight * Math.log(length)) / slope);
}

/** Infinite for 0 and 1. */
export function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
