/**
 * Fits a calibration to offers and what became of them: logistic regression on the logit of the probability they were shown with and the
 * logarithm of their length, by Newton's method.
 */
import { type Calibration, calibrated, logit } from '../../completion/calibration.ts';
import type { Forecast } from '../../replay/reliability.ts';

/** Probabilities nearer to 0 or 1 count as these: a single mistake of something certain must not outweigh all else. */
const surest = 1 - 1e-4;
/** Penalty of each weight's distance from that of the calibration the offers were shown with: one offer's worth. */
const ridge = 1;
const mostSteps = 50;

type Weights = readonly [bias: number, slope: number, length: number];
type Matrix = readonly [Weights, Weights, Weights];

/**
 * The calibration that says best how likely these offers were, which were shown with the probabilities of `shownWith`.
 * @throws RangeError when offers that seemed likelier were right less often
 */
export function fitCalibration(forecasts: readonly Forecast[], shownWith: Calibration): Calibration {
  const weights = fitWeights(forecasts);
  const [bias, slope, length] = weights;
  // What was shown is itself a calibration of what the model says: two in a row are one.
  const fitted = {
    bias: bias + slope * shownWith.bias,
    slope: slope * shownWith.slope,
    length: length + slope * shownWith.length,
  };
  if (!(fitted.slope > 0)) throw new RangeError('offers that seemed likelier were right less often');
  return fitted;
}

/** The forecasts as they would have been with another calibration, though others might have been shown with it. */
export function recalibrated(forecasts: readonly Forecast[], from: Calibration, to: Calibration): Forecast[] {
  const slope = to.slope / from.slope;
  const change = { slope, bias: to.bias - slope * from.bias, length: to.length - slope * from.length };
  return forecasts.map((forecast) => ({
    ...forecast,
    probability: calibrated(change, within(forecast.probability), forecast.length),
  }));
}

function within(probability: number): number {
  return Math.min(surest, Math.max(1 - surest, probability));
}

function fitWeights(forecasts: readonly Forecast[]): Weights {
  const rows = forecasts.map(({ probability, length, isRight }) => ({
    features: [1, logit(within(probability)), Math.log(length)] as const,
    isRight,
  }));
  let weights: Weights = [0, 1, 0];
  for (let step = 0; step < mostSteps; step++) {
    const gradient = [ridge * -weights[0], ridge * (1 - weights[1]), ridge * -weights[2]] as [number, number, number];
    const curvature = [
      [ridge, 0, 0],
      [0, ridge, 0],
      [0, 0, ridge],
    ] as [[number, number, number], [number, number, number], [number, number, number]];
    for (const { features, isRight } of rows) addRow(features, isRight, weights, gradient, curvature);
    const change = solve(curvature, gradient);
    weights = [weights[0] + change[0], weights[1] + change[1], weights[2] + change[2]];
    if (Math.max(...change.map(Math.abs)) < 1e-9) break;
  }
  return weights;
}

/** Adds one offer to gradient and (negated) second derivative of the log likelihood. */
function addRow(
  features: Weights,
  isRight: boolean,
  [bias, slope, length]: Weights,
  gradient: [number, number, number],
  curvature: [[number, number, number], [number, number, number], [number, number, number]],
): void {
  const value = bias * features[0] + slope * features[1] + length * features[2];
  const predicted = 1 / (1 + Math.exp(-value));
  const spread = predicted * (1 - predicted);
  for (const i of [0, 1, 2] as const) {
    gradient[i] += (Number(isRight) - predicted) * features[i];
    for (const j of [0, 1, 2] as const) curvature[i][j] += spread * features[i] * features[j];
  }
}

/** The solution of matrix · x = right (Cramer's rule); the ridge keeps the matrix regular. */
function solve(matrix: Matrix, right: Weights): Weights {
  const whole = determinant(matrix);
  const replaced = (column: number): Matrix =>
    matrix.map((row, i) => row.map((value, j) => (j === column ? (right[i] ?? 0) : value))) as unknown as Matrix;
  return [determinant(replaced(0)) / whole, determinant(replaced(1)) / whole, determinant(replaced(2)) / whole];
}

function determinant([[a, b, c], [d, e, f], [g, h, i]]: Matrix): number {
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}
