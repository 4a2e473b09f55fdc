/**
 * Warm-up and cosine: the rate rises linearly to its peak, then falls along half a cosine to a fraction of the peak. It
 * may stay at its peak for a while before it falls ("warm-up, stable, decay", Hu et al. 2024).
 */

export interface LearningRateSchedule {
  readonly peak: number;
  /** Updates of linear warm-up. */
  readonly warmUp: number;
  /** Total number of updates. */
  readonly total: number;
  /** Rate at the end, as a share of the peak. */
  readonly floor: number;
  /** Share of the updates, the last ones, in which the rate falls; by default it falls from the warm-up on. */
  readonly fall?: number;
}

/** Learning rate of an update. Updates count from 0. */
export function learningRate({ peak, warmUp, total, floor, fall = 1 }: LearningRateSchedule, update: number): number {
  if (update < warmUp) return (peak * (update + 1)) / warmUp;
  const fallsFrom = Math.max(warmUp, Math.round(total * (1 - fall)));
  const progress = Math.min(1, Math.max(0, update - fallsFrom) / Math.max(1, total - fallsFrom));
  return peak * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress)));
}
