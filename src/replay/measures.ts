/** Measures from a tally. The names are those of the JSON report, so one definition serves table, picture and file. */
import { quantile } from '../base/statistics.ts';
import { calibrationError, reliabilityOf, type ReliabilityTenth } from './reliability.ts';
import type { Tally } from './simulatedWriter.ts';

/** One system over all replayed files. Rates lie between 0 and 1. */
export interface Measures {
  /** Absent for a system without a distribution (word-based suggestions). */
  readonly bitsPerCharacter?: number;
  /** 1 − (typed + accepts + keys pressed for drafts) / characters. */
  readonly keystrokesSaved: number;
  /** Accepted share of the distinct offers; 0 without offers. */
  readonly acceptanceRate: number;
  /** Offers that were not accepted, per 100 typed characters. */
  readonly wrongPer100: number;
  /** Share of the text from offers. */
  readonly shareCompleted: number;
  /** Distinct offers. */
  readonly offers: number;
  readonly p50Milliseconds: number;
  readonly p95Milliseconds: number;
  /** Share of the requests that took longer than the editor waits. */
  readonly missedBudget: number;
  /** Absent without offers that have a probability. */
  readonly reliability?: readonly ReliabilityTenth[];
  /** Largest |predicted − observed| of the tenths with at least 2 % of the offers. */
  readonly calibrationError?: number;
}

/** Milliseconds that the editor waits for an answer. */
export const editorBudget = 25;

export function measuresOf(tally: Tally, bitsPerCharacter?: number): Measures {
  const { characters, typed, completed, offers, accepted, draftKeys, latencies, forecasts } = tally;
  const reliability = reliabilityOf(forecasts);
  const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
  return {
    ...(bitsPerCharacter === undefined ? {} : { bitsPerCharacter }),
    keystrokesSaved: share(characters - typed - accepted - draftKeys, characters),
    acceptanceRate: share(accepted, offers),
    wrongPer100: 100 * share(offers - accepted, typed),
    shareCompleted: share(completed, characters),
    offers,
    p50Milliseconds: quantile(latencies, 0.5),
    p95Milliseconds: quantile(latencies, 0.95),
    missedBudget: share(latencies.filter((latency) => latency > editorBudget).length, latencies.length),
    ...(reliability.length === 0 ? {} : { reliability, calibrationError: calibrationError(reliability) }),
  };
}
