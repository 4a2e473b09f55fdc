/**
 * Fits a calibration to offers and what became of them: logistic regression on the logit of the model's probability and
 * the logarithm of the length.
 */
import { type Calibration, logit } from '../../../completion/choosing/calibration.ts';

/** An offer: its probability by the model, its length in keystrokes, and whether it was right. */
export interface Outcome {
  readonly modelProbability: number;
  readonly length: number;
  readonly isRight: boolean;
}

/** Probabilities nearer to 0 or 1 count as this, so that one mistake of a certain offer does not outweigh the rest. */
const surest = 1 - 1e-4;

/** @throws RangeError when offers that seemed likelier were right less often */
export function fitCalibration(outcomes: readonly Outcome[]): Calibration {
  const examples = outcomes.map((outcome) => ({ features: featuresOf(outcome), isRight: outcome.isRight }));
  const [bias = 0, slope = 1, length = 0] = fitLogistic(examples, [0, 1, 0]);
  if (!(slope > 0)) throw new RangeError('offers that seemed likelier were right less often');
  return { bias, slope, length };
}

/** What a calibration is a weighted sum of. */
function featuresOf({ modelProbability, length }: Outcome): readonly [number, number, number] {
  return [1, logit(Math.min(surest, Math.max(1 - surest, modelProbability))), Math.log(length)];
}

export interface Example {
  /** F numbers. */
  readonly features: readonly number[];
  readonly isRight: boolean;
}

const mostSteps = 50;
const close = 1e-9;

/**
 * Logistic regression by Newton's method, one weight a feature: logit of the probability = sum of weight · feature.
 * @param before weights without any example
 * @param ridge penalty of each weight's distance from there; 1 is about one example's worth
 */
export function fitLogistic(examples: readonly Example[], before: readonly number[], ridge = 1): readonly number[] {
  let weights = before;
  for (let step = 0; step < mostSteps; step++) {
    const gradient = weights.map((weight, index) => ridge * ((before[index] ?? 0) - weight));
    const curvature = weights.map((_, row) => weights.map((__, column) => (row === column ? ridge : 0)));
    for (const example of examples) addExample(example, weights, gradient, curvature);
    const change = solve(curvature, gradient);
    weights = weights.map((weight, index) => weight + (change[index] ?? 0));
    if (Math.max(...change.map(Math.abs)) < close) break;
  }
  return weights;
}

/** Adds one example to gradient and (negated) second derivative of the log likelihood. */
function addExample(
  { features, isRight }: Example,
  weights: readonly number[],
  gradient: number[],
  curvature: number[][],
): void {
  const value = features.reduce((sum, feature, index) => sum + feature * (weights[index] ?? 0), 0);
  const predicted = 1 / (1 + Math.exp(-value));
  const spread = predicted * (1 - predicted);
  for (const [i, feature] of features.entries()) {
    gradient[i] = (gradient[i] ?? 0) + (Number(isRight) - predicted) * feature;
    const row = curvature[i] ?? [];
    for (const [j, other] of features.entries()) row[j] = (row[j] ?? 0) + spread * feature * other;
  }
}

/**
 * The solution of matrix · x = right by elimination; the ridge makes the matrix positive definite, so no pivot is
 * sought.
 */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const rows = matrix.map((row, index) => [...row, right[index] ?? 0]);
  const size = rows.length;
  for (const [pivot, from] of rows.entries()) {
    for (const row of rows.slice(pivot + 1)) {
      const factor = (row[pivot] ?? 0) / (from[pivot] ?? 1);
      for (let column = pivot; column <= size; column++)
        row[column] = (row[column] ?? 0) - factor * (from[column] ?? 0);
    }
  }
  const x = new Array<number>(size).fill(0);
  for (let index = size - 1; index >= 0; index--) {
    const row = rows[index] ?? [];
    const known = x.reduce((sum, value, column) => sum + (column > index ? value * (row[column] ?? 0) : 0), 0);
    x[index] = ((row[size] ?? 0) - known) / (row[index] ?? 1);
  }
  return x;
}
