/**
 * How the entry selected in the open suggest widget shapes a request. VS Code shows ghost text beside the widget only when it
 * replaces the entry's range and begins with the entry's text, so the model is asked to go on behind that entry.
 */

export interface SelectedCompletion {
  /** The entry's text. */
  readonly text: string;
  /** The part of its range that lies before the cursor, as it is in the document. */
  readonly typed: string;
}

export interface ShapedRequest {
  /** Text before the cursor, or what it becomes once the entry stands there. */
  readonly prefix: string;
  readonly requiredStart?: string;
  /** Goes before every offer, so that the whole replaces the entry's range. */
  readonly inserted: string;
}

/**
 * An entry that continues what is typed is a required start, which keeps the text the server knows as it is. One that
 * rewrites it (matched fuzzily or in another case) is put in place of what is typed.
 */
export function shapeRequest(prefix: string, selected: SelectedCompletion | undefined): ShapedRequest {
  if (selected === undefined) return { prefix, inserted: '' };
  const { text, typed } = selected;
  if (text.startsWith(typed)) return { prefix, requiredStart: text.slice(typed.length), inserted: typed };
  return { prefix: prefix.slice(0, prefix.length - typed.length) + text, inserted: text };
}
