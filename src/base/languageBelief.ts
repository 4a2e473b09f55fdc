/**
 * From how probable languages are to what is believed. What was believed once is not given up for a little more of something else, so
 * that it does not change to and fro while somebody writes.
 */

/** Probability from which a language is believed, and from which it takes the place of another one. */
const believedFrom = 0.8;
const changedFrom = 0.9;

/** The language of texts that are in none. */
const noLanguage = 'plaintext';

/**
 * The VS Code language id to be believed after `languages` (the most probable first) have been found, `before` being what was believed
 * until then. `undefined`: no language in particular.
 */
export function nextBelief(
  before: string | undefined,
  languages: readonly { readonly languageId: string; readonly probability: number }[],
): string | undefined {
  const [best] = languages;
  if (best === undefined || best.probability < (before === undefined ? believedFrom : changedFrom)) return before;
  return best.languageId === noLanguage ? undefined : best.languageId;
}
