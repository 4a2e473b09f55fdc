/**
 * What to show now, when more can be shown later. A stretch of the predicted text can be shown at once, or one
 * character later, when it is surer; after it is accepted the next one is shown. So the plan goes backwards from the
 * end of the predicted text. At each place an offer has to be worth more than waiting.
 */

/** A predicted text by code units: entry n of each row is about the first n of them. */
export interface Prospect {
  /** Probability that they are right: 1 at first, and never rising. */
  readonly right: ArrayLike<number>;
  /** Keystrokes that typing them takes: 0 at first, and never falling. */
  readonly keystrokes: ArrayLike<number>;
}

export interface Choice {
  /** Where to end, in code units. */
  readonly stop: number;
  /** Keystrokes that it is expected to save, all that follows included. */
  readonly value: number;
}

/** Expected saving of showing `length` typed characters that are right with this probability, in keystrokes. */
export function expectedSaving(probability: number, length: number, cost: number): number {
  return probability * (length - 1) - (1 - probability) * cost;
}

/**
 * The stop up to which to show now; undefined where waiting for the next character is better, or nothing is worth more
 * than `least`. A stretch of L keystrokes that is right with probability Q is worth Q·(L − 1 + what follows it) − (1 −
 * Q)·cost.
 * @param stops places in code units at which something shown may end, ascending, the first above 0
 */
export function planned(
  { right, keystrokes }: Prospect,
  stops: readonly number[],
  cost: number,
  least = 0,
): Choice | undefined {
  const worth = new Float64Array((stops.at(-1) ?? 0) + 1);
  let choice: Choice | undefined;
  for (let place = worth.length - 2; place >= 0; place--) {
    const here = right[place];
    if (here <= 0) continue;
    const within = (end: number): number => right[end] / here;
    const waiting = within(place + 1) * worth[place + 1];
    const showing = mostValuable(stops, place, (stop) => {
      const probability = within(stop);
      const length = keystrokes[stop] - keystrokes[place];
      return expectedSaving(probability, length, cost) + probability * worth[stop];
    });
    worth[place] = Math.max(0, waiting, showing?.value ?? 0);
    if (place === 0 && showing !== undefined && showing.value > Math.max(least, waiting)) choice = showing;
  }
  return choice;
}

/** The stop behind a place that is worth most. */
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
