/**
 * The numbers of a fine-tuning. models/MODEL_CARD.md says how they were found, and the replay measures what they are
 * worth.
 */
export interface FineTuneRecipe {
  /** Tokens per update and stream. */
  readonly steps: number;
  readonly workspaceStreams: number;
  /** Streams of base text, in which the base model is the teacher. */
  readonly replayStreams: number;
  readonly peakRate: number;
  /** Share of the time for training in which the rate climbs. */
  readonly warmUp: number;
  /** Share of the peak rate that is left at the end. */
  readonly floor: number;
  readonly clipNorm: number;
  readonly averageDecay: number;
  /** Decay towards the base weights, per unit of learning rate. */
  readonly pull: number;
  /** Measurements without improvement after which training ends. */
  readonly patience: number;
  /** Measurements of held-out text during training. */
  readonly measurements: number;
}

export const fineTuneRecipe: FineTuneRecipe = {
  steps: 64,
  workspaceStreams: 16,
  replayStreams: 16,
  peakRate: 4.5e-4,
  warmUp: 0.03,
  floor: 0.03,
  clipNorm: 1,
  averageDecay: 0.998,
  pull: 0.1,
  patience: 4,
  measurements: 12,
};

/** The new model is kept only if held-out bits per character fall by at least this share … */
export const leastGain = 0.01;
/** … and those of base text rise by at most this share. */
export const mostForgotten = 0.02;

/** Share of the time that is kept for comparing both models at the end. */
export const comparisonShare = 0.05;

/** Learning rate at a progress of 0 to 1 of the time budget: warm-up, then half a cosine. */
export function fineTuneRate({ peakRate, warmUp, floor }: FineTuneRecipe, progress: number): number {
  if (progress < warmUp) return (peakRate * (progress + 0.1 * warmUp)) / (1.1 * warmUp);
  const along = Math.min(1, (progress - warmUp) / (1 - warmUp));
  return peakRate * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * along)));
}
