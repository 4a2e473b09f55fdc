/**
 * The graphs behind completion. All share one idea: a text's state is one row of numbers, (1, S), and the distribution of the next
 * token follows from the state alone. So decoding is "choose from the state, then advance", reading is "advance", and a state taken
 * from anywhere (a cache, a beam) can be gone on from.
 */
import { GraphBuilder } from '../graph/graphBuilder.ts';
import { type Shape, type Value, given } from '../graph/value.ts';
import type { ModelConfig } from '../model/config.ts';
import { leaveLayer, outputLogits, projectInputs, stepLayer } from '../model/network.ts';
import { cells, stateSize } from '../model/parameters.ts';
import { type Precision, RowMajorLayout, WeightConstants } from './rowMajorLayout.ts';

/** One layer's state: a value of (rows, H) for each of its parts. */
type LayerState = readonly Value[];

class InferenceBuilder {
  readonly graph = new GraphBuilder();
  readonly layout: RowMajorLayout;
  readonly config: ModelConfig;
  readonly #weights: WeightConstants;
  readonly #tables: readonly Value[];

  constructor(config: ModelConfig, parameters: Float32Array, precision: Precision) {
    this.config = config;
    this.#weights = new WeightConstants(this.graph, config, parameters, precision);
    this.layout = new RowMajorLayout(this.graph, this.#weights);
    this.#tables = projectInputs(this.layout, config, 0, this.#weights.matrix('embedding'));
  }

  /** The same weights, seen from the body of a loop. */
  within(body: GraphBuilder): RowMajorLayout {
    return new RowMajorLayout(body, this.#weights);
  }

  /** The first layer's projected inputs: rows of tables. */
  lookUp(graph: GraphBuilder, tokens: Value): readonly Value[] {
    return this.#tables.map((table) => graph.gather(table, tokens));
  }

  splitState(graph: GraphBuilder, state: Value): readonly LayerState[] {
    const { layers, hiddenSize } = this.config;
    const parts = cells[this.config.cell].stateParts;
    const pieces = graph.split(state, new Array<number>(layers * parts).fill(hiddenSize), 1);
    return Array.from({ length: layers }, (_, layer) => pieces.slice(layer * parts, (layer + 1) * parts));
  }

  /** (rows, V): what the state says of the next token. A cell's output is the first part of its state. */
  logits(layout: RowMajorLayout, state: readonly LayerState[]): Value {
    let x = given(state[0]?.[0]);
    for (let layer = 1; layer < this.config.layers; layer++) {
      x = leaveLayer(layout, this.config, layer, x, given(state[layer]?.[0]));
    }
    return outputLogits(layout, this.config, x);
  }

  /** The state after one more token in each row. */
  advance(layout: RowMajorLayout, state: readonly LayerState[], tokens: Value): readonly LayerState[] {
    let projected = this.lookUp(layout.graph, tokens);
    let x: Value | undefined;
    return state.map((before, layer) => {
      if (x !== undefined) projected = projectInputs(layout, this.config, layer, x);
      const step = stepLayer(layout, this.config, layer, projected, before);
      x = x === undefined ? step.output : leaveLayer(layout, this.config, layer, x, step.output);
      return step.state;
    });
  }
}

/** `state` (R, S) → `probabilities` (R, V). */
export function predictGraph(config: ModelConfig, parameters: Float32Array, precision: Precision): GraphBuilder {
  const builder = new InferenceBuilder(config, parameters, precision);
  const { graph, layout } = builder;
  const state = graph.input('state', 'float32', ['R', stateSize(config)]);
  graph.output('probabilities', graph.softmax(builder.logits(layout, builder.splitState(graph, state))));
  return graph;
}

/** `state` (R, S), `tokens` (R) → `stateOut` (R, S), `probabilities` (R, V) of the token after. */
export function stepGraph(config: ModelConfig, parameters: Float32Array, precision: Precision): GraphBuilder {
  const builder = new InferenceBuilder(config, parameters, precision);
  const { graph, layout } = builder;
  const state = graph.input('state', 'float32', ['R', stateSize(config)]);
  const tokens = graph.input('tokens', 'int32', ['R']);
  const after = builder.advance(layout, builder.splitState(graph, state), tokens);
  graph.output('stateOut', graph.concat(after.flat(), 1));
  graph.output('probabilities', graph.softmax(builder.logits(layout, after)));
  return graph;
}

/**
 * `state` (1, S), `bias` (1, V) on the first choice, `limit` int64 (), `minimum` (1, 1) → `tokens` int32 (n, 1),
 * `probabilities` (n, 1, 1), `states` (n, 1, S). An ONNX Loop of at most `limit` steps that ends when the product of the
 * probabilities is below `minimum`.
 */
export function decodeGraph(config: ModelConfig, parameters: Float32Array, precision: Precision): GraphBuilder {
  const builder = new InferenceBuilder(config, parameters, precision);
  const { graph } = builder;
  const size = stateSize(config);
  const state = graph.input('state', 'float32', [1, size]);
  const bias = graph.input('bias', 'float32', [1, config.vocabularySize]);
  const limit = graph.input('limit', 'int64', []);
  const minimum = graph.input('minimum', 'float32', [1, 1]);
  const one = graph.constant(Float32Array.of(1), [1, 1]);
  const noBias = graph.constant(new Float32Array(config.vocabularySize), [1, config.vocabularySize]);
  const body = graph.subgraph((inner) => {
    inner.input('loop.iteration', 'int64', []);
    inner.input('loop.condition', 'bool', []);
    const before = inner.input('loop.state', 'float32', [1, size]);
    const stepBias = inner.input('loop.bias', 'float32', [1, config.vocabularySize]);
    const product = inner.input('loop.product', 'float32', [1, 1]);
    const layout = builder.within(inner);
    const layers = builder.splitState(inner, before);
    const distribution = inner.softmax(inner.add(builder.logits(layout, layers), stepBias));
    const { probability, token } = mostProbable(inner, distribution);
    const after = inner.concat(builder.advance(layout, layers, token).flat(), 1);
    const productAfter = inner.multiply(product, probability);
    const goOn = inner.single('GreaterOrEqual', [productAfter, minimum], { type: 'bool', shape: [1, 1] });
    inner.output('loop.goOn', inner.single('Reshape', [goOn, graph.indices()], { type: 'bool', shape: [] }));
    inner.output('loop.stateOut', after);
    inner.output('loop.biasOut', noBias);
    inner.output('loop.productOut', productAfter);
    inner.output('loop.token', token);
    inner.output('loop.probability', probability);
    inner.output('loop.states', after);
  });
  const shapes: readonly Shape[] = [
    ['n', 1],
    ['n', 1, 1],
    ['n', 1, size],
  ];
  const [, , , tokens, probabilities, states] = graph.node(
    'Loop',
    [limit, undefined, state, bias, one],
    [
      state,
      bias,
      one,
      ...shapes.map((shape, index) => ({ type: index === 0 ? ('int64' as const) : ('float32' as const), shape })),
    ],
    { body: { kind: 'graph', value: body } },
  );
  graph.output('tokens', graph.cast(given(tokens), 'int32'));
  graph.output('probabilities', given(probabilities));
  graph.output('states', given(states));
  return graph;
}

/** (1, V) → the largest probability (1, 1) and its index, int64 (1). */
function mostProbable(graph: GraphBuilder, distribution: Value): { probability: Value; token: Value } {
  const [probability, index] = graph.node(
    'TopK',
    [distribution, graph.indices(1)],
    [
      { type: 'float32', shape: [1, 1] },
      { type: 'int64', shape: [1, 1] },
    ],
    { axis: { kind: 'int', value: -1 } },
  );
  return { probability: given(probability), token: graph.reshape(given(index), [1]) };
}

/**
 * `state` (1, S), `tokens` int32 (T) → `states` (T, S): the state after each token. Layer by layer: what a layer needs of its inputs
 * is one product over all T, then a Scan runs its recurrence.
 */
export function readGraph(config: ModelConfig, parameters: Float32Array, precision: Precision): GraphBuilder {
  const builder = new InferenceBuilder(config, parameters, precision);
  const { graph, layout } = builder;
  const state = graph.input('state', 'float32', [1, stateSize(config)]);
  const tokens = graph.input('tokens', 'int32', ['T']);
  let projected = builder.lookUp(graph, tokens);
  let x: Value | undefined;
  const states = builder.splitState(graph, state).map((initial, layer) => {
    if (x !== undefined) projected = projectInputs(layout, config, layer, x);
    const parts = scanLayer(builder, layer, initial, projected);
    const output = given(parts[0]);
    x = x === undefined ? output : leaveLayer(layout, config, layer, x, output);
    return parts;
  });
  const all = { type: 'float32' as const, shape: ['T', stateSize(config)] };
  graph.output('states', graph.single('Concat', states.flat(), all, { axis: { kind: 'int', value: 1 } }));
  return graph;
}

/** The recurrence of one layer over T steps: states (T, H) for each part of its state. */
function scanLayer(
  builder: InferenceBuilder,
  layer: number,
  initial: LayerState,
  projected: readonly Value[],
): readonly Value[] {
  const { graph, config } = builder;
  const { hiddenSize } = config;
  const body = graph.subgraph((inner) => {
    const before = initial.map((value, part) => inner.input(`scan.${layer}.state.${part}`, 'float32', value.shape));
    const inputs = projected.map((value, index) =>
      inner.input(`scan.${layer}.input.${index}`, 'float32', value.shape.slice(1)),
    );
    const { state } = stepLayer(builder.within(inner), config, layer, inputs, before);
    state.forEach((value, part) => {
      inner.output(`scan.${layer}.stateOut.${part}`, value);
    });
    state.forEach((value, part) => {
      inner.output(`scan.${layer}.kept.${part}`, inner.reshape(value, [hiddenSize]));
    });
  });
  const outputs = graph.node(
    'Scan',
    [...initial, ...projected],
    [...initial, ...initial.map(() => ({ type: 'float32' as const, shape: ['T', hiddenSize] }))],
    { body: { kind: 'graph', value: body }, num_scan_inputs: { kind: 'int', value: projected.length } },
  );
  return outputs.slice(initial.length);
}
