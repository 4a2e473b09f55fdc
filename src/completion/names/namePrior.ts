/**
 * What names do to a distribution. If one of them stands here, only what goes on with a name, or ends one, can come next. How probable the
 * distribution thought that, before anybody named names, is one opinion; that there are names which fit is another: their logits are added up.
 * So who is sure of something else is not easily talked out of it, what is no name is never impossible, and among the names
 * all stay as likely as they were.
 */
import { isNameToken, type NameTrail } from './nameTrail.ts';

export interface NameBelief {
  /** Logit that one of the names goes on here, by the number of letters typed; the last one for all longer. */
  readonly trust: readonly number[];
  /** Weight of the distribution's own logit. */
  readonly opinion: number;
}

/** Chosen on packages held out of the corpus; models/EXPERIMENTS.md tells how. */
export const nameBelief: NameBelief = { trust: [4, 1.5, 2.5, 4], opinion: 0.5 };

/** An opinion that is as good as certain is left alone. */
const margin = 1e-6;

/** The distribution (V) with the names at this place in mind. Sums to 1 as `probabilities` (V) do. */
export function withNames(
  probabilities: Float32Array,
  trail: NameTrail,
  { trust, opinion }: NameBelief = nameBelief,
): Float32Array {
  const fits = new Uint8Array(probabilities.length);
  for (const token of trail.nexts()) fits[token] = 1;
  if (trail.isComplete) for (let token = 0; token < fits.length; token++) if (!isNameToken(token)) fits[token] = 1;
  let possible = 0;
  for (let token = 0; token < fits.length; token++) if (fits[token] === 1) possible += probabilities[token] ?? 0;
  if (possible <= 0 || possible >= 1 - margin) return probabilities;
  const logit = Math.log(possible / (1 - possible));
  const sum = (trust[Math.min(trail.length, trust.length - 1)] ?? 0) + opinion * logit;
  const believed = Math.max(possible, 1 / (1 + Math.exp(-sum)));
  const [more, less] = [believed / possible, (1 - believed) / (1 - possible)];
  return probabilities.map((probability, token) => probability * (fits[token] === 1 ? more : less));
}
