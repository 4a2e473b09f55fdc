/**
 * Mixes the distribution of the model with the evidence of the texts. It asks about one candidate after the other: is
 * it this one? Each answer is a weighted sum of logits, as in PAQ, given that the earlier candidates are out. The rest
 * goes to the other tokens as the model sees them. So the sum is 1, and each answer can be learnt from.
 */
import {
  type AdaptiveMap,
  correctionKnots,
  countCell,
  inputs,
  matchCell,
  type Mixture,
  modelLevels,
  ranks,
  sigmoid,
  weightSetNames,
} from './mixture.ts';
import { countKinds, type Evidence, jointOrders } from './evidence.ts';
import { symbolClass, symbolOf, tokenOf } from './symbols.ts';

export interface MixerRates {
  /** Of the weights. */
  readonly weights: number;
  /** Updates after which a cell changes at a constant rate. */
  readonly seen: number;
}

/** Rates of an open document. */
export const documentRates: MixerRates = { weights: 0.008, seen: 255 };
/** Updates that fitted maps stand for in an open document. */
export const documentSeen = 60;

/** Bound of the summed logits. */
const largestLogit = 12;
/** Share of the correction in the result. */
const correctionShare = 0.5;
/** How much slower the weights of the sets learn. */
const setRate = 0.1;
/** Bound of the probability of an answer. */
const margin = 1e-6;
const constant = 0.3;
const sets = weightSetNames.length;
const matchInput = 2 + countKinds;

export class Mixer {
  readonly #weights: readonly Float32Array[];
  readonly #inputs = new Float32Array(inputs);
  /** Cells of the maps behind the inputs; −1: none. */
  readonly #cells = new Int32Array(inputs);
  /** First weight of each set, and its sum. */
  readonly #rows = new Int32Array(sets);
  readonly #sums = new Float32Array(sets);
  /** Counts and latest symbols without the candidates that are out. */
  readonly #left = new Uint32Array(countKinds);
  readonly #last = new Int16Array(countKinds);
  readonly #secondLast = new Int16Array(countKinds);
  #rank = 0;
  #sum = 0;
  #correctionCell = 0;
  #correctionPart = 0;

  constructor(private readonly mixture: Mixture) {
    this.#weights = weightSetNames.map((name) => mixture.weights[name]);
  }

  /** The distribution (V) of the next token. `model`: that of the model, (V). */
  mix(model: Float32Array, evidence: Evidence): Float32Array {
    if (evidence.candidateCount === 0) return model;
    const mixed = new Float32Array(model.length);
    const isCandidate = new Uint8Array(model.length);
    let left = 1;
    let modelLeft = 1;
    this.#begin(evidence);
    for (let index = 0; index < evidence.candidateCount; index++) {
      const symbol = evidence.candidates[index];
      const token = tokenOf(symbol);
      const inModel = model[token];
      const probability = this.#ask(index, symbol, inModel / Math.max(modelLeft, margin), evidence);
      mixed[token] = left * probability;
      isCandidate[token] = 1;
      left *= 1 - probability;
      modelLeft -= inModel;
      this.#exclude(symbol, evidence);
    }
    shareOut(mixed, model, isCandidate, left);
    return mixed;
  }

  /** Learns the next token. Returns its probability before that. */
  learn(model: Float32Array, evidence: Evidence, token: number, rates: MixerRates): number {
    const truth = symbolOf(token);
    let left = 1;
    let modelLeft = 1;
    this.#begin(evidence);
    for (let index = 0; index < evidence.candidateCount; index++) {
      const symbol = evidence.candidates[index];
      const inModel = model[tokenOf(symbol)];
      const probability = this.#ask(index, symbol, inModel / Math.max(modelLeft, margin), evidence);
      const isRight = symbol === truth;
      this.#update(isRight ? 1 : 0, rates);
      if (isRight) return left * probability;
      left *= 1 - probability;
      modelLeft -= inModel;
      this.#exclude(symbol, evidence);
    }
    return (left * model[token]) / Math.max(modelLeft, margin);
  }

