/**
 * Gated recurrent unit (Cho et al. 2014), as the ONNX operator GRU with linear_before_reset = 1 and gates in the order
 * z, r, h:
 *
 *   z = σ(Wz·x + Uz·h₋₁ + bz)    r = σ(Wr·x + Ur·h₋₁ + br)
 *   h̃ = tanh(Wh·x + bh + r ⊙ (Uh·h₋₁ + ch))    h = (1 − z) ⊙ h̃ + z ⊙ h₋₁
 *
 * The path h₋₁ → z ⊙ h₋₁ carries the gradient without multiplying it by a matrix, so it does not vanish.
 */
import type { Cell } from './cell.ts';

export const gru: Cell = {
  stateParts: 1,

  parameters: (hiddenSize) => [
    { name: 'input.gates', rows: 2 * hiddenSize, columns: 'input' },
    { name: 'input.candidate', rows: hiddenSize, columns: 'input' },
    { name: 'recurrent.gates', rows: 2 * hiddenSize, columns: 'hidden' },
    { name: 'recurrent.candidate', rows: hiddenSize, columns: 'hidden' },
    // The cell starts by keeping its state: z starts at σ(1) = 0.73.
    { name: 'bias.gates', rows: 2 * hiddenSize, columns: 'bias', initialBias: (row) => (row < hiddenSize ? 1 : 0) },
    { name: 'bias.candidate', rows: hiddenSize, columns: 'bias' },
    { name: 'bias.recurrentCandidate', rows: hiddenSize, columns: 'bias' },
  ],

  project: (layout, prefix, x) => [
    layout.linear(`${prefix}input.gates`, x, layout.bias(`${prefix}bias.gates`)),
    layout.linear(`${prefix}input.candidate`, x, layout.bias(`${prefix}bias.candidate`)),
  ],

  step(layout, prefix, projected, state, hiddenSize) {
    const { graph } = layout;
    const [xGates, xCandidate] = projected;
    const hPrevious = state[0];
    const gates = layout.linear(`${prefix}recurrent.gates`, hPrevious, xGates, 'Sigmoid');
    const [z, r] = layout.splitFeatures(gates, [hiddenSize, hiddenSize]);
    const recurrent = layout.linear(
      `${prefix}recurrent.candidate`,
      hPrevious,
      layout.bias(`${prefix}bias.recurrentCandidate`),
    );
    const candidate = graph.tanh(graph.add(xCandidate, graph.multiply(r, recurrent)));
    const h = graph.add(candidate, graph.multiply(z, graph.subtract(hPrevious, candidate)));
    return { output: h, state: [h] };
  },
};
