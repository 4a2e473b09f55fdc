/**
 * Typing through: who types the beginning of what is on show sees the rest of it, unchanged, whatever the model would say now. So
 * nothing flickers, and nothing is computed.
 */
import type { Situation } from '../writing/decoder.ts';
import type { StandingOffer, StandingOffers } from '../reading/hiddenStateCache.ts';
import { isInIndentation } from './showRule.ts';
import { trimSuffix } from './trimSuffix.ts';

/** What is left of the offers on show at the cursor; undefined when nothing is. */
export function restOfStanding(
  standing: StandingOffers | undefined,
  { surroundings, explicit, draft }: Situation,
): { readonly offers: readonly StandingOffer[]; readonly settled: boolean } | undefined {
  const { prefix, suffix, requiredStart, maximumLength } = surroundings;
  if (standing === undefined || !prefix.startsWith(standing.prefixText)) return undefined;
  // Who asks for a draft again wants a fresh one: the workspace may have been read meanwhile.
  if (draft || (explicit && !standing.explicit)) return undefined;
  const typed = prefix.slice(standing.prefixText.length);
  const offers: StandingOffer[] = [];
  for (const offer of standing.offers) {
    if (!offer.text.startsWith(typed)) continue;
    const whole = offer.text.slice(typed.length);
    // The editor may have closed a bracket that was typed.
    const text = suffix === standing.suffix ? whole : trimSuffix(whole, suffix, true, isInIndentation(prefix));
    if (text.trim() === '' || (text.length > maximumLength && !standing.draft)) continue;
    if (requiredStart !== '' && (!text.startsWith(requiredStart) || text.length === requiredStart.length)) continue;
    const before = offer.probabilityUpTo(typed.length);
    offers.push({
      text,
      probability: before > 0 ? Math.min(1, offer.probabilityUpTo(typed.length + text.length) / before) : 0,
      probabilityUpTo: (offset) => offer.probabilityUpTo(typed.length + offset),
    });
  }
  return offers.length > 0 ? { offers, settled: standing.settled } : undefined;
}
