/**
 * One distribution from what the model says and what the texts say. The candidates of the texts are asked about one
 * after the other: is it this one? Each answer is a probability: a sum of logits, as in PAQ, of the model's opinion and
 * of what was seen when counts were like these; the candidates before it are out by then. What is left is shared out as
 * the model sees it. So the whole sums to 1 whatever the weights are, and when the next token is known, each question
 * has had an answer to learn from.
 */
import {
  correctionKnots,
  countCell,
  inputs,
  matchCell,
  type Mixture,
  modelLevels,
  ranks,
  weightSetNames,
} from './mixture.ts';
import type { AdaptiveMap } from './adaptiveMap.ts';
import { countKinds, type Evidence, jointOrders } from './evidence.ts';
import { symbolClass, symbolOf, tokenOf } from './symbols.ts';

export interface MixerRates {
  /** Of the weights. */
  readonly weights: number;
  /** Experience of a cell beyond which it goes on changing as fast. */
  readonly seen: number;
}

/** In an open document. */
export const documentRates: MixerRates = { weights: 0.008, seen: 255 };
/** What fitted maps count as when a document goes on from them. */
export const documentSeen = 60;

/** Logits of the sum are kept within this. */
const largestLogit = 12;
/** Share of the correction in the result. */
const correctionShare = 0.5;
/** The weights of the sets learn this much slower. */
const setRate = 0.1;
/** No question is ever quite settled. */
const margin = 1e-6;
/** The constant input. */
const constant = 0.3;
const sets = weightSetNames.length;
const matchInput = 2 + countKinds;

export class Mixer {
  readonly #weights: readonly Float32Array[];
  readonly #inputs = new Float32Array(inputs);
  /** Cells of the maps behind the inputs; −1: there is nothing. */
  readonly #cells = new Int32Array(inputs);
  /** Where the weights of each set begin, and their sum. */
  readonly #rows = new Int32Array(sets);
  readonly #sums = new Float32Array(sets);
  /** What is left once candidates are out. */
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

  /** The distribution (V) of the next token; `model` is what the model says of it, (V) as well. */
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
      const opinion = model[token];
      const probability = this.#ask(index, symbol, opinion / Math.max(modelLeft, margin), evidence);
      mixed[token] = left * probability;
      isCandidate[token] = 1;
      left *= 1 - probability;
      modelLeft -= opinion;
      this.#exclude(symbol, evidence);
    }
    shareOut(mixed, model, isCandidate, left);
    return mixed;
  }

  /** Learns that this token came next. Gives its probability before that. */
  learn(model: Float32Array, evidence: Evidence, token: number, rates: MixerRates): number {
    const truth = symbolOf(token);
    let left = 1;
    let modelLeft = 1;
    this.#begin(evidence);
    for (let index = 0; index < evidence.candidateCount; index++) {
      const symbol = evidence.candidates[index];
      const opinion = model[tokenOf(symbol)];
      const probability = this.#ask(index, symbol, opinion / Math.max(modelLeft, margin), evidence);
      const isRight = symbol === truth;
      this.#update(isRight ? 1 : 0, rates);
      if (isRight) return left * probability;
      left *= 1 - probability;
      modelLeft -= opinion;
      this.#exclude(symbol, evidence);
    }
    return (left * model[token]) / Math.max(modelLeft, margin);
  }

  #begin({ totals, last, secondLast }: Evidence): void {
    this.#left.set(totals);
    this.#last.set(last);
    this.#secondLast.set(secondLast);
  }

  /**
   * The probability that it is this symbol, none of those before it being right; `opinion` is the model's of the same.
   */
  #ask(index: number, symbol: number, opinion: number, evidence: Evidence): number {
    const { correction } = this.mixture;
    const values = this.#inputs;
    this.#rank = Math.min(index, ranks - 1);
    const bounded = Math.min(Math.max(opinion, margin), 1 - 1e-4);
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

  /** Inputs by counts. Gives the number of contexts, from the shortest on, up to the longest one that was found. */
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

  /** A candidate is out: what follows is about the others. */
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

  /** Every part moves towards the answer to the question that was asked last. */
  #update(outcome: number, { weights: rate, seen }: MixerRates): void {
    const { counts, match, documentMatch, correction, setWeights } = this.mixture;
    for (let set = 0; set < sets; set++) {
      const weights = this.#weights[set];
      const sum = this.#sums[set];
      const row = this.#rows[set];
      const step = (outcome - sigmoid(sum)) * rate;
      for (let input = 0; input < inputs; input++) {
        weights[row + input] += step * this.#inputs[input];
      }
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

/** Gives what is left to the tokens that were not asked about, as the model sees them. */
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
  // The model is certain that it is one of the candidates: then it is.
  for (let token = 0; token < model.length; token++) mixed[token] /= 1 - left;
}

function bound(logit: number): number {
  return Math.min(Math.max(logit, -largestLogit), largestLogit);
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
