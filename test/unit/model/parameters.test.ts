/** The parameter table: places in the flat array, and the distribution of new weights. */
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/base/rng.ts';
import type { CellKind, ModelConfig } from '../../../src/model/config.ts';
import {
  cells,
  initialParameters,
  parameterCount,
  parameterTable,
  parameterViews,
  stateSize,
} from '../../../src/model/parameters.ts';

const config: ModelConfig = {
  cell: 'gru',
  layers: 2,
  hiddenSize: 64,
  embeddingSize: 32,
  residual: true,
  normalisation: 'layer',
  vocabularySize: 40,
};

describe('the table', () => {
  it('lists embedding, layers and output in the order of a checkpoint', () => {
    const table = parameterTable(config).map(({ name, shape }) => `${name} ${shape.join('×')}`);
    expect(table).toEqual([
      'embedding 40×32',
      'layers.0.input.gates 128×32',
      'layers.0.input.candidate 64×32',
      'layers.0.recurrent.gates 128×64',
      'layers.0.recurrent.candidate 64×64',
      'layers.0.bias.gates 128×1',
      'layers.0.bias.candidate 64×1',
      'layers.0.bias.recurrentCandidate 64×1',
      'layers.1.normalisation.gain 64×1',
      'layers.1.normalisation.shift 64×1',
      'layers.1.input.gates 128×64',
      'layers.1.input.candidate 64×64',
      'layers.1.recurrent.gates 128×64',
      'layers.1.recurrent.candidate 64×64',
      'layers.1.bias.gates 128×1',
      'layers.1.bias.candidate 64×1',
      'layers.1.bias.recurrentCandidate 64×1',
      'output.normalisation.gain 64×1',
      'output.normalisation.shift 64×1',
      'output.weights 40×64',
      'output.bias 40×1',
    ]);
  });

  it('has an embedding of copy codes where the model reads them: zeros, after that of the tokens', () => {
    const copying = { ...config, copyCodes: 7 };
    expect(
      parameterTable(copying)
        .slice(0, 3)
        .map(({ name }) => name),
    ).toEqual(['embedding', 'copyEmbedding', 'layers.0.input.gates']);
    expect(parameterCount(copying)).toBe(parameterCount(config) + 7 * 32);
    const fresh = parameterViews(copying, initialParameters(copying, new Rng(1)));
    expect(fresh.get('copyEmbedding')).toEqual(new Float32Array(7 * 32));
  });

  it.each<[CellKind, number, number]>([
    ['rnn', 64 * (32 + 64 + 1) + 64 * (64 + 64 + 1), 2 * 64],
    ['lstm', 4 * (64 * (32 + 64 + 1) + 64 * (64 + 64 + 1)), 4 * 64],
    ['gru', 3 * (64 * (32 + 64 + 1) + 64 * (64 + 64 + 1)) + 2 * 64, 2 * 64],
    ['mingru', 2 * (64 * (32 + 1) + 64 * (64 + 1)), 2 * 64],
  ])('of a stack of %s cells has the textbook number of parameters', (cell, recurrent, state) => {
    const plain: ModelConfig = { ...config, cell, normalisation: 'none' };
    expect(parameterCount(plain)).toBe(40 * 32 + recurrent + 40 * 64 + 40);
    expect(parameterCount({ ...plain, normalisation: 'layer' })).toBe(parameterCount(plain) + 2 * 2 * 64);
    expect(stateSize(plain)).toBe(state);
  });

  it.each(Object.keys(cells) as CellKind[])('names every parameter of %s once', (cell) => {
    const names = parameterTable({ ...config, cell }).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('views', () => {
  it('cover the array without gap or overlap, and write to it', () => {
    const flat = new Float32Array(parameterCount(config));
    const views = parameterViews(config, flat);
    let value = 0;
    for (const { name, shape } of parameterTable(config)) {
      const view = views.get(name);
      expect(view).toHaveLength(shape[0] * shape[1]);
      view?.fill(++value);
    }
    expect(flat.every((number, index) => number > 0 && number >= (flat[index - 1] ?? 0))).toBe(true);
    expect(flat[0]).toBe(1);
    expect(flat.at(-1)).toBe(value);
  });

  it('refuse an array of another length', () => {
    const count = parameterCount(config);
    expect(() => parameterViews(config, new Float32Array(count - 1))).toThrow(RangeError);
    expect(() => parameterViews(config, new Float32Array(count + 1))).toThrow(RangeError);
  });
});

describe('fresh weights', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(initialParameters(config, new Rng(5))).toEqual(initialParameters(config, new Rng(5)));
    expect(initialParameters(config, new Rng(5))).not.toEqual(initialParameters(config, new Rng(6)));
  });

  it('are spread according to the size of the layer', () => {
    const views = parameterViews(config, initialParameters(config, new Rng(1)));
    for (const { name, shape } of parameterTable(config)) {
      const values = Array.from(views.get(name) ?? []);
      const deviation = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
      if (name === 'embedding') {
        expect(Math.abs(deviation - 0.5)).toBeLessThan(0.05);
      } else if (shape[1] > 1) {
        const limit = 1 / Math.sqrt(shape[1]);
        expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(Math.fround(limit));
        expect(Math.abs(deviation - limit / Math.sqrt(3)), name).toBeLessThan(0.05 * limit);
      }
    }
  });

  it('keep the state at first: the update gate of a GRU and the forget gate of an LSTM are open', () => {
    const biases = (cell: CellKind): number[] => {
      const flat = initialParameters({ ...config, cell }, new Rng(1));
      return Array.from(parameterViews({ ...config, cell }, flat).get('layers.1.bias.gates') ?? []);
    };
    const ones = new Array<number>(64).fill(1);
    const zeros = new Array<number>(64).fill(0);
    expect(biases('gru')).toEqual([...ones, ...zeros]);
    expect(biases('lstm')).toEqual([...zeros, ...zeros, ...ones]);
    // Its z is the share of what is new.
    expect(biases('mingru')).toEqual(ones.map((one) => -one));
  });

  it('start normalisation as the identity', () => {
    const views = parameterViews(config, initialParameters(config, new Rng(1)));
    expect(new Set(views.get('output.normalisation.gain'))).toEqual(new Set([1]));
    expect(new Set(views.get('output.normalisation.shift'))).toEqual(new Set([0]));
  });
});
