/**
 * Multinomial logistic regression: from N rows of F numbers to one row of weights for each of K classes. The loss is
 * convex, so only the decay of the weights is to be chosen. Numbers are standardised first. The weights that come out
 * are for the numbers as they were.
 */
import type { Rng } from '../../base/rng.ts';
import { AdamW, adamWDefaults } from '../../training/adamW.ts';
import { learningRate } from './learningRateSchedule.ts';

export interface Examples {
  /** F. */
  readonly features: number;
  /** (N, F), rows first. */
  readonly rows: Float32Array;
  /** Class of each row, 0 to K − 1. */
  readonly labels: Int32Array;
}

export interface RegressionRecipe {
  readonly epochs: number;
  readonly batch: number;
  readonly peakRate: number;
  /** Decay per unit of learning rate, as AdamW has it. */
  readonly weightDecay: number;
  /** A rare class counts for more, up to this many times. */
  readonly mostWeight: number;
}

/** Weights (K, F + 1), rows first: those of a class, then its bias. The same `rng` gives the same weights. */
export function fitSoftmax(examples: Examples, classes: number, recipe: RegressionRecipe, rng: Rng): Float32Array {
  const { features, labels } = examples;
  const scale = standardisation(examples);
  // The optimizer's ranges end at multiples of 4.
  const width = Math.ceil(features / 4) * 4;
  const optimizer = new AdamW(classes * width + classes, [[0, classes * width]], {
    ...adamWDefaults,
    weightDecay: recipe.weightDecay,
  });
  const importance = classWeights(labels, classes, recipe.mostWeight);
  const updates = recipe.epochs * Math.ceil(labels.length / recipe.batch);
  const schedule = { peak: recipe.peakRate, warmUp: Math.min(20, updates), total: updates, floor: 0.01 };
  const order = Array.from(labels.keys());
  const row = new Float32Array(width);
  for (let epoch = 0; epoch < recipe.epochs; epoch++) {
    rng.shuffle(order);
    for (let from = 0; from < order.length; from += recipe.batch) {
      optimizer.gradients.fill(0);
      const batch = order.slice(from, from + recipe.batch);
      for (const example of batch) {
        standardise(examples, example, scale, row);
        const label = labels[example] ?? 0;
        addGradient(optimizer, classes, row, label, (importance[label] ?? 1) / batch.length);
      }
      optimizer.update(learningRate(schedule, optimizer.updates), 1, 0);
    }
  }
  return unstandardised(optimizer.parameters, classes, width, features, scale);
}

/** Adds the gradient of one example's cross-entropy: (softmax − one-hot) times the example. */
function addGradient(
  { parameters, gradients }: AdamW,
  classes: number,
  row: Float32Array,
  label: number,
  weight: number,
): void {
  const width = row.length;
  const probabilities = softmax(
    Float64Array.from({ length: classes }, (_, k) => {
      let sum = parameters[classes * width + k] ?? 0;
      for (let index = 0; index < width; index++) sum += (parameters[k * width + index] ?? 0) * (row[index] ?? 0);
      return sum;
    }),
  );
  for (let k = 0; k < classes; k++) {
    const error = ((probabilities[k] ?? 0) - (k === label ? 1 : 0)) * weight;
    const bias = classes * width + k;
    gradients[bias] = (gradients[bias] ?? 0) + error;
    for (let index = 0; index < width; index++) {
      const at = k * width + index;
      gradients[at] = (gradients[at] ?? 0) + error * (row[index] ?? 0);
    }
  }
}

/** In place. */
function softmax(logits: Float64Array): Float64Array {
  const largest = logits.reduce((most, value) => Math.max(most, value), -Infinity);
  let sum = 0;
  for (let k = 0; k < logits.length; k++) sum += logits[k] = Math.exp((logits[k] ?? 0) - largest);
  for (let k = 0; k < logits.length; k++) logits[k] = (logits[k] ?? 0) / sum;
  return logits;
}

interface Standardisation {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** A number that is the same in all rows keeps a deviation above zero and becomes 0. */
const leastDeviation = 1e-3;

function standardisation({ features, rows, labels }: Examples): Standardisation {
  const mean = new Float64Array(features);
  const square = new Float64Array(features);
  rows.forEach((value, index) => {
    const at = index % features;
    mean[at] = (mean[at] ?? 0) + value / labels.length;
  });
  rows.forEach((value, index) => {
    const at = index % features;
    square[at] = (square[at] ?? 0) + (value - (mean[at] ?? 0)) ** 2 / labels.length;
  });
  return { mean, deviation: square.map((value) => Math.sqrt(value) + leastDeviation) };
}

function standardise({ features, rows }: Examples, example: number, scale: Standardisation, into: Float32Array): void {
  for (let index = 0; index < features; index++) {
    const value = (rows[example * features + index] ?? 0) - (scale.mean[index] ?? 0);
    into[index] = value / (scale.deviation[index] ?? 1);
  }
}

function unstandardised(
  parameters: Float32Array,
  classes: number,
  width: number,
  features: number,
  { mean, deviation }: Standardisation,
): Float32Array {
  const weights = new Float32Array(classes * (features + 1));
  for (let k = 0; k < classes; k++) {
    let bias = parameters[classes * width + k] ?? 0;
    for (let index = 0; index < features; index++) {
      const weight = (parameters[k * width + index] ?? 0) / (deviation[index] ?? 1);
      weights[k * (features + 1) + index] = weight;
      bias -= weight * (mean[index] ?? 0);
    }
    weights[k * (features + 1) + features] = bias;
  }
  return weights;
}

/** Inverse to how often a class comes, 1 for one with an equal share. */
function classWeights(labels: Int32Array, classes: number, most: number): readonly number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts.map((count) => Math.min(most, labels.length / classes / Math.max(1, count)));
}
