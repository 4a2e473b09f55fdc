import { describe, expect, it } from 'vitest';
import { Rng } from '../../../../src/base/rng.ts';
import { type Examples, fitSoftmax } from '../../../../src/tools/train/softmaxRegression.ts';

const recipe = { epochs: 40, batch: 16, peakRate: 0.05, weightDecay: 0.01, mostWeight: 3 };

/** Points around the corners of a triangle, far from zero and of different scales. */
function clouds(perClass: readonly number[], seed: number): Examples {
  const rng = new Rng(seed);
  const centres = [
    [100, 0.01, 5],
    [104, 0.02, 5],
    [100, 0.04, 5],
  ];
  const labels = perClass.flatMap((count, label) => new Array<number>(count).fill(label));
  const rows = labels.flatMap((label) => {
    const [x = 0, y = 0, z = 0] = centres[label] ?? [];
    return [x + 0.5 * rng.normal(), y + 0.002 * rng.normal(), z];
  });
  return { features: 3, rows: Float32Array.from(rows), labels: Int32Array.from(labels) };
}

function logits(weights: Float32Array, { features, rows }: Examples, example: number, classes: number): number[] {
  return Array.from({ length: classes }, (_, k) => {
    const row = weights.subarray(k * (features + 1), (k + 1) * (features + 1));
    return row.reduce(
      (sum, weight, index) => sum + weight * (index < features ? (rows[example * features + index] ?? 0) : 1),
      0,
    );
  });
}

function shareRight(weights: Float32Array, examples: Examples, label?: number): number {
  const asked = Array.from(examples.labels.keys()).filter(
    (index) => label === undefined || examples.labels[index] === label,
  );
  const right = asked.filter((index) => {
    const values = logits(weights, examples, index, 3);
    return values.indexOf(Math.max(...values)) === examples.labels[index];
  });
  return right.length / asked.length;
}

describe('fitSoftmax', () => {
  it('tells classes apart at new points, at any scale of the numbers', () => {
    const weights = fitSoftmax(clouds([60, 60, 60], 1), 3, recipe, new Rng(2));
    expect(weights).toHaveLength(3 * 4);
    expect(shareRight(weights, clouds([200, 200, 200], 3))).toBeGreaterThan(0.98);
  });

  it('lets a rare class count as much as the others', () => {
    const weights = fitSoftmax(clouds([200, 200, 8], 4), 3, recipe, new Rng(2));
    expect(shareRight(weights, clouds([10, 10, 200], 5), 2)).toBeGreaterThan(0.9);
  });

  it('is surer of itself the less the weights decay', () => {
    const examples = clouds([60, 60, 60], 1);
    const margin = (weightDecay: number): number => {
      const [first = 0, second = 0] = logits(
        fitSoftmax(examples, 3, { ...recipe, weightDecay }, new Rng(2)),
        examples,
        0,
        3,
      );
      return first - second;
    };
    expect(margin(0.01)).toBeGreaterThan(2 * margin(5));
  });

  it('gives the same weights from the same seed', () => {
    const examples = clouds([20, 20, 20], 6);
    expect(fitSoftmax(examples, 3, recipe, new Rng(7))).toEqual(fitSoftmax(examples, 3, recipe, new Rng(7)));
  });
});
