/**
 * The minimal gated recurrent unit (Feng et al. 2024, "Were RNNs All We Needed?"):
 *
 *   z = σ(Wz·x + bz)    h̃ = g(Wh·x + bh)    h = (1 − z) ⊙ h₋₁ + z ⊙ h̃    with g(a) = a + ½ for a ≥ 0, σ(a) below
 *
 * No gate looks at h₋₁, so nothing is multiplied by a matrix from step to step: all products over time are one Gemm, and what is left of
 * the recurrence is a weighted mean, a number at a time. Mind that z is the share of what is new here, not of what is kept as in `gru`.
 */
import type { GraphBuilder } from '../../graph/graphBuilder.ts';
import type { Value } from '../../graph/value.ts';
import type { Cell } from './cell.ts';

export const mingru: Cell = {
  stateParts: 1,

  parameters: (hiddenSize) => [
    { name: 'input.gates', rows: hiddenSize, columns: 'input' },
    { name: 'input.candidate', rows: hiddenSize, columns: 'input' },
    // A state that is kept at first, as in a GRU: 1 − z starts at σ(1) = 0.73.
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
