/**
 * How the selected entry of the suggest widget shapes a request. VS Code shows ghost text beside the widget only when
 * it replaces the entry's range and begins with the entry's text. So the model continues behind that entry.
 */

export interface SelectedCompletion {
  /** The entry's text. */
  readonly text: string;
  /** The document's text from the start of its range to the cursor. */
  readonly typed: string;
}

export interface ShapedRequest {
  /** Text before the cursor; with the entry in it where the entry rewrites some of it. */
  readonly prefix: string;
  readonly requiredStart?: string;
  /** Is put before every offer, so that the whole replaces the entry's range. */
  readonly inserted: string;
}

/**
 * An entry that continues the typed text becomes a required start: the prefix stays the text that the server has read.
 * An entry that rewrites it (a fuzzy match, another case) replaces it in the prefix.
 */
export function shapeRequest(prefix: string, selected: SelectedCompletion | undefined): ShapedRequest {
  if (selected === undefined) return { prefix, inserted: '' };
  const { text, typed } = selected;
  if (text.startsWith(typed)) return { prefix, requiredStart: text.slice(typed.length), inserted: typed };
  return { prefix: prefix.slice(0, prefix.length - typed.length) + text, inserted: text };
}
