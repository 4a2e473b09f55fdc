/**
 * Whether the probability of offers is right: of all offers with 0.3 to 0.4, three to four in ten should come true. The
 * reliability curve is over shown offers and not over all candidates: choosing the best of many favours those that
 * promise too much.
 */

/** A distinct offer: its predicted probability, and whether it came true. */
export interface Forecast {
  readonly probability: number;
  readonly isRight: boolean;
}

/** Offers with a predicted probability from `from` to below `to`; 1 is in the last tenth. */
export interface ReliabilityTenth {
  readonly from: number;
  readonly to: number;
  /** Mean predicted probability. */
  readonly predicted: number;
  /** Share of the offers that came true. */
  readonly observed: number;
  readonly offers: number;
}

const tenths = 10;
/** In a tenth with a smaller share of the offers, chance decides. */
const leastShare = 0.02;

/** Leaves out tenths without offers. */
export function reliabilityOf(forecasts: readonly Forecast[]): readonly ReliabilityTenth[] {
  return [...Array(tenths).keys()].flatMap((index) => {
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

/** The curve of all offers of several curves. */
export function mergeReliability(curves: readonly (readonly ReliabilityTenth[])[]): readonly ReliabilityTenth[] {
  return [...Array(tenths).keys()].flatMap((index) => {
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

/** Largest |predicted − observed| of the tenths with at least 2 % of the offers; 0 without offers. */
export function calibrationError(reliability: readonly ReliabilityTenth[]): number {
  const total = reliability.reduce((sum, { offers }) => sum + offers, 0);
  const counted = reliability.filter(({ offers }) => offers >= leastShare * total);
  return counted.reduce((largest, { predicted, observed }) => Math.max(largest, Math.abs(predicted - observed)), 0);
}

function tenthOf(probability: number): number {
  return Math.min(tenths - 1, Math.floor(probability * tenths));
}
