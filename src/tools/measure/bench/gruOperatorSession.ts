/**
 * The same model by ONNX's own GRU operator, in 32 bits: the usual export, run a character at a time. It shares only
 * the weights with the inference graphs. So tests compare the two, and the bench measures both.
 */
import { GraphBuilder } from '../../../graph/graphBuilder.ts';
import { type Value, given } from '../../../graph/value.ts';
import type { HiddenState } from '../../../model/characterModel.ts';
import type { ModelConfig } from '../../../model/config.ts';
import { layerPrefix, parameterTable, parameterViews, stateSize } from '../../../model/parameters.ts';
import { Session, floats, tensor } from '../../../runtime/session.ts';

export interface GruReading {
  /** After the last token. */
  readonly state: HiddenState;
  /** Distribution of the token that follows, shape (V). */
  readonly probabilities: Float32Array;
}

export class GruOperatorSession {
  readonly #stateSize: number;

  private constructor(
    private readonly session: Session,
    size: number,
  ) {
    this.#stateSize = size;
  }

  /** @throws RangeError for another cell than `gru` or a copy input, Error when the native library cannot make the session. */
  static async create(config: ModelConfig, parameters: Float32Array): Promise<GruOperatorSession> {
    if (config.cell !== 'gru') throw new RangeError(`the operator GRU cannot run the cell ${config.cell}`);
    if (config.copyCodes !== undefined) throw new RangeError('the operator GRU has no copy input');
    const graph = new GruOperatorGraph(config, parameters).build();
    return new GruOperatorSession(await Session.create(graph, { threads: 1, optimise: true }), stateSize(config));
  }

  initialState(): HiddenState {
    return new Float32Array(this.#stateSize);
  }

  /** Reads at least one token. */
  async read(state: HiddenState, tokens: Int32Array): Promise<GruReading> {
    const result = await this.session.run({
      state: tensor(state, [1, this.#stateSize]),
      tokens: tensor(tokens, [tokens.length]),
    });
    return { state: floats(result, 'stateOut'), probabilities: floats(result, 'probabilities') };
  }

  async dispose(): Promise<void> {
    await this.session.dispose();
  }
}

/** `state` (1, S), `tokens` (T) → `stateOut` (1, S) and `probabilities` (1, V) after the last token. */
class GruOperatorGraph {
  readonly #graph = new GraphBuilder();
  readonly #views: ReadonlyMap<string, Float32Array>;
  readonly #shapes: ReadonlyMap<string, readonly [number, number]>;

  constructor(
    private readonly config: ModelConfig,
    parameters: Float32Array,
  ) {
    this.#views = parameterViews(config, parameters);
    this.#shapes = new Map(parameterTable(config).map(({ name, shape }) => [name, shape]));
  }

  build(): GraphBuilder {
    const { layers, hiddenSize } = this.config;
    const graph = this.#graph;
    const state = graph.input('state', 'float32', [1, stateSize(this.config)]);
    const tokens = graph.input('tokens', 'int32', ['T']);
    const initial = graph.split(state, new Array<number>(layers).fill(hiddenSize), 1);
    const last: Value[] = [];
    let x = graph.gather(this.#matrix('embedding'), tokens);
    initial.forEach((before, layer) => {
      const input = layer === 0 ? x : this.#normalise(x, `${layerPrefix(layer)}normalisation.`);
      const { outputs, after } = this.#layer(layer, input, before);
      x = this.config.residual && layer > 0 ? graph.add(x, outputs) : outputs;
      last.push(after);
    });
    graph.output('stateOut', graph.concat(last, 1));
    // Only what follows the last token is asked for.
    const top = this.#normalise(graph.gather(x, graph.indices(-1)), 'output.normalisation.');
    const weights = graph.transpose(this.#matrix('output.weights'));
    graph.output('probabilities', graph.softmax(graph.gemm(top, weights, this.#vector('output.bias'))));
    return graph;
  }

  /** One layer over x (T, inputs): its `outputs` (T, H) and its state `after` the last step (1, H). */
  #layer(layer: number, x: Value, before: Value): { outputs: Value; after: Value } {
    const graph = this.#graph;
    const { hiddenSize } = this.config;
    const prefix = layerPrefix(layer);
    const inputs = Number(x.shape[1]);
    const weights = (half: 'input' | 'recurrent', columns: number) =>
      graph.constant(this.#joined([`${prefix}${half}.gates`, `${prefix}${half}.candidate`]), [
        1,
        3 * hiddenSize,
        columns,
      ]);
    // Input biases of z, r and h, then recurrent biases; those of z and r would only be added to the first ones.
    const bias = new Float32Array(6 * hiddenSize);
    bias.set(this.#joined([`${prefix}bias.gates`, `${prefix}bias.candidate`]));
    bias.set(this.#view(`${prefix}bias.recurrentCandidate`), 5 * hiddenSize);
    const [all, after] = graph.node(
      'GRU',
      [
        this.#reshape(x, [-1, 1, inputs], ['T', 1, inputs]),
        weights('input', inputs),
        weights('recurrent', hiddenSize),
        graph.constant(bias, [1, 6 * hiddenSize]),
        undefined,
        this.#reshape(before, [1, 1, hiddenSize], [1, 1, hiddenSize]),
      ],
      [
        { type: 'float32', shape: ['T', 1, 1, hiddenSize] },
        { type: 'float32', shape: [1, 1, hiddenSize] },
      ],
      { hidden_size: { kind: 'int', value: hiddenSize }, linear_before_reset: { kind: 'int', value: 1 } },
    );
    return {
      outputs: this.#reshape(given(all), [-1, hiddenSize], ['T', hiddenSize]),
      after: this.#reshape(given(after), [1, hiddenSize], [1, hiddenSize]),
    };
  }

  #normalise(x: Value, prefix: string): Value {
    if (this.config.normalisation === 'none') return x;
    return this.#graph.single(
      'LayerNormalization',
      [x, this.#vector(`${prefix}gain`), this.#vector(`${prefix}shift`)],
      x,
      { axis: { kind: 'int', value: -1 }, epsilon: { kind: 'float', value: 1e-5 } },
    );
  }

  #reshape(x: Value, lengths: readonly number[], shape: Value['shape']): Value {
    return this.#graph.single('Reshape', [x, this.#graph.indices(...lengths)], { type: x.type, shape });
  }

  #matrix(name: string): Value {
    const shape = this.#shapes.get(name);
    if (shape === undefined) throw new RangeError(`no parameter ${name}`);
    return this.#graph.constant(this.#view(name), shape);
  }

  #vector(name: string): Value {
    const view = this.#view(name);
    return this.#graph.constant(view, [view.length]);
  }

  #joined(names: readonly string[]): Float32Array {
    const views = names.map((name) => this.#view(name));
    const joined = new Float32Array(views.reduce((sum, { length }) => sum + length, 0));
    let offset = 0;
    for (const view of views) {
      joined.set(view, offset);
      offset += view.length;
    }
    return joined;
  }

  #view(name: string): Float32Array {
    const view = this.#views.get(name);
    if (view === undefined) throw new RangeError(`no parameter ${name}`);
    return view;
  }
}
