/** An offer from the memory of edits, which the model has no part in. */
import type { Repetition } from '../edits/editMemory.ts';
import { expectedSaving } from './offerPlan.ts';
import { isInIndentation, type ShowRule, type Surroundings, typedLength } from './showRule.ts';
import type { ShownOffer } from './typedThrough.ts';

/** Less likely ones do not come before what the model knows. */
const leastProbability = 0.5;

/** The rest of a repeated edit, if it is worth showing. */
export function rememberedOffer(
  { text, probability, probabilityAfterOne }: Repetition,
  rule: ShowRule,
  { prefix, requiredStart, maximumLength }: Surroundings,
): ShownOffer | undefined {
  if (text.trim() === '' || text.length > maximumLength) return undefined;
  if (!text.startsWith(requiredStart) || text.length === requiredStart.length) return undefined;
  if (probability < leastProbability && !rule.mayGuess) return undefined;
  if (text.includes('\n', 1) && probability < rule.multiLineProbability) return undefined;
  const length = typedLength(text, isInIndentation(prefix));
  if (expectedSaving(probability, length, rule.cost) <= rule.leastValue) return undefined;
  // The first character decides most of it.
  const first = Math.min(1, probability / probabilityAfterOne);
  const probabilityUpTo = (offset: number): number => (offset === 0 ? 1 : offset < text.length ? first : probability);
  return { text, probability, probabilityUpTo };
}
