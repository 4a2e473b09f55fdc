/**
 * One step of truncated back-propagation through time as a graph: forward over T characters of B texts, cross-entropy, gradients.
 *
 * Everything lies feature-major, (features, T·B), column t·B + b: weights stand on the left of every product. What depends on inputs
 * alone is one Gemm over all T steps. The optimizer is not in here: it is one pass over flat arrays (training/adamW.ts).
 */
import { differentiate } from '../graph/differentiate.ts';
import { GraphBuilder } from '../graph/graphBuilder.ts';
import type { Value } from '../graph/value.ts';
import type { ModelConfig } from './config.ts';
import { FeatureMajorLayout } from './featureMajorLayout.ts';
import { leaveLayer, outputLogits, projectInputs, stepLayer } from './network.ts';
import { cells, parameterTable } from './parameters.ts';

export interface SequenceShape {
  /** Characters per step, T. */
  readonly steps: number;
  /** Texts side by side, B. */
  readonly batch: number;
}

/** Names of the graph's inputs and outputs beside the parameters, which keep their own names. */
export const names = {
  /** int32 (T·B): the characters read, time-major. */
  tokens: 'tokens',
  /** int32 (T·B): the characters to be predicted. */
  targets: 'targets',
  /** float32 (H, B): state before the first step. */
  stateIn: (layer: number, part: number) => `state.${layer}.${part}.in`,
  /** float32 (H, B): state after the last step. */
  stateOut: (layer: number, part: number) => `state.${layer}.${part}.out`,
  /** float32 (1, 1): mean negative log-likelihood, nats. */
  loss: 'loss',
  /** float32 (T·B, 1): negative log-likelihood of each target, nats. */
  nats: 'nats',
  /** Gradient of the loss, of the parameter's shape. */
  gradient: (parameter: string) => `gradient.${parameter}`,
};

/** Loss and gradients: what training runs. */
export function trainingGraph(config: ModelConfig, shape: SequenceShape): GraphBuilder {
  const { graph, layout, nats } = forward(config, shape);
  const loss = graph.reduceMean(nats, 0);
  graph.output(names.loss, loss);
  const table = parameterTable(config);
  const gradients = differentiate(
    graph,
    loss,
    table.map(({ name }) => layout.parameter(name)),
  );
  table.forEach(({ name }, index) => {
    const gradient = gradients[index];
    if (gradient !== undefined) graph.output(names.gradient(name), gradient);
  });
  return graph;
}

/** Losses alone: what evaluation runs. */
export function scoringGraph(config: ModelConfig, shape: SequenceShape): GraphBuilder {
  const { graph, nats } = forward(config, shape);
  graph.output(names.nats, nats);
  return graph;
}

function forward(config: ModelConfig, { steps, batch }: SequenceShape) {
  const graph = new GraphBuilder();
  const layout = new FeatureMajorLayout(graph, parameterTable(config));
  const tokens = graph.input(names.tokens, 'int32', [steps * batch]);
  const targets = graph.input(names.targets, 'int32', [steps * batch]);
  let x = graph.transpose(graph.gather(layout.parameter('embedding'), tokens));
  for (let layer = 0; layer < config.layers; layer++) {
    const output = layerOverTime(layout, config, layer, x, { steps, batch });
    x = leaveLayer(layout, config, layer, x, output);
  }
  const logits = graph.transpose(outputLogits(layout, config, x));
  const picked = graph.multiply(graph.logSoftmax(logits), graph.oneHot(targets, config.vocabularySize));
  const nats = graph.subtract(graph.scalar(0), graph.reduceSum(picked, 1));
  return { graph, layout, nats };
}

/** (in, T·B) → (H, T·B). */
function layerOverTime(
  layout: FeatureMajorLayout,
  config: ModelConfig,
  layer: number,
  x: Value,
  { steps, batch }: SequenceShape,
): Value {
  const { graph } = layout;
  const parts = Array.from({ length: cells[config.cell].stateParts }, (_, part) => part);
  const lengths = new Array<number>(steps).fill(batch);
  const projected = projectInputs(layout, config, layer, x).map((all) => graph.split(all, lengths, 1));
  let state: readonly Value[] = parts.map((part) =>
    graph.input(names.stateIn(layer, part), 'float32', [config.hiddenSize, batch]),
  );
  const outputs: Value[] = [];
  for (let t = 0; t < steps; t++) {
    const inputs = projected.flatMap((all) => all.slice(t, t + 1));
    const step = stepLayer(layout, config, layer, inputs, state);
    state = step.state;
    outputs.push(step.output);
  }
  state.forEach((value, part) => {
    graph.output(names.stateOut(layer, part), value);
  });
  return graph.concat(outputs, 1);
}
