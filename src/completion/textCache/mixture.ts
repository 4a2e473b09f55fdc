/**
 * The parameters of the mixture: for each kind of evidence a map from counts to a probability, and several sets of
 * weights that add up these and the model as logits. `npm run fit-mixture` finds them. Every open document learns on a
 * copy.
 */
import { UserError } from '../../base/userError.ts';
import type { NumberTables } from '../../model/numberTables.ts';
import { longestMatch } from './cacheLimits.ts';
import { countKinds, jointOrders } from './evidence.ts';
import { symbolClasses } from './symbols.ts';

/** Levels of a count: 0, 1, 2, 3, 4–5, 6–8, 9–15, 16–31, more. */
const countLevels = 9;
const levelOfCount = Uint8Array.from({ length: 33 }, (_, count) =>
  count < 4 ? count : count < 6 ? 4 : count < 9 ? 5 : count < 16 ? 6 : count < 32 ? 7 : 8,
);

/** Levels of the length of a match: each below 16, then by fours, then by eights. */
const lengthLevels = 20;
const levelOfLength = Uint8Array.from({ length: longestMatch + 1 }, (_, length) =>
  length < 16 ? length : length < 24 ? 16 + ((length - 16) >> 2) : length < 32 ? 18 : 19,
);

/** Ranks of a candidate: the first, the second, the others. */
export const ranks = 3;
/** Levels of the model's logit of a candidate. */
export const modelLevels = 12;
/** Knots of the last correction, over logits from −8 to 8. */
export const correctionKnots = 33;

/** The model, a constant, each kind of counts, the longest match, the longest match in the document. */
export const inputs = 2 + countKinds + 2;

/** What selects the weights of each set, with the number of its choices. */
const weightSets = {
  /** By the longest context that was found. */
  byContext: (jointOrders + 1) * ranks,
  /** By the model's logit of the candidate. */
  byModel: modelLevels * 2,
  /** By the length of the longest match, and whether it predicts the candidate. */
  byMatch: lengthLevels * 2 * ranks,
  /** By the class of the candidate. */
  bySymbol: symbolClasses * ranks,
} as const;
export type WeightSet = keyof typeof weightSets;
export const weightSetNames = ['byContext', 'byModel', 'byMatch', 'bySymbol'] as const satisfies readonly WeightSet[];

const countCells = countLevels * countLevels * 4;
const matchCells = lengthLevels * 2 * ranks;
const correctionCells = correctionKnots * (jointOrders + 1) * ranks;

/** Cell of a map of counts: of the candidate, of all others, and whether it came last or second to last. */
export function countCell(own: number, others: number, isLast: boolean, isSecondLast: boolean): number {
  const levels = countLevel(own) * countLevels + countLevel(others);
  return (levels << 2) | (isLast ? 1 : 0) | (isSecondLast ? 2 : 0);
}

function countLevel(count: number): number {
  return levelOfCount[Math.min(count, 32)];
}

/** Cell of a map of matches, and choice of the set by matches. */
export function matchCell(length: number, expected: boolean, rank: number): number {
  return (rank * lengthLevels + levelOfLength[length]) * 2 + (expected ? 1 : 0);
}

/** Bound of the probabilities, or a single mistake would outweigh all else. */
const margin = 0.0005;

/** Probabilities by cell, and their logits. A cell learns fast while it is new. PAQ calls this an adaptive probability map. */
export class AdaptiveMap {
  readonly logits: Float32Array;
  /** Number of updates of each cell, up to a limit. */
  readonly #seen: Float32Array;

  /** `seen`: number of updates that the probabilities stand for. */
  constructor(
    readonly probabilities: Float32Array,
    seen = 0,
  ) {
    this.logits = probabilities.map((probability) => boundedLogit(probability, margin));
    this.#seen = new Float32Array(probabilities.length).fill(seen);
  }

  get bytes(): number {
    return 3 * this.probabilities.byteLength;
  }

  copy(seen: number): AdaptiveMap {
    return new AdaptiveMap(this.probabilities.slice(), seen);
  }

  /** `outcome`: 1 when it happened, else 0. `limit`: updates after which a cell changes at a constant rate. */
  update(cell: number, outcome: number, limit: number): void {
    const seen = this.#seen[cell];
    const before = this.probabilities[cell];
    const probability = before + (outcome - before) / (seen + 1.5);
    this.probabilities[cell] = probability;
    this.logits[cell] = boundedLogit(probability, margin);
    if (seen < limit) this.#seen[cell] = seen + 1;
  }
}

export class Mixture {
  /** By kind of counts. */
  readonly counts: readonly AdaptiveMap[];
  readonly match: AdaptiveMap;
  readonly documentMatch: AdaptiveMap;
  /** By the longest context and rank, `correctionKnots` each. */
  readonly correction: AdaptiveMap;
  /** For each set, choices · inputs. */
  readonly weights: Readonly<Record<WeightSet, Float32Array>>;
  /** ranks · sets: weights of the sums of the sets. */
  readonly setWeights: Float32Array;

