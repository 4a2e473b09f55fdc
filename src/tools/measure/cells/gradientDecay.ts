/**
 * The vanishing gradient, measured: how much does the loss of a character depend on the state k characters before it,
 * ‖∂L_t/∂s_{t−k}‖? A graph says so at places of real text. It reads K steps of B texts and differentiates the loss of
 * the next character by the state carried out of every step.
 */
import type { ModelConfig } from '../../../model/config.ts';
import { cells, parameterTable, parameterViews } from '../../../model/parameters.ts';
import type { SequenceShape } from '../../../model/trainingGraph.ts';
import { OnnxCharacterModel } from '../../../runtime/onnxCharacterModel.ts';
import { floats, Session, tensor } from '../../../runtime/session.ts';
import { differentiate } from '../../../graph/differentiate.ts';
import { GraphBuilder } from '../../../graph/graphBuilder.ts';
import { given, type Value } from '../../../graph/value.ts';
import { FeatureMajorLayout } from '../../../model/layout.ts';
import { leaveLayer, outputLogits, projectInputs, stepLayer } from '../../../model/network.ts';
import type { Place } from './cellTexts.ts';

/**
 * ‖∂L_t/∂s_{t−k}‖ for k = 1 … K (at index k − 1), nats per unit of state, the mean over all places that fill a batch.
 * Each place has 2·K tokens before it: the first K are only read, and the others are differentiated through.
 */
export async function gradientNorms(
  config: ModelConfig,
  parameters: Float32Array,
  places: readonly Place[],
  shape: SequenceShape,
): Promise<Float64Array> {
  const model = await OnnxCharacterModel.create(config, parameters, 'float32');
  const session = await Session.create(stateGradientGraph(config, shape), { threads: 1, optimise: false });
  const views = parameterViews(config, parameters);
  const weights = parameterTable(config).map(({ name, shape: size }) => {
    const view = views.get(name) ?? new Float32Array();
    return [name, tensor(view, size)] as const;
  });
  const sums = new Float64Array(shape.steps);
  const batches = Math.floor(places.length / shape.batch);
  for (let batch = 0; batch < batches; batch++) {
    const chosen = places.slice(batch * shape.batch, (batch + 1) * shape.batch);
    const states: Float32Array[] = [];
    for (const { tokens, index } of chosen) {
      const before = tokens.subarray(index - 2 * shape.steps, index - shape.steps);
      states.push((await model.read(model.initialState(), before)).state);
    }
    const result = await session.run({
      ...Object.fromEntries(weights),
      ...stateFeeds(config, states),
      ...textFeeds(chosen, shape),
    });
    floats(result, stateGradientNames.squaredNorms).forEach((square, position) => {
      sums[Math.floor(position / shape.batch)] = (sums[Math.floor(position / shape.batch)] ?? 0) + Math.sqrt(square);
    });
  }
  await session.dispose();
  await model.dispose();
  return sums.map((sum) => sum / (batches * shape.batch));
}

/** States as they are carried, (S) for each text, as the graph takes them: (H, B) for each layer and part. */
function stateFeeds(config: ModelConfig, states: readonly Float32Array[]) {
  const parts = cells[config.cell].stateParts;
  const { hiddenSize, layers } = config;
  const batch = states.length;
  return Object.fromEntries(
    Array.from({ length: layers * parts }, (_, piece) => {
      const data = new Float32Array(hiddenSize * batch);
      states.forEach((state, text) => {
        for (let unit = 0; unit < hiddenSize; unit++) {
          data[unit * batch + text] = state[piece * hiddenSize + unit] ?? 0;
        }
      });
      const name = stateGradientNames.stateIn(Math.floor(piece / parts), piece % parts);
      return [name, tensor(data, [hiddenSize, batch])];
    }),
  );
}

function textFeeds(places: readonly Place[], { steps, batch }: SequenceShape) {
  const tokens = new Int32Array(steps * batch);
  const targets = new Int32Array(batch);
  places.forEach((place, text) => {
    for (let t = 0; t < steps; t++) tokens[t * batch + text] = place.tokens[place.index - steps + t] ?? 0;
    targets[text] = place.tokens[place.index] ?? 0;
  });
  return {
    [stateGradientNames.tokens]: tensor(tokens, [steps * batch]),
    [stateGradientNames.targets]: tensor(targets, [batch]),
  };
}

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

/**
 * x (in, K·B) → the states before the steps, and outputs (H, K·B). An `Identity` cuts a state off before the next step.
 * So its gradient counts the paths through the recurrence and not those to the layer above at the same step.
 */
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
