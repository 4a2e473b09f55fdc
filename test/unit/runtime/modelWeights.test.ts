import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/base/rng.ts';
import { initialParameters } from '../../../src/model/parameters.ts';
import { ModelWeights } from '../../../src/runtime/modelWeights.ts';
import { quantise } from '../../../src/runtime/modelWeights.ts';
import { tinyConfig } from '../../support/tinyCheckpoint.ts';

describe('quantise', () => {
  it.each([
    [32, 32],
    [64, 64],
    [192, 64],
    [512, 128],
  ])('rounds %i columns in blocks of %i, by half a step at most', (columns, blockSize) => {
    const rng = new Rng(columns);
    const weights = Float32Array.from({ length: 3 * columns }, () => rng.normal());
    const matrix = quantise(weights, 3, columns);
    expect(matrix.blockSize).toBe(blockSize);
    expect(matrix.scales).toHaveLength((3 * columns) / blockSize);
    weights.forEach((weight, index) => {
      const scale = matrix.scales[Math.floor(index / blockSize)]!;
      const value = matrix.values[index]!;
      expect(value).toBeGreaterThan(0);
      expect(Math.abs((value - 128) * scale - weight)).toBeLessThanOrEqual(scale * 0.501);
    });
  });

  it('keeps zeros', () => {
    const { values, scales } = quantise(new Float32Array(64), 2, 32);
    expect(new Set(values)).toEqual(new Set([128]));
    expect(scales).toEqual(new Float32Array(2));
  });

  it('refuses columns that do not divide into blocks', () => {
    expect(() => quantise(new Float32Array(33), 1, 33)).toThrow(RangeError);
  });
});

describe('the weights of a model', () => {
  const weights = new ModelWeights(tinyConfig, initialParameters(tinyConfig, new Rng(1)), 'int8');

  it('are quantised once', () => {
    expect(weights.quantised('output.weights')).toBe(weights.quantised('output.weights'));
  });

  it('are known by name', () => {
    expect(weights.shape('layers.1.recurrent.gates')).toEqual([64, 32]);
    expect(() => weights.view('layers.7.recurrent.gates')).toThrow('layers.7');
  });
});
