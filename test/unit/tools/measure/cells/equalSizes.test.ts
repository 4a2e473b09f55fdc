/** Networks of equal size with different cells. */
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../../../src/base/userError.ts';
import { cellKinds, type ModelConfig } from '../../../../../src/model/config.ts';
import { parameterCount } from '../../../../../src/model/parameters.ts';
import { equalSize } from '../../../../../src/tools/measure/cells/equalSizes.ts';

function gruOf(hiddenSize: number, embeddingSize: number): ModelConfig {
  const size = { layers: 2, hiddenSize, embeddingSize, vocabularySize: 320 };
  return { cell: 'gru', residual: true, normalisation: 'layer', ...size };
}

describe.each([gruOf(192, 64), gruOf(256, 64), gruOf(512, 128)])('a GRU of $hiddenSize units', (reference) => {
  it.each(cellKinds)('has its like among networks of %s cells', (cell) => {
    const config = equalSize(reference, cell);
    expect(config).toMatchObject({ cell, layers: 2, residual: true, normalisation: 'layer' });
    expect(Math.abs(parameterCount(config) / parameterCount(reference) - 1)).toBeLessThan(0.02);
    expect([config.hiddenSize % 32, config.embeddingSize % 32]).toEqual([0, 0]);
    // A cell with fewer matrices has more units.
    const matrices = { rnn: 1, lstm: 4, gru: 3, mingru: 1 }[cell];
    expect(Math.sign(config.hiddenSize - reference.hiddenSize)).toBe(Math.sign(3 - matrices));
  });
});

it('is refused where multiples of 32 are too coarse', () => {
  expect(() => equalSize(gruOf(128, 64), 'mingru')).toThrow(UserError);
});