  #begin({ totals, last, secondLast }: Evidence): void {
    this.#left.set(totals);
    this.#last.set(last);
    this.#secondLast.set(secondLast);
  }

  /** Probability of this symbol, given that no earlier one came. `inModel`: the same by the model alone. */
  #ask(index: number, symbol: number, inModel: number, evidence: Evidence): number {
    const { correction } = this.mixture;
    const values = this.#inputs;
    this.#rank = Math.min(index, ranks - 1);
    const bounded = Math.min(Math.max(inModel, margin), 1 - 1e-4);
    const modelLogit = Math.log(bounded / (1 - bounded));
    values[0] = modelLogit;
    values[1] = constant;
    const level = this.#readCounts(symbol, evidence);
    this.#readMatches(symbol, evidence);
    this.#chooseWeights(symbol, level, modelLogit, evidence);
    let sum = 0;
    for (let set = 0; set < sets; set++) {
      const part = bound(this.#product(set));
      this.#sums[set] = part;
      sum += this.mixture.setWeights[this.#rank * sets + set] * part;
    }
    this.#sum = bound(sum);
    const knot = (Math.min(Math.max(this.#sum, -7.999), 7.999) + 8) * 2;
    const below = Math.floor(knot);
    this.#correctionPart = knot - below;
    this.#correctionCell = correctionKnots * (level * ranks + this.#rank) + below;
    const corrected =
      correction.probabilities[this.#correctionCell] * (1 - this.#correctionPart) +
      correction.probabilities[this.#correctionCell + 1] * this.#correctionPart;
    const probability = (1 - correctionShare) * sigmoid(this.#sum) + correctionShare * corrected;
    return Math.min(Math.max(probability, margin), 1 - margin);
  }

  /** Sets the inputs from counts. Returns the number of contexts up to the longest one found. */
  #readCounts(symbol: number, { counts }: Evidence): number {
    let level = 0;
    for (let kind = 0; kind < countKinds; kind++) {
      const left = this.#left[kind];
      if (left === 0) {
        this.#inputs[2 + kind] = 0;
        this.#cells[2 + kind] = -1;
        continue;
      }
      if (kind < jointOrders) level = kind + 1;
      const own = counts[symbol * countKinds + kind];
      const cell = countCell(own, left - own, this.#last[kind] === symbol, this.#secondLast[kind] === symbol);
      this.#cells[2 + kind] = cell;
      this.#inputs[2 + kind] = this.mixture.counts[kind].logits[cell];
    }
    return level;
  }

  #readMatches(symbol: number, evidence: Evidence): void {
    const { match, documentMatch } = this.mixture;
    const { longest, longestSymbol, longestInDocument, longestSymbolInDocument } = evidence;
    const cell = longest === 0 ? -1 : matchCell(longest, symbol === longestSymbol, this.#rank);
    this.#cells[matchInput] = cell;
    this.#inputs[matchInput] = cell < 0 ? 0 : match.logits[cell];
    const own =
      longestInDocument === 0 ? -1 : matchCell(longestInDocument, symbol === longestSymbolInDocument, this.#rank);
    this.#cells[matchInput + 1] = own;
    this.#inputs[matchInput + 1] = own < 0 ? 0 : documentMatch.logits[own];
  }

  #chooseWeights(symbol: number, level: number, modelLogit: number, { longest, longestSymbol }: Evidence): void {
    const rank = this.#rank;
    const modelLevel = Math.max(0, Math.min(modelLevels - 1, Math.floor(modelLogit + modelLevels / 2)));
    this.#rows[0] = (level * ranks + rank) * inputs;
    this.#rows[1] = (modelLevel * 2 + (rank === 0 ? 0 : 1)) * inputs;
    this.#rows[2] = matchCell(longest, symbol === longestSymbol, rank) * inputs;
    this.#rows[3] = (symbolClass(symbol) * ranks + rank) * inputs;
  }

  #product(set: number): number {
    const weights = this.#weights[set];
    const row = this.#rows[set];
    const values = this.#inputs;
    let sum = 0;
    for (let input = 0; input < inputs; input++) sum += weights[row + input] * values[input];
    return sum;
  }

  /** Removes a candidate from the counts. */
  #exclude(symbol: number, { counts }: Evidence): void {
    for (let kind = 0; kind < countKinds; kind++) {
      this.#left[kind] -= counts[symbol * countKinds + kind];
      if (this.#last[kind] === symbol) {
        this.#last[kind] = this.#secondLast[kind] === symbol ? -1 : this.#secondLast[kind];
        this.#secondLast[kind] = -1;
      } else if (this.#secondLast[kind] === symbol) {
        this.#secondLast[kind] = -1;
      }
    }
  }

  /** Moves all parts towards the answer of the last question. */
  #update(outcome: number, { weights: rate, seen }: MixerRates): void {
    const { counts, match, documentMatch, correction, setWeights } = this.mixture;
    for (let set = 0; set < sets; set++) {
      const weights = this.#weights[set];
      const sum = this.#sums[set];
      const row = this.#rows[set];
      const step = (outcome - sigmoid(sum)) * rate;
      for (let input = 0; input < inputs; input++) weights[row + input] += step * this.#inputs[input];
    }
    const step = (outcome - sigmoid(this.#sum)) * rate * setRate;
    for (let set = 0; set < sets; set++) {
      const index = this.#rank * sets + set;
      setWeights[index] += step * this.#sums[set];
    }
    for (let kind = 0; kind < countKinds; kind++) updateCell(counts[kind], this.#cells[2 + kind], outcome, seen);
    updateCell(match, this.#cells[matchInput], outcome, seen);
    updateCell(documentMatch, this.#cells[matchInput + 1], outcome, seen);
    updateCell(correction, this.#correctionCell + (this.#correctionPart > 0.5 ? 1 : 0), outcome, seen);
  }
}

function updateCell(map: AdaptiveMap, cell: number, outcome: number, seen: number): void {
  if (cell >= 0) map.update(cell, outcome, seen);
}

/** Gives the rest to the tokens that were not asked about, as the model sees them. */
function shareOut(mixed: Float32Array, model: Float32Array, isCandidate: Uint8Array, left: number): void {
  let modelLeft = 0;
  for (let token = 0; token < model.length; token++) {
    if (isCandidate[token] === 0) modelLeft += model[token];
  }
  if (modelLeft > 0) {
    const scale = left / modelLeft;
    for (let token = 0; token < model.length; token++) {
      if (isCandidate[token] === 0) mixed[token] = scale * model[token];
    }
    return;
  }
  // The model is certain that it is one of the candidates.
  for (let token = 0; token < model.length; token++) mixed[token] /= 1 - left;
}

function bound(logit: number): number {
  return Math.min(Math.max(logit, -largestLogit), largestLogit);
}