  private constructor(parts: Omit<Mixture, 'bytes' | 'copy' | 'toTables'>) {
    this.counts = parts.counts;
    this.match = parts.match;
    this.documentMatch = parts.documentMatch;
    this.correction = parts.correction;
    this.weights = parts.weights;
    this.setWeights = parts.setWeights;
  }

  /** A plausible start for fitting. */
  static unfitted(): Mixture {
    const weightOf = (input: number): number => (input === 0 ? 0.4 : input === 1 ? 0 : 1.2 / inputs);
    const weights = (name: WeightSet): Float32Array =>
      Float32Array.from({ length: weightSets[name] * inputs }, (_, index) => weightOf(index % inputs));
    const matches = Float32Array.from({ length: matchCells }, (_, cell) =>
      cell % 2 === 0 ? 0.1 : 1 - 0.5 / (1 + ((cell >> 1) % lengthLevels)),
    );
    return new Mixture({
      counts: Array.from({ length: countKinds }, () => new AdaptiveMap(plausibleCounts())),
      match: new AdaptiveMap(matches.slice()),
      documentMatch: new AdaptiveMap(matches),
      correction: new AdaptiveMap(
        Float32Array.from({ length: correctionCells }, (_, cell) => sigmoid((cell % correctionKnots) / 2 - 8)),
      ),
      weights: eachSet(weights),
      setWeights: new Float32Array(ranks * weightSetNames.length).fill(1 / weightSetNames.length),
    });
  }

  /** The fitted parameters. @throws UserError for tables of another version */
  static fromTables(tables: NumberTables): Mixture {
    const table = (name: string, length: number): Float32Array => {
      const found = tables.get(name);
      if (found?.length === length) return found.slice();
      throw new UserError('The numbers of the text cache are not those of this version.', 'Reinstall Undercurrent.');
    };
    const probabilities = (name: string, length: number): Float32Array => table(name, length).map(sigmoid);
    const all = probabilities('counts', countKinds * countCells);
    return new Mixture({
      counts: Array.from(
        { length: countKinds },
        (_, kind) => new AdaptiveMap(all.slice(kind * countCells, (kind + 1) * countCells)),
      ),
      match: new AdaptiveMap(probabilities('match', matchCells)),
      documentMatch: new AdaptiveMap(probabilities('documentMatch', matchCells)),
      correction: new AdaptiveMap(probabilities('correction', correctionCells)),
      weights: eachSet((name) => table(name, weightSets[name] * inputs)),
      setWeights: table('setWeights', ranks * weightSetNames.length),
    });
  }

  /** Probabilities as logits: those near 1 do not survive half precision. */
  toTables(): NumberTables {
    const logits = ({ probabilities }: AdaptiveMap): Float32Array =>
      probabilities.map((probability) => boundedLogit(probability, 1e-5));
    const counts = new Float32Array(countKinds * countCells);
    for (const [kind, map] of this.counts.entries()) counts.set(logits(map), kind * countCells);
    return new Map([
      ['counts', counts],
      ['match', logits(this.match)],
      ['documentMatch', logits(this.documentMatch)],
      ['correction', logits(this.correction)],
      ...weightSetNames.map((name) => [name, this.weights[name]] as const),
      ['setWeights', this.setWeights],
    ]);
  }

  /** `seen`: number of updates that the maps stand for; it slows their change. */
  copy(seen: number): Mixture {
    return new Mixture({
      counts: this.counts.map((map) => map.copy(seen)),
      match: this.match.copy(seen),
      documentMatch: this.documentMatch.copy(seen),
      correction: this.correction.copy(seen),
      weights: eachSet((name) => this.weights[name].slice()),
      setWeights: this.setWeights.slice(),
    });
  }

  get bytes(): number {
    const maps = [...this.counts, this.match, this.documentMatch, this.correction];
    const weights = weightSetNames.reduce((sum, name) => sum + this.weights[name].byteLength, 0);
    return maps.reduce((sum, map) => sum + map.bytes, weights + this.setWeights.byteLength);
  }
}

function eachSet(make: (name: WeightSet) => Float32Array): Mixture['weights'] {
  return {
    byContext: make('byContext'),
    byModel: make('byModel'),
    byMatch: make('byMatch'),
    bySymbol: make('bySymbol'),
  };
}

export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

function boundedLogit(probability: number, bound: number): number {
  const bounded = Math.min(Math.max(probability, bound), 1 - bound);
  return Math.log(bounded / (1 - bounded));
}

/** The share of the candidate, a little more for the latest one. */
function plausibleCounts(): Float32Array {
  const counts = [0, 1, 2, 3, 4.5, 7, 12, 23, 50];
  return Float32Array.from({ length: countCells }, (_, cell) => {
    const own = counts[Math.floor(cell / 4 / countLevels)];
    const others = counts[(cell >> 2) % countLevels];
    return (own + 0.3 + 0.3 * (cell & 1)) / (own + others + 1);
  });
}
