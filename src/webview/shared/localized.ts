/**
 * Texts of pages in the language of VS Code's user interface. The host puts the translations into the page, by the
 * English text with `{0}`, `{1}` for its values.
 */

/** Id of the element that holds the translations as JSON. */
const translationsId = 'translations';

const translations = readTranslations();

/** A template in the user's language. A translation may have the values in another order. */
export function localized(ours: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  const key = ours.reduce((text, own, index) => `${text}{${index - 1}}${own}`);
  return (translations.get(key) ?? key).replace(
    /\{(\d)\}/g,
    (place, index: string) => `${values[Number(index)] ?? place}`,
  );
}

function readTranslations(): ReadonlyMap<string, string> {
  // Unit tests have no page.
  const json = typeof document === 'undefined' ? null : document.getElementById(translationsId)?.firstChild?.nodeValue;
  return new Map(json ? Object.entries(JSON.parse(json) as Readonly<Record<string, string>>) : []);
}
