/**
 * While the user types the beginning of a shown offer, the rest of the offer stays. So nothing flickers, and nothing is
 * computed.
 */
import type { CompletionOffer } from '../request.ts';
import type { Surroundings } from './showRule.ts';
import { Fitting } from './trimSuffix.ts';

/** Offers as they were answered. */
export interface ShownOffers {
  /** Text before the cursor at that time. */
  readonly prefixText: string;
  readonly suffix: string;
  readonly explicit: boolean;
  /** Of several lines; `maximumLength` does not apply. */
  readonly draft: boolean;
  /** False: the budget cut the answer short, and the offers may grow. */
  readonly settled: boolean;
  readonly offers: readonly ShownOffer[];
}

export interface ShownOffer extends CompletionOffer {
  /** Probability that the text is right up to an offset. */
  readonly probabilityUpTo: (offset: number) => number;
}

/** What a request asks for, and where. */
export interface Asked {
  readonly explicit: boolean;
  readonly draft: boolean;
  readonly surroundings: Surroundings;
}

/** What remains of an offer after the text behind the cursor has changed: it takes in what the editor has closed. */
function fitted(offer: string, surroundings: Surroundings): { readonly text: string; readonly replaced: number } {
  const fitting = new Fitting(surroundings);
  const replaced = surroundings.requiredStart === '' ? fitting.replacedBy(offer) : 0;
  return { text: replaced > 0 ? offer : fitting.longest(offer), replaced };
}

/** The rest of the shown offers at the cursor; undefined without one. */
export function typedThrough(
  shown: ShownOffers | undefined,
  { surroundings, explicit, draft }: Asked,
): Pick<ShownOffers, 'offers' | 'settled'> | undefined {
  const { prefix, suffix, requiredStart, maximumLength } = surroundings;
  if (shown === undefined || !prefix.startsWith(shown.prefixText)) return undefined;
  // Another request for a draft gets a new one: the workspace may have been read meanwhile.
  if (draft || (explicit && !shown.explicit)) return undefined;
  const typed = prefix.slice(shown.prefixText.length);
  const offers: ShownOffer[] = [];
  for (const offer of shown.offers) {
    if (!offer.text.startsWith(typed)) continue;
    const whole = offer.text.slice(typed.length);
    // The editor may have inserted a closing bracket.
    const { text, replaced } =
      suffix === shown.suffix ? { text: whole, replaced: offer.replaced ?? 0 } : fitted(whole, surroundings);
    if (text.trim() === '' || (text.length > maximumLength && !shown.draft)) continue;
    if (requiredStart !== '' && (!text.startsWith(requiredStart) || text.length === requiredStart.length)) continue;
    const before = offer.probabilityUpTo(typed.length);
    offers.push({
      text,
      replaced,
      probability: before > 0 ? Math.min(1, offer.probabilityUpTo(typed.length + text.length) / before) : 0,
      probabilityUpTo: (offset) => offer.probabilityUpTo(typed.length + offset),
    });
  }
  return offers.length > 0 ? { offers, settled: shown.settled } : undefined;
}
