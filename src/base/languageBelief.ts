/**
 * From the probabilities of languages to the one that counts as detected. Replacing a detected language takes a higher
 * probability than detecting the first one, so that the answer does not flicker while the user types.
 */

/** Least probability of the first detected language, and of one that replaces it. */
const believedFrom = 0.8;
const changedFrom = 0.9;

/** The id of texts without a language. */
const noLanguage = 'plaintext';

/**
 * The detected VS Code language id, `undefined` for none. `languages` are sorted by falling probability; `before` is
 * the language detected so far.
 */
export function nextBelief(
  before: string | undefined,
  languages: readonly { readonly languageId: string; readonly probability: number }[],
): string | undefined {
  const [best] = languages;
  if (best === undefined || best.probability < (before === undefined ? believedFrom : changedFrom)) return before;
  return best.languageId === noLanguage ? undefined : best.languageId;
}
