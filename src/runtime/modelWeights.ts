/**
 * The weights of one model in the forms that its sessions want them. A matrix is quantised when first asked for and shared by all
 * sessions: it is most of the work of loading a model.
 */
import { GraphError } from '../graph/value.ts';
import type { ModelConfig } from '../model/config.ts';
import { parameterTable, parameterViews } from '../model/parameters.ts';
import { type QuantisedMatrix, quantise } from './quantise.ts';

export type Precision = 'float32' | 'int8';

export class ModelWeights {
  readonly #views: ReadonlyMap<string, Float32Array>;
  readonly #shapes: ReadonlyMap<string, readonly [number, number]>;
  readonly #quantised = new Map<string, QuantisedMatrix>();

  constructor(
    readonly config: ModelConfig,
    parameters: Float32Array,
    readonly precision: Precision,
  ) {
    this.#views = parameterViews(config, parameters);
    this.#shapes = new Map(parameterTable(config).map(({ name, shape }) => [name, shape]));
  }

  /** A parameter as it is, row by row. */
  view(name: string): Float32Array {
    const view = this.#views.get(name);
    if (view === undefined) throw new GraphError(`no parameter ${name}`);
    return view;
  }

  /** (rows, columns) of a parameter. */
  shape(name: string): readonly [number, number] {
    const shape = this.#shapes.get(name);
    if (shape === undefined) throw new GraphError(`no parameter ${name}`);
    return shape;
  }

  quantised(name: string): QuantisedMatrix {
    const known = this.#quantised.get(name) ?? quantise(this.view(name), ...this.shape(name));
    this.#quantised.set(name, known);
    return known;
  }
}
