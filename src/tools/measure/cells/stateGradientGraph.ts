/**
 * How much does what was read k characters ago still matter? As a graph: K steps of B texts, the loss of the character
 * after the last of them alone, and the norm of its gradient with respect to the state carried out of every earlier
 * step, ‖∂L_t/∂s_{t−k}‖.
 *
 * A state is cut off by an `Identity` before the next step takes it up, and what is differentiated is what comes out of
 * that: so a gradient counts the paths through the recurrence and not those to the layer above at the same step.
 */
import { differentiate } from '../../../graph/differentiate.ts';
import { GraphBuilder } from '../../../graph/graphBuilder.ts';
import { type Value, given } from '../../../graph/value.ts';
import type { ModelConfig } from '../../../model/config.ts';
import { FeatureMajorLayout } from '../../../model/layout.ts';
import { leaveLayer, outputLogits, projectInputs, stepLayer } from '../../../model/network.ts';
import { cells, parameterTable } from '../../../model/parameters.ts';
import type { SequenceShape } from '../../../model/trainingGraph.ts';

/** Names of the graph's inputs and outputs beside the parameters, which keep their own names. */
export const stateGradientNames = {
  /** int32 (K·B): the characters read, time-major. */
  tokens: 'tokens',
  /** int32 (B): of each text, the character after the last one read. */
  targets: 'targets',
  /** float32 (H, B): state before the first step. */
  stateIn: (layer: number, part: number) => `state.${layer}.${part}.in`,
  /** float32 (B, 1): negative log-likelihood of each target, nats. */
  nats: 'nats',
  /** float32 (K, B): row k − 1 is ‖∂L/∂s_{t−k}‖² of each text, over all layers and all parts of the state. */
  squaredNorms: 'squaredNorms',
};

/** One layer's states before each step, the one that was put in first: `states[step][part]` (H, B). */
type StatesOverTime = readonly (readonly Value[])[];

export function stateGradientGraph(config: ModelConfig, shape: SequenceShape): GraphBuilder {
  const graph = new GraphBuilder();
  const layout = new FeatureMajorLayout(graph, parameterTable(config));
  const lengths = new Array<number>(shape.steps).fill(shape.batch);
  const tokens = graph.input(stateGradientNames.tokens, 'int32', [shape.steps * shape.batch]);
  const targets = graph.input(stateGradientNames.targets, 'int32', [shape.batch]);
  const layers: StatesOverTime[] = [];
  let x = graph.transpose(graph.gather(layout.parameter('embedding'), tokens));
  for (let layer = 0; layer < config.layers; layer++) {
    const { states, outputs } = layerOverTime(layout, config, layer, x, shape.batch, lengths);
    x = leaveLayer(layout, config, layer, x, outputs);
    layers.push(states);
  }
  const last = given(graph.split(x, lengths, 1).at(-1));
  const logits = graph.transpose(outputLogits(layout, config, last));
  const picked = graph.multiply(graph.logSoftmax(logits), graph.oneHot(targets, config.vocabularySize));
  const nats = graph.subtract(graph.scalar(0), graph.reduceSum(picked, 1));
  graph.output(stateGradientNames.nats, nats);
  // Each text's loss depends on its own column alone, so that the gradient of the sum is the gradient of each.
  graph.output(stateGradientNames.squaredNorms, squaredNorms(graph, graph.reduceSum(nats, 0), layers));
  return graph;
}

/** x (in, K·B) → the states before the steps, and outputs (H, K·B). */
function layerOverTime(
  layout: FeatureMajorLayout,
  config: ModelConfig,
  layer: number,
  x: Value,
  batch: number,
  lengths: readonly number[],
): { states: StatesOverTime; outputs: Value } {
  const { graph } = layout;
  const projected = projectInputs(layout, config, layer, x).map((all) => graph.split(all, lengths, 1));
  let state: readonly Value[] = Array.from({ length: cells[config.cell].stateParts }, (_, part) =>
    graph.input(stateGradientNames.stateIn(layer, part), 'float32', [config.hiddenSize, batch]),
  );
  const states: (readonly Value[])[] = [];
  const outputs = lengths.map((_, t) => {
    states.push(state);
    const inputs = projected.flatMap((all) => all.slice(t, t + 1));
    const step = stepLayer(layout, config, layer, inputs, state);
    state = step.state.map((value) => graph.single('Identity', [value], value));
    return step.output;
  });
  return { states, outputs: graph.concat(outputs, 1) };
}

/** (K, B), from the last step back. */
function squaredNorms(graph: GraphBuilder, loss: Value, layers: readonly StatesOverTime[]): Value {
  const steps = layers[0]?.length ?? 0;
  const wanted = Array.from({ length: steps }, (_, back) => layers.flatMap((states) => states[steps - 1 - back] ?? []));
  const gradients = differentiate(graph, loss, wanted.flat());
  const perStep = gradients.length / steps;
  const rows = wanted.map((_, back) =>
    gradients
      .slice(back * perStep, (back + 1) * perStep)
      .map((gradient) => graph.reduceSum(graph.multiply(gradient, gradient), 0))
      .reduce((a, b) => graph.add(a, b)),
  );
  return graph.concat(rows, 0);
}
