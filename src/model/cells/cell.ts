/**
 * A recurrent cell in two halves. `project` depends on the input alone, so it runs for all steps at once. `step` needs
 * the previous state. A cell only describes the forward computation; `graph/` derives the gradients.
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
  /** Input of the next layer, H features. */
  readonly output: Value;
  /** The new state: `stateParts` values of H features each. */
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
