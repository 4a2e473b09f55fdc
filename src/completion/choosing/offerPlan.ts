/**
 * What to show now, when more can be shown later. A stretch of the predicted text can be shown at once, or one
 * character later, when it is surer; once accepted, the next stretch is shown. So the plan goes backwards from the end
 * of the text. Everywhere an offer has to be worth more than waiting.
 */

/** A predicted text. Entry n of each row is about its first n code units. */
export interface Prospect {
  /** Probability that they are right: 1 at first, never rising. */
  readonly right: ArrayLike<number>;
  /** Keystrokes to type them: 0 at first, never falling. */
  readonly keystrokes: ArrayLike<number>;
}

export interface Choice {
  /** In code units. */
  readonly stop: number;
  /** Expected saving in keystrokes, with all that follows. */
  readonly value: number;
}

/** Expected saving in keystrokes of an offer of `length` keystrokes that is right with this probability. */
export function expectedSaving(probability: number, length: number, cost: number): number {
  return probability * (length - 1) - (1 - probability) * cost;
}

/** What showing costs, in keystrokes. */
export interface Prices {
  /** Of a wrong offer. */
  readonly cost: number;
  /** Of any offer. */
  readonly price: number;
  /** An offer has to be worth more than this. */
  readonly leastValue: number;
}

/**
 * Where the offer ends; undefined when waiting is better, or nothing is worth more than `leastValue`.
 * @param stops ascending ends in code units
 * @param shortest of all offers, in keystrokes
 */
export function planned(
  { right, keystrokes }: Prospect,
  stops: readonly number[],
  { cost, price, leastValue }: Prices,
  shortest = 1,
): Choice | undefined {
  const worth = new Float64Array((stops.at(-1) ?? 0) + 1);
  let choice: Choice | undefined;
  for (let place = worth.length - 2; place >= 0; place--) {
    const here = right[place];
    if (here <= 0) continue;
    const within = (end: number): number => right[end] / here;
    const waiting = within(place + 1) * worth[place + 1];
    // L keystrokes, right with probability Q, are worth Q·(L − 1 + worth of what follows) − (1 − Q)·cost − price.
    const showing = mostValuable(stops, place, (stop) => {
      const probability = within(stop);
      const length = keystrokes[stop] - keystrokes[place];
      if (length < shortest) return -Infinity;
      return expectedSaving(probability, length, cost) - price + probability * worth[stop];
    });
    worth[place] = Math.max(0, waiting, showing?.value ?? 0);
    if (place === 0 && showing !== undefined && showing.value > Math.max(leastValue, waiting)) choice = showing;
  }
  return choice;
}

/** The stop behind `place` that is worth most. */
export function mostValuable(
  stops: readonly number[],
  place: number,
  valueOf: (stop: number) => number,
): Choice | undefined {
  let best: Choice | undefined;
  for (let index = stops.length - 1; index >= 0; index--) {
    const stop = stops[index];
    if (stop <= place) break;
    const value = valueOf(stop);
    if (best === undefined || value >= best.value) best = { stop, value };
  }
  return best;
}
