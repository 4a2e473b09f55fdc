/**
 * Whether the show probability keeps its word: of all offers that were said to be right with a probability of 0.3 to
 * 0.4, three to four in ten should have been. A reliability curve, in tenths of the predicted probability, over offers
 * as they were shown and not over everything that was considered: choosing the best of many candidates favours those
 * that promise too much.
 */

/** A distinct offer: the predicted probability that all of it comes next, and whether it did. */
export interface Forecast {
  readonly probability: number;
  readonly isRight: boolean;
}

/** The offers with a predicted probability of at least `from` and less than `to`; 1 belongs to the last tenth. */
export interface ReliabilityTenth {
  readonly from: number;
  readonly to: number;
  /** Mean predicted probability. */
  readonly predicted: number;
  /** Share of the offers that were right. */
  readonly observed: number;
  readonly offers: number;
}

const tenths = 10;
/** A tenth with a smaller share of all offers says more about chance than about the prediction. */
const leastShare = 0.02;

/** Tenths without offers are left out. */
export function reliabilityOf(forecasts: readonly Forecast[]): readonly ReliabilityTenth[] {
  return Array.from({ length: tenths }, (_, index) => index).flatMap((index) => {
    const within = forecasts.filter(({ probability }) => tenthOf(probability) === index);
    if (within.length === 0) return [];
    const sum = within.reduce((total, { probability }) => total + probability, 0);
    const right = within.filter(({ isRight }) => isRight).length;
    return {
      from: index / tenths,
      to: (index + 1) / tenths,
      predicted: sum / within.length,
      observed: right / within.length,
      offers: within.length,
    };
  });
}

/** The curve of all offers of several curves together. */
export function mergeReliability(curves: readonly (readonly ReliabilityTenth[])[]): readonly ReliabilityTenth[] {
  return Array.from({ length: tenths }, (_, index) => index).flatMap((index) => {
    const within = curves.flat().filter(({ from }) => Math.round(from * tenths) === index);
    const offers = within.reduce((sum, tenth) => sum + tenth.offers, 0);
    if (offers === 0) return [];
    const mean = (value: (tenth: ReliabilityTenth) => number): number =>
      within.reduce((sum, tenth) => sum + value(tenth) * tenth.offers, 0) / offers;
    return {
      from: index / tenths,
      to: (index + 1) / tenths,
      predicted: mean(({ predicted }) => predicted),
      observed: mean(({ observed }) => observed),
      offers,
    };
  });
}

/** The largest |predicted − observed| of the tenths that hold at least 2 % of the offers; 0 where there are none. */
export function calibrationError(reliability: readonly ReliabilityTenth[]): number {
  const total = reliability.reduce((sum, { offers }) => sum + offers, 0);
  const counted = reliability.filter(({ offers }) => offers >= leastShare * total);
  return counted.reduce((largest, { predicted, observed }) => Math.max(largest, Math.abs(predicted - observed)), 0);
}

function tenthOf(probability: number): number {
  return Math.min(tenths - 1, Math.floor(probability * tenths));
}
