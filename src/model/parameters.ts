/**
 * The parameter table: every weight of a model by name and shape, in the order in which they lie in one flat array.
 * Training, quantisation and checkpoints all use this table.
 */
import type { Rng } from '../base/rng.ts';
import type { Cell, CellParameter } from './cells/cell.ts';
import { gru } from './cells/gru.ts';
import { lstm } from './cells/lstm.ts';
import { mingru } from './cells/mingru.ts';
import { rnn } from './cells/rnn.ts';
import type { CellKind, ModelConfig } from './config.ts';

export const cells: Readonly<Record<CellKind, Cell>> = { rnn, lstm, gru, mingru };

export interface ParameterShape {
  readonly name: string;
  /** (rows, columns); vectors have one column. */
  readonly shape: readonly [number, number];
}

interface ParameterSpecification extends ParameterShape {
  readonly initialise: (rng: Rng, row: number) => number;
}

/** Prefix of the parameters of one layer. */
export function layerPrefix(layer: number): string {
  return `layers.${layer}.`;
}

/** Numbers in a `HiddenState` of one text. */
export function stateSize(config: ModelConfig): number {
  return config.layers * cells[config.cell].stateParts * config.hiddenSize;
}

export function parameterTable(config: ModelConfig): readonly ParameterShape[] {
  return specifications(config).map(({ name, shape }) => ({ name, shape }));
}

export function parameterCount(config: ModelConfig): number {
  return parameterTable(config).reduce((sum, { shape }) => sum + shape[0] * shape[1], 0);
}

/** Views of one flat array by name. Writing to a view writes to the array. */
export function parameterViews(config: ModelConfig, flat: Float32Array): ReadonlyMap<string, Float32Array> {
  const views = new Map<string, Float32Array>();
  let offset = 0;
  for (const { name, shape } of parameterTable(config)) {
    const length = shape[0] * shape[1];
    views.set(name, flat.subarray(offset, offset + length));
    offset += length;
  }
  if (offset !== flat.length) throw new RangeError(`${flat.length} numbers given for ${offset} parameters`);
  return views;
}

/** New weights: uniform in ±1/√columns (LeCun et al. 1998). Biases are 0 unless the cell says otherwise. */
export function initialParameters(config: ModelConfig, rng: Rng): Float32Array {
  const flat = new Float32Array(parameterCount(config));
  let offset = 0;
  for (const { shape, initialise } of specifications(config)) {
    for (let row = 0; row < shape[0]; row++) {
      for (let column = 0; column < shape[1]; column++) flat[offset++] = initialise(rng, row);
    }
  }
  return flat;
}

function specifications(config: ModelConfig): readonly ParameterSpecification[] {
  const { hiddenSize, embeddingSize, vocabularySize } = config;
  const layers = Array.from({ length: config.layers }, (_, layer) => layerSpecifications(config, layer)).flat();
  return [
    { name: 'embedding', shape: [vocabularySize, embeddingSize], initialise: (rng) => rng.normal() * 0.5 },
    ...copyEmbedding(config),
    ...layers,
    ...normalisation(config, 'output.normalisation.'),
    matrix('output.weights', vocabularySize, hiddenSize),
    constant('output.bias', vocabularySize, () => 0),
  ];
}

/** It starts with zeros, so that a model to which it is added predicts what it did. */
function copyEmbedding({ copyCodes, embeddingSize }: ModelConfig): readonly ParameterSpecification[] {
  if (copyCodes === undefined) return [];
  return [{ name: 'copyEmbedding', shape: [copyCodes, embeddingSize], initialise: () => 0 }];
}

function layerSpecifications(config: ModelConfig, layer: number): readonly ParameterSpecification[] {
  const prefix = layerPrefix(layer);
  const inputs = layer === 0 ? config.embeddingSize : config.hiddenSize;
  const specify = ({ name, rows, columns, initialBias }: CellParameter): ParameterSpecification =>
    columns === 'bias'
      ? constant(prefix + name, rows, initialBias ?? (() => 0))
      : matrix(prefix + name, rows, columns === 'input' ? inputs : config.hiddenSize);
  return [
    ...(layer === 0 ? [] : normalisation(config, `${prefix}normalisation.`)),
    ...cells[config.cell].parameters(config.hiddenSize).map(specify),
  ];
}

function normalisation(config: ModelConfig, prefix: string): readonly ParameterSpecification[] {
  if (config.normalisation === 'none') return [];
  return [
    constant(`${prefix}gain`, config.hiddenSize, () => 1),
    constant(`${prefix}shift`, config.hiddenSize, () => 0),
  ];
}

function matrix(name: string, rows: number, columns: number): ParameterSpecification {
  const limit = 1 / Math.sqrt(columns);
  return { name, shape: [rows, columns], initialise: (rng) => (2 * rng.next() - 1) * limit };
}

function constant(name: string, rows: number, value: (row: number) => number): ParameterSpecification {
  return { name, shape: [rows, 1], initialise: (_rng, row) => value(row) };
}
