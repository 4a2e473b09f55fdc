/**
 * The recurrent network once more, as a textbook would write it: one text, one character after another, plain numbers
 * in double precision, no graph, no batch, no trick. Every fast path is measured against this one, so it must stay easy
 * to believe.
 */
import type { ModelConfig } from '../../src/model/config.ts';

type Vector = readonly number[];

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const zip = (a: Vector, b: Vector, combine: (x: number, y: number) => number): Vector =>
  a.map((x, i) => combine(x, b[i]!));
const add = (a: Vector, b: Vector): Vector => zip(a, b, (x, y) => x + y);

export interface NaiveStep {
  /** After the token: the layers in a row, for an LSTM h and c of each. */
  readonly state: Vector;
  /** Natural logarithm of the probability of each token as the next. */
  readonly logProbabilities: Vector;
}

/** Natural logarithm of the probability given to each target, after reading the tokens up to it from a fresh state. */
export function naiveLogLikelihoods(
  config: ModelConfig,
  parameters: ReadonlyMap<string, ArrayLike<number>>,
  tokens: ArrayLike<number>,
  targets: ArrayLike<number>,
  copies?: ArrayLike<number>,
): number[] {
  return naiveSteps(config, parameters, tokens, undefined, copies).map(
    ({ logProbabilities }, t) => logProbabilities[targets[t]!]!,
  );
}

/** Reads the tokens from a fresh state, or from one that lies as those of the steps do; copy code 0 where none is given. */
export function naiveSteps(
  config: ModelConfig,
  parameters: ReadonlyMap<string, ArrayLike<number>>,
  tokens: ArrayLike<number>,
  initial?: ArrayLike<number>,
  copies?: ArrayLike<number>,
): NaiveStep[] {
  const { hiddenSize: size, embeddingSize } = config;
  const vector = (name: string): Vector => Array.from(parameters.get(name)!);
  const product = (name: string, x: Vector): Vector => {
    const weights = parameters.get(name)!;
    const rows = Array.from({ length: weights.length / x.length }, (_, row) => row * x.length);
    return rows.map((start) => x.reduce((sum, value, column) => sum + weights[start + column]! * value, 0));
  };
  const normalise = (x: Vector, prefix: string): Vector => {
    if (config.normalisation === 'none') return x;
    const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
    const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
    const scaled = x.map((value) => (value - mean) / Math.sqrt(variance + 1e-5));
    return add(
      zip(scaled, vector(`${prefix}gain`), (a, b) => a * b),
      vector(`${prefix}shift`),
    );
  };
  const parts = config.cell === 'lstm' ? 2 : 1;
  const piece = (index: number): Vector => Array.from({ length: size }, (_, i) => initial?.[index * size + i] ?? 0);
  const h = Array.from({ length: config.layers }, (_, layer) => piece(layer * parts));
  const c = Array.from({ length: config.layers }, (_, layer) => piece(layer * parts + 1));

  const step = (layer: number, x: Vector): Vector => {
    const prefix = `layers.${layer}.`;
    const fromInput = (part: string): Vector =>
      add(product(`${prefix}input.${part}`, x), vector(`${prefix}bias.${part}`));
    const fromState = (part: string): Vector => product(`${prefix}recurrent.${part}`, h[layer]!);
    const sum = (part: string): Vector => add(fromInput(part), fromState(part));
    if (config.cell === 'rnn') return sum('candidate').map(Math.tanh);
    if (config.cell === 'mingru') {
      const z = fromInput('gates').map(sigmoid);
      const candidate = fromInput('candidate').map((value) => (value >= 0 ? value + 0.5 : sigmoid(value)));
      return candidate.map((value, i) => z[i]! * value + (1 - z[i]!) * h[layer]![i]!);
    }
    const gates = sum('gates').map(sigmoid);
    const gate = (index: number): Vector => gates.slice(index * size, (index + 1) * size);
    if (config.cell === 'lstm') {
      const candidate = sum('candidate').map(Math.tanh);
      c[layer] = candidate.map((value, i) => gate(2)[i]! * c[layer]![i]! + gate(0)[i]! * value);
      return zip(gate(1), c[layer], (o, cell) => o * Math.tanh(cell));
    }
    const recurrent = add(fromState('candidate'), vector(`${prefix}bias.recurrentCandidate`));
    const candidate = add(
      fromInput('candidate'),
      zip(gate(1), recurrent, (r, value) => r * value),
    ).map(Math.tanh);
    return candidate.map((value, i) => (1 - gate(0)[i]!) * value + gate(0)[i]! * h[layer]![i]!);
  };

  const row = (table: string, index: number): Vector =>
    vector(table).slice(index * embeddingSize, (index + 1) * embeddingSize);

  return Array.from(tokens, (token, t) => {
    const embedded = row('embedding', token);
    let x = config.copyCodes === undefined ? embedded : add(embedded, row('copyEmbedding', copies?.[t] ?? 0));
    for (let layer = 0; layer < config.layers; layer++) {
      h[layer] = step(layer, layer === 0 ? x : normalise(x, `layers.${layer}.normalisation.`));
      x = config.residual && layer > 0 ? add(x, h[layer]!) : h[layer]!;
    }
    const logits = add(product('output.weights', normalise(x, 'output.normalisation.')), vector('output.bias'));
    const largest = Math.max(...logits);
    const total = largest + Math.log(logits.reduce((sum, value) => sum + Math.exp(value - largest), 0));
    const state = h.flatMap((layer, index) => (config.cell === 'lstm' ? [...layer, ...c[index]!] : [...layer]));
    return { state, logProbabilities: logits.map((logit) => logit - total) };
  });
}
