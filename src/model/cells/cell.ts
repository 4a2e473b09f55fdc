/**
 * A recurrent cell in two halves: `project` is everything that depends on the input alone and may be computed for all steps at
 * once, `step` is what must wait for the previous state. Gradients come from `graph/`; a cell is written forward only.
 */
import type { Value } from '../../graph/value.ts';
import type { Layout } from '../layout.ts';

export interface CellParameter {
  readonly name: string;
  readonly rows: number;
  /** `input`: as many columns as the layer has inputs; `hidden`: H columns; `bias`: one column. */
  readonly columns: 'input' | 'hidden' | 'bias';
  /** Starting value of a bias, row by row, where it is not 0. */
  readonly initialBias?: (row: number) => number;
}

export interface CellStep {
  /** What the next layer sees, H features. */
  readonly output: Value;
  /** The state carried on: `stateParts` values of H features each. */
  readonly state: readonly Value[];
}

export interface Cell {
  /** Vectors of H numbers carried from step to step. */
  readonly stateParts: 1 | 2;
  /** In the order in which they lie in a checkpoint. */
  parameters(hiddenSize: number): readonly CellParameter[];
  project(layout: Layout, prefix: string, x: Value, hiddenSize: number): readonly Value[];
  step(
    layout: Layout,
    prefix: string,
    projected: readonly Value[],
    state: readonly Value[],
    hiddenSize: number,
  ): CellStep;
}
