/**
 * From what happened to the numbers that are reported. The names are those of the report's JSON, so that one definition
 * serves the table, the picture and the file.
 */
import { quantile } from '../base/statistics.ts';
import { calibrationError, reliabilityOf, type ReliabilityTenth } from './reliability.ts';
import type { Tally } from './simulatedWriter.ts';

/** One system over all replayed files; rates lie between 0 and 1. */
export interface Measures {
  /** Absent where a system has no distribution (word-based suggestions). */
  readonly bitsPerCharacter?: number;
  /** 1 − (typed + accepts + keys pressed for drafts) / characters. */
  readonly keystrokesSaved: number;
  /** Accepted of distinct offers; 0 when nothing was offered. */
  readonly acceptanceRate: number;
  /** Offers that were not accepted, per 100 characters typed by hand. */
  readonly wrongPer100: number;
  /** Share of the text that offers brought. */
  readonly shareCompleted: number;
  /** Distinct offers. */
  readonly offers: number;
  readonly p50Milliseconds: number;
  readonly p95Milliseconds: number;
  /** Share of the requests that took longer than the editor waits. */
  readonly missedBudget: number;
  /** Absent where offers come without a probability, or there are none. */
  readonly reliability?: readonly ReliabilityTenth[];
  /** Largest |predicted − observed| of the tenths with at least 2 % of the offers. */
  readonly calibrationError?: number;
}

/** How long the editor waits for an answer, in milliseconds. */
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
