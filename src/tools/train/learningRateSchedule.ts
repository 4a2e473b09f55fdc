/**
 * Warm-up and cosine: the rate rises linearly to its peak, then falls along half a cosine to a fraction of the peak.
 */

export interface LearningRateSchedule {
  readonly peak: number;
  /** Updates of linear warm-up. */
  readonly warmUp: number;
  /** Total number of updates. */
  readonly total: number;
  /** Rate at the end, as a share of the peak. */
  readonly floor: number;
}

/** Learning rate of an update. Updates count from 0. */
export function learningRate({ peak, warmUp, total, floor }: LearningRateSchedule, update: number): number {
  if (update < warmUp) return (peak * (update + 1)) / warmUp;
  const progress = Math.min(1, (update - warmUp) / Math.max(1, total - warmUp));
  return peak * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress)));
}
