/**
 * The vanilla recurrent network (Elman 1990): h = tanh(W·x + U·h₋₁ + b). Every step multiplies the gradient by Uᵀ·(1 −
 * h²), so over many steps it vanishes or explodes. This cell exists for comparison with the gated ones.
 */
import type { Cell } from './cell.ts';

export const rnn: Cell = {
  stateParts: 1,

  parameters: (hiddenSize) => [
    { name: 'input.candidate', rows: hiddenSize, columns: 'input' },
    { name: 'recurrent.candidate', rows: hiddenSize, columns: 'hidden' },
    { name: 'bias.candidate', rows: hiddenSize, columns: 'bias' },
  ],

  project: (layout, prefix, x) => [
    layout.linear(`${prefix}input.candidate`, x, layout.bias(`${prefix}bias.candidate`)),
  ],

  step(layout, prefix, projected, state) {
    const h = layout.linear(`${prefix}recurrent.candidate`, state[0], projected[0], 'Tanh');
    return { output: h, state: [h] };
  },
};
