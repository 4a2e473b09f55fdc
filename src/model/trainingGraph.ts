/**
 * One step of truncated back-propagation through time: forward over T characters of B texts, cross-entropy, gradients.
 * A teacher network can replace the targets of the last texts by its distributions (distillation, Hinton et al. 2015;
 * Li & Hoiem 2016). Activations are (features, T·B), column t·B + b. The parts that depend on inputs alone are one Gemm
 * over all T steps. The optimizer is not part of the graph; it is one pass over flat arrays (training/adamW.ts).
 */
import { differentiate } from '../graph/differentiate.ts';
import { GraphBuilder } from '../graph/graphBuilder.ts';
import type { Value } from '../graph/value.ts';
import type { ModelConfig } from './config.ts';
import { FeatureMajorLayout } from './layout.ts';
import { leaveLayer, outputLogits, projectInputs, stepLayer } from './network.ts';
import { cells, parameterTable } from './parameters.ts';

export interface SequenceShape {
  /** Characters per step, T. */
  readonly steps: number;
  /** Texts side by side, B. */
  readonly batch: number;
}

export interface TrainingShape extends SequenceShape {
  /** Number of texts with a teacher. They are the last ones. */
  readonly taught?: number;
}

/** Names of the graph's inputs and outputs. Parameters keep their own names. */
export const names = {
  /** int32 (T·B): the characters read, time-major. */
  tokens: 'tokens',
  /** int32 (T·B): the characters to predict. */
  targets: 'targets',
  /** int32 (T·B): the copy code read with each token, in models with a copy input. */
  copies: 'copies',
  /** float32 (H, B): state before the first step. */
  stateIn: (layer: number, part: number) => `state.${layer}.${part}.in`,
  /** float32 (H, B): state after the last step. */
  stateOut: (layer: number, part: number) => `state.${layer}.${part}.out`,
  /** Prefix of the teacher's parameters and states. The states are (H, taught). */
  teacher: 'teacher.',
  /** float32 (1, 1): mean negative log-likelihood, nats. */
  loss: 'loss',
  /** float32 (T·B, 1): negative log-likelihood of each target, nats. */
  nats: 'nats',
  /** Gradient of the loss, of the parameter's shape. */
  gradient: (parameter: string) => `gradient.${parameter}`,
};

/** Loss and gradients, for training. With a teacher, the loss is the cross-entropy to the teacher's distribution. */
export function trainingGraph(config: ModelConfig, shape: TrainingShape): GraphBuilder {
  const { graph, layout, nats } = forward(config, shape, shape.taught ?? 0);
  const loss = graph.reduceMean(nats, 0);
  graph.output(names.loss, loss);
  const table = parameterTable(config);
  const gradients = differentiate(
    graph,
    loss,
    table.map(({ name }) => layout.parameter(name)),
  );
  table.forEach(({ name }, index) => {
    graph.output(names.gradient(name), gradients[index]);
  });
  return graph;
}

/** Losses only, for evaluation. */
export function scoringGraph(config: ModelConfig, shape: SequenceShape): GraphBuilder {
  const { graph, nats } = forward(config, shape);
  graph.output(names.nats, nats);
  return graph;
}

function forward(config: ModelConfig, shape: SequenceShape, taught = 0) {
  const graph = new GraphBuilder();
  const count = shape.steps * shape.batch;
  const layout = new FeatureMajorLayout(graph, parameterTable(config));
  const tokens = graph.input(names.tokens, 'int32', [count]);
  const targets = graph.input(names.targets, 'int32', [count]);
  const copies = config.copyCodes === undefined ? undefined : graph.input(names.copies, 'int32', [count]);
  const read: ReadTokens = { tokens, copies };
  const logits = logitsOverTime(layout, config, shape, read);
  const hard = graph.oneHot(targets, config.vocabularySize);
  const expected = taught === 0 ? hard : taughtBy(graph, config, { ...shape, taught }, read, hard);
  const picked = graph.multiply(graph.logSoftmax(logits), expected);
  const nats = graph.subtract(graph.scalar(0), graph.reduceSum(picked, 1));
  return { graph, layout, nats };
}

/** What is read at each step, (T·B). */
interface ReadTokens {
  readonly tokens: Value;
  readonly copies: Value | undefined;
}

/** The whole network over T steps: tokens (T·B) → logits (T·B, V). */
function logitsOverTime(
  layout: FeatureMajorLayout,
  config: ModelConfig,
  shape: SequenceShape,
  { tokens, copies }: ReadTokens,
): Value {
  const { graph } = layout;
  const embedded = graph.gather(layout.parameter('embedding'), tokens);
  const both =
    copies === undefined ? embedded : graph.add(embedded, graph.gather(layout.parameter('copyEmbedding'), copies));
  let x = graph.transpose(both);
  for (let layer = 0; layer < config.layers; layer++) {
    const output = layerOverTime(layout, config, layer, x, shape);
    x = leaveLayer(layout, config, layer, x, output);
  }
  return graph.transpose(outputLogits(layout, config, x));
}

/** Targets (T·B, V): `hard`, and in the last texts the teacher's distributions. No gradient flows into the teacher. */
function taughtBy(
  graph: GraphBuilder,
  config: ModelConfig,
  { steps, batch, taught }: Required<TrainingShape>,
  { tokens, copies }: ReadTokens,
  hard: Value,
): Value {
  const layout = new FeatureMajorLayout(graph, parameterTable(config), names.teacher);
  const own = batch - taught;
  const lengths = Array.from({ length: steps }, () => [own, taught]).flat();
  const ofTaught = (pieces: readonly Value[]) => pieces.filter((_, index) => index % 2 === 1);
  const partOf = (all: Value): Value => graph.concat(ofTaught(graph.split(all, lengths, 0)), 0);
  const read: ReadTokens = { tokens: partOf(tokens), copies: copies && partOf(copies) };
  const logits = logitsOverTime(layout, config, { steps, batch: taught }, read);
  const expected = graph.split(graph.softmax(logits), new Array<number>(steps).fill(taught), 0);
  const rows = graph
    .split(hard, lengths, 0)
    .map((piece, index) => (index % 2 === 1 ? expected[(index - 1) / 2] : piece));
  return graph.concat(rows, 0);
}

/** (in, T·B) → (H, T·B). */
function layerOverTime(
  layout: FeatureMajorLayout,
  config: ModelConfig,
  layer: number,
  x: Value,
  { steps, batch }: SequenceShape,
): Value {
  const { graph, prefix } = layout;
  const parts = Array.from({ length: cells[config.cell].stateParts }, (_, part) => part);
  const lengths = new Array<number>(steps).fill(batch);
  const projected = projectInputs(layout, config, layer, x).map((all) => graph.split(all, lengths, 1));
  let state: readonly Value[] = parts.map((part) =>
    graph.input(prefix + names.stateIn(layer, part), 'float32', [config.hiddenSize, batch]),
  );
  const outputs: Value[] = [];
  for (let t = 0; t < steps; t++) {
    const inputs = projected.flatMap((all) => all.slice(t, t + 1));
    const step = stepLayer(layout, config, layer, inputs, state);
    state = step.state;
    outputs.push(step.output);
  }
  state.forEach((value, part) => {
    graph.output(prefix + names.stateOut(layer, part), value);
  });
  return graph.concat(outputs, 1);
}
