/**
 * The numbers of a fine-tuning. How they were found is in models/MODEL_CARD.md; replay measures what they are worth.
 */
import { parameterCount } from '../model/parameters.ts';
import type { ModelConfig } from '../model/config.ts';

export interface FineTuneRecipe {
  /** Characters per update and stream. */
  readonly steps: number;
  readonly workspaceStreams: number;
  /** In these the base teaches: what is to be learnt is what it expects there. */
  readonly replayStreams: number;
  readonly peakRate: number;
  /** Of the time for training: in which the rate climbs. */
  readonly warmUp: number;
  /** Share of the peak rate that is left at the end. */
  readonly floor: number;
  readonly clipNorm: number;
  readonly averageDecay: number;
  /** Towards the base weights, per unit of learning rate. */
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

/** The new model is kept only when held-out bits per character fall by this share or more … */
export const leastGain = 0.01;
/** … and those of base text rise by this share at most. */
export const mostForgotten = 0.02;

/** Rate at a progress of 0 to 1: warm-up, then half a cosine. It follows the time that was given, however fast the machine is. */
export function fineTuneRate({ peakRate, warmUp, floor }: FineTuneRecipe, progress: number): number {
  if (progress < warmUp) return (peakRate * (progress + 0.1 * warmUp)) / (1.1 * warmUp);
  const along = Math.min(1, (progress - warmUp) / (1 - warmUp));
  return peakRate * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * along)));
}

/** Identifies what a saved fine-tuning can go on with: the same base weights and recipe. Files may have changed meanwhile. */
export function fineTuneFingerprint(base: { readonly sha256: string }, config: ModelConfig, seed: number): string {
  return JSON.stringify({ base: base.sha256, parameters: parameterCount(config), recipe: fineTuneRecipe, seed });
}
