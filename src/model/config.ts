/**
 * The numbers that define the shape of a recurrent language model. Changing `cell` alone is enough to train, fine-tune
 * and run another kind of cell.
 */

/** All kinds of cells, simplest first. */
export const cellKinds = ['rnn', 'lstm', 'gru', 'mingru'] as const;
export type CellKind = (typeof cellKinds)[number];

export interface ModelConfig {
  readonly cell: CellKind;
  /** Stacked recurrent layers, ≥ 1. */
  readonly layers: number;
  /** Units per layer H; a multiple of 32. */
  readonly hiddenSize: number;
  /** Length E of a token's embedding; a multiple of 32. */
  readonly embeddingSize: number;
  /** Adds each layer's input to its output (from the second layer on, where both have H features). */
  readonly residual: boolean;
  /** `layer`: layer normalisation of the inputs of each layer from the second on, and of the output layer. */
  readonly normalisation: 'none' | 'layer';
  /** Number of tokens V. */
  readonly vocabularySize: number;
  /**
   * Number of copy codes: with each token the model reads what the text cache expects next, as a number. Code 0 says
   * nothing. Absent in models without this input.
   */
  readonly copyCodes?: number | undefined;
}
