/**
 * Long short-term memory with forget gate (Hochreiter & Schmidhuber 1997). Gates i, o, f, c are in the order of ONNX's
 * LSTM:
 *
 *   i, o, f = σ(W·x + U·h₋₁ + b)    c̃ = tanh(Wc·x + Uc·h₋₁ + bc)    c = f ⊙ c₋₁ + i ⊙ c̃    h = o ⊙ tanh(c)
 *
 * State: h and c.
 */
import type { Cell } from './cell.ts';

export const lstm: Cell = {
  stateParts: 2,

  parameters: (hiddenSize) => [
    { name: 'input.gates', rows: 3 * hiddenSize, columns: 'input' },
    { name: 'input.candidate', rows: hiddenSize, columns: 'input' },
    { name: 'recurrent.gates', rows: 3 * hiddenSize, columns: 'hidden' },
    { name: 'recurrent.candidate', rows: hiddenSize, columns: 'hidden' },
    // The cell starts by keeping its state: the forget gate starts at σ(1).
    { name: 'bias.gates', rows: 3 * hiddenSize, columns: 'bias', initialBias: (row) => (row < 2 * hiddenSize ? 0 : 1) },
    { name: 'bias.candidate', rows: hiddenSize, columns: 'bias' },
  ],

  project: (layout, prefix, x) => [
    layout.linear(`${prefix}input.gates`, x, layout.bias(`${prefix}bias.gates`)),
    layout.linear(`${prefix}input.candidate`, x, layout.bias(`${prefix}bias.candidate`)),
  ],

  step(layout, prefix, projected, state, hiddenSize) {
    const { graph } = layout;
    const hPrevious = state[0];
    const gates = layout.linear(`${prefix}recurrent.gates`, hPrevious, projected[0], 'Sigmoid');
    const [i, o, f] = layout.splitFeatures(gates, [hiddenSize, hiddenSize, hiddenSize]);
    const candidate = layout.linear(`${prefix}recurrent.candidate`, hPrevious, projected[1], 'Tanh');
    const kept = graph.multiply(f, state[1]);
    const c = graph.add(kept, graph.multiply(i, candidate));
    const h = graph.multiply(o, graph.tanh(c));
    return { output: h, state: [h, c] };
  },
};
