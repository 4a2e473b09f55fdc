/**
 * The graphs for completion. A text's state is one row of numbers, (S), and the distribution of the next token depends
 * on the state alone. So reading is "advance", decoding is "choose from the state, then advance", and both can start
 * from any stored state.
 */
import { GraphBuilder } from '../graph/graphBuilder.ts';
import type { Value } from '../graph/value.ts';
import type { ModelConfig } from '../model/config.ts';
import { leaveLayer, outputLogits, projectInputs, stepLayer } from '../model/network.ts';
import { cells, stateSize } from '../model/parameters.ts';
import type { ModelWeights } from './modelWeights.ts';
import { RowMajorLayout, WeightConstants } from './rowMajorLayout.ts';

/** One layer's state: a value of (H) or (rows, H) for each of its parts. */
type LayerState = readonly Value[];

class InferenceBuilder {
  readonly graph = new GraphBuilder();
  readonly layout: RowMajorLayout;
  readonly config: ModelConfig;
  readonly #weights: WeightConstants;
  /** The first layer's projected inputs, one row a token; absent with a copy input, which is added before. */
  readonly #tables: readonly Value[] | undefined;

  constructor(weights: ModelWeights) {
    this.config = weights.config;
    this.#weights = new WeightConstants(this.graph, weights);
    this.layout = new RowMajorLayout(this.graph, this.#weights);
    if (this.config.copyCodes !== undefined) return;
    this.#tables = projectInputs(this.layout, this.config, 0, this.#weights.matrix('embedding'));
  }

  /** A layout with the same weights for the body of a loop. */
  within(body: GraphBuilder, replaced?: Readonly<Record<string, Value>>): RowMajorLayout {
    return new RowMajorLayout(body, this.#weights, replaced);
  }

  /** A graph input with the copy codes of `count` tokens, in models that read them. */
  copyInput(count: string): Value | undefined {
    return this.config.copyCodes === undefined ? undefined : this.graph.input('copies', 'int32', [count]);
  }

  /** The first layer's projected inputs. Without `copies`, a copy input reads code 0. */
  lookUp(layout: RowMajorLayout, tokens: Value, copies: Value | undefined): readonly Value[] {
    const { graph } = layout;
    if (this.#tables !== undefined) return this.#tables.map((table) => graph.gather(table, tokens));
    const foretold =
      copies === undefined
        ? this.#weights.firstRow('copyEmbedding')
        : graph.gather(this.#weights.matrix('copyEmbedding'), copies);
    const x = graph.add(graph.gather(this.#weights.matrix('embedding'), tokens), foretold);
    return projectInputs(layout, this.config, 0, x);
  }

  /** (S) or (rows, S) cut into (H) or (rows, H) for each part of each layer. */
  splitState(graph: GraphBuilder, state: Value): readonly LayerState[] {
    const { layers, hiddenSize, cell } = this.config;
    const lengths = new Array<number>(layers * cells[cell].stateParts).fill(hiddenSize);
    return this.byLayer(graph.split(state, lengths, state.shape.length - 1));
  }

  byLayer(pieces: readonly Value[]): readonly LayerState[] {
    const { layers, cell } = this.config;
    const parts = cells[cell].stateParts;
    return Array.from({ length: layers }, (_, layer) => pieces.slice(layer * parts, (layer + 1) * parts));
  }

  /** Logits of the next token, (V) or (rows, V). A cell's output is the first part of its state. */
  logits(layout: RowMajorLayout, state: readonly LayerState[]): Value {
    let x = state[0][0];
    for (let layer = 1; layer < this.config.layers; layer++) {
      x = leaveLayer(layout, this.config, layer, x, state[layer][0]);
    }
    return outputLogits(layout, this.config, x);
  }

  /** The state after one more token in each row. */
  advance(
    layout: RowMajorLayout,
    state: readonly LayerState[],
    tokens: Value,
    copies: Value | undefined,
  ): readonly LayerState[] {
    let projected = this.lookUp(layout, tokens, copies);
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
export function predictGraph(weights: ModelWeights): GraphBuilder {
  const builder = new InferenceBuilder(weights);
  const { graph, layout } = builder;
  const state = graph.input('state', 'float32', ['R', stateSize(builder.config)]);
  graph.output('probabilities', graph.softmax(builder.logits(layout, builder.splitState(graph, state))));
  return graph;
}

/** `state` (R, S), `tokens` and `copies` (R) → `stateOut` (R, S), `probabilities` (R, V) of the next token. */
export function stepGraph(weights: ModelWeights): GraphBuilder {
  const builder = new InferenceBuilder(weights);
  const { graph, layout } = builder;
  const state = graph.input('state', 'float32', ['R', stateSize(builder.config)]);
  const tokens = graph.input('tokens', 'int32', ['R']);
  const after = builder.advance(layout, builder.splitState(graph, state), tokens, builder.copyInput('R'));
  graph.output('stateOut', graph.concat(after.flat(), 1));
  graph.output('probabilities', graph.softmax(builder.logits(layout, after)));
  return graph;
}

/**
 * `state` (S), `bias` (V) on the first choice, `limit` int64 (), `minimum` (1) → `tokens` int32 (n), `probabilities`
 * (n, 1), `states` (n, S). An ONNX Loop of at most `limit` steps that ends when the product of the probabilities is
 * below `minimum`. It reads copy code 0: nothing asks the text cache inside the loop.
 */
export function decodeGraph(weights: ModelWeights): GraphBuilder {
  const builder = new InferenceBuilder(weights);
  const { graph, layout, config } = builder;
  const state = graph.input('state', 'float32', [stateSize(config)]);
  const bias = graph.input('bias', 'float32', [config.vocabularySize]);
  const limit = graph.input('limit', 'int64', []);
  const minimum = graph.input('minimum', 'float32', [1]);
  const carried = [
    ...builder.splitState(graph, state).flat(),
    graph.add(bias, layout.bias('output.bias')),
    graph.constant(Float32Array.of(1), [1]),
  ];
  const body = graph.subgraph((inner) => {
    decodeStep(builder, inner, carried, minimum);
  });
  const outputs = graph.node(
    'Loop',
    [limit, undefined, ...carried],
    [
      ...carried,
      { type: 'int64', shape: ['n'] },
      { type: 'float32', shape: ['n', 1] },
      { type: 'float32', shape: ['n', stateSize(config)] },
    ],
    { body: { kind: 'graph', value: body } },
  );
  const [tokens, probabilities, states] = outputs.slice(carried.length);
  graph.output('tokens', graph.cast(tokens, 'int32'));
  graph.output('probabilities', probabilities);
  graph.output('states', states);
  return graph;
}

/** One iteration. The loop carries the parts of the state, the bias of the choice, and the product of probabilities. */
function decodeStep(builder: InferenceBuilder, inner: GraphBuilder, carried: readonly Value[], minimum: Value): void {
  inner.input('loop.iteration', 'int64', []);
  inner.input('loop.condition', 'bool', []);
  const values = carried.map(({ type, shape }, index) => inner.input(`loop.carried.${index}`, type, shape));
  const [bias, product] = values.slice(-2);
  const layout = builder.within(inner, { 'output.bias': bias });
  const layers = builder.byLayer(values.slice(0, -2));
  const { probability, token } = mostProbable(inner, inner.softmax(builder.logits(layout, layers)));
  const state = builder.advance(layout, layers, token, undefined).flat();
  const productAfter = inner.multiply(product, probability);
  const goOn = inner.single('GreaterOrEqual', [productAfter, minimum], { type: 'bool', shape: [1] });
  inner.output('loop.goOn', inner.reshape(goOn, []));
  [...state, builder.layout.bias('output.bias'), productAfter].forEach((value, index) => {
    inner.output(`loop.carriedOut.${index}`, value);
  });
  inner.output('loop.token', token);
  inner.output('loop.probability', probability);
  inner.output('loop.state', inner.concat(state, 0));
}

/** (V) → the largest probability (1) and its index, int64 (). */
function mostProbable(graph: GraphBuilder, distribution: Value): { probability: Value; token: Value } {
  const [probability, index] = graph.node(
    'TopK',
    [distribution, graph.indices(1)],
    [
      { type: 'float32', shape: [1] },
      { type: 'int64', shape: [1] },
    ],
    { axis: { kind: 'int', value: 0 } },
  );
  return { probability, token: graph.reshape(index, []) };
}

/**
 * `state` (S), `tokens` and `copies` int32 (T) → `states` (T, S): the state after each token. For each layer, one product projects
 * the inputs of all T steps, then a Scan runs the recurrence.
 */
export function readGraph(weights: ModelWeights): GraphBuilder {
  const builder = new InferenceBuilder(weights);
  const { graph, layout, config } = builder;
  const state = graph.input('state', 'float32', [stateSize(config)]);
  const tokens = graph.input('tokens', 'int32', ['T']);
  let projected = builder.lookUp(layout, tokens, builder.copyInput('T'));
  let x: Value | undefined;
  const states = builder.splitState(graph, state).map((initial, layer) => {
    if (x !== undefined) projected = projectInputs(layout, config, layer, x);
    const parts = scanLayer(builder, layer, initial, projected);
    const output = parts[0];
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
      inner.output(`scan.${layer}.kept.${part}`, value);
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
