/**
 * The minimal gated recurrent unit (Feng et al. 2024, "Were RNNs All We Needed?"):
 *
 *   z = σ(Wz·x + bz)    h̃ = g(Wh·x + bh)    h = (1 − z) ⊙ h₋₁ + z ⊙ h̃    with g(a) = a + ½ for a ≥ 0, σ(a) below
 *
 * No gate uses h₋₁, so all products over time are one Gemm, and the recurrence is an element-wise weighted mean.
 * Note that z is the share of the new value here; in `gru` it is the share of the old one.
 */
import type { GraphBuilder } from '../../graph/graphBuilder.ts';
import type { Value } from '../../graph/value.ts';
import type { Cell } from './cell.ts';

export const mingru: Cell = {
  stateParts: 1,

  parameters: (hiddenSize) => [
    { name: 'input.gates', rows: hiddenSize, columns: 'input' },
    { name: 'input.candidate', rows: hiddenSize, columns: 'input' },
    // The cell starts by keeping its state, as a GRU: 1 − z starts at σ(1) = 0.73.
    { name: 'bias.gates', rows: hiddenSize, columns: 'bias', initialBias: () => -1 },
    { name: 'bias.candidate', rows: hiddenSize, columns: 'bias' },
  ],

  project(layout, prefix, x) {
    const candidate = layout.linear(`${prefix}input.candidate`, x, layout.bias(`${prefix}bias.candidate`));
    return [
      layout.linear(`${prefix}input.gates`, x, layout.bias(`${prefix}bias.gates`), 'Sigmoid'),
      positive(layout.graph, candidate),
    ];
  },

  step({ graph }, _prefix, projected, state) {
    const [z, candidate] = projected;
    const hPrevious = state[0];
    const h = graph.add(hPrevious, graph.multiply(z, graph.subtract(candidate, hPrevious)));
    return { output: h, state: [h] };
  },
};

/** g(a), by parts: max(a, 0) + σ(min(a, 0)). */
function positive(graph: GraphBuilder, a: Value): Value {
  const above = graph.relu(a);
  return graph.add(above, graph.sigmoid(graph.subtract(a, above)));
}
