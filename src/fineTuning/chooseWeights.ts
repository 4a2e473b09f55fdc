/**
 * The end of a fine-tuning: which weights it offers, and whether they are kept. If the trained weights forget too much
 * of text from elsewhere, it goes part of the way back to the base (WiSE-FT, Wortsman et al. 2022).
 */
import { fromFloat16, toFloat16 } from '../model/float16.ts';
import { leastGain, mostForgotten } from './fineTuneRecipe.ts';
import type { BeforeAfter, NotKeptReason } from './fineTuneReport.ts';
import type { Samples } from './measurement.ts';

/** Bits per character of the two samples. */
export type Bits = Readonly<Record<keyof Samples, number>>;

export interface Candidates {
  readonly base: Float32Array;
  readonly trained: Float32Array;
  readonly baseBits: Bits;
  /** Of held-out text. */
  readonly trainedBits: number;
  /** Of held-out text, by the model in use. */
  readonly bitsToBeat: number;
}

export interface WeightsChoice {
  /** Rounded to 16 bits, as they are stored. */
  readonly parameters: Float32Array;
  readonly kept: boolean;
  readonly notKept: NotKeptReason | undefined;
  readonly heldOut: BeforeAfter;
  readonly baseProbe: BeforeAfter;
  /** Share of the way from the base to the trained weights, 0 to 1. */
  readonly share: number;
}

/** Bits per character of a sample. */
export type Measure = (parameters: Float32Array, sample: keyof Samples) => Promise<number>;

/** Steps of the search for the share: to a thirty-second of the way. */
const bisections = 5;
/** Most measurements of the probe. */
export const probesPerChoice = bisections + 2;

export async function chooseWeights(
  { base, trained, baseBits, trainedBits, bitsToBeat }: Candidates,
  measure: Measure,
): Promise<WeightsChoice> {
  const mostProbe = baseBits.probe * (1 + mostForgotten);
  const share = await largestShare(async (tried) => (await measure(blend(base, trained, tried), 'probe')) <= mostProbe);
  const parameters = blend(base, trained, share);
  const heldOut = await measure(parameters, 'heldOut');
  const probe = await measure(parameters, 'probe');
  const mostHeldOut = baseBits.heldOut * (1 - leastGain);
  const isBetter = heldOut <= mostHeldOut;
  // The trained weights would be better, but the share of them that does not forget too much is not.
  const forgot = probe > mostProbe || (!isBetter && share < 1 && trainedBits <= mostHeldOut);
  return {
    parameters,
    share,
    ...verdict(isBetter, forgot, heldOut < bitsToBeat),
    heldOut: { before: baseBits.heldOut, after: heldOut },
    baseProbe: { before: baseBits.probe, after: probe },
  };
}

/** The largest allowed share of the way, by bisection: going further means forgetting more. */
async function largestShare(isAllowed: (share: number) => Promise<boolean>): Promise<number> {
  if (await isAllowed(1)) return 1;
  let [allowed, tooFar] = [0, 1];
  for (let step = 0; step < bisections; step++) {
    const middle = (allowed + tooFar) / 2;
    if (await isAllowed(middle)) allowed = middle;
    else tooFar = middle;
  }
  return allowed;
}

function verdict(isBetter: boolean, forgot: boolean, beatsInUse: boolean): Pick<WeightsChoice, 'kept' | 'notKept'> {
  if (forgot) return { kept: false, notKept: 'baseForgotten' };
  if (!isBetter) return { kept: false, notKept: 'heldOutNotBetter' };
  return beatsInUse ? { kept: true, notKept: undefined } : { kept: false, notKept: 'inUseIsBetter' };
}

/** base + share · (trained − base), rounded to 16 bits as in a checkpoint. */
function blend(base: Float32Array, trained: Float32Array, share: number): Float32Array {
  const blended = trained.map((value, index) => {
    const from = base[index] ?? 0;
    return from + share * (value - from);
  });
  return fromFloat16(toFloat16(blended));
}
