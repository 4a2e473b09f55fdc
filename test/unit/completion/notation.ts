/** The editor's own notation: `foo‸baz` is a text with a cursor, `foo[bar]baz` the same with `bar` as ghost text. */

export interface Cursor {
  readonly prefix: string;
  readonly suffix: string;
}

export function cursorIn(text: string): Cursor {
  const at = text.indexOf('‸');
  if (at < 0) throw new Error(`no cursor in ${text}`);
  return { prefix: text.slice(0, at), suffix: text.slice(at + 1) };
}

/** How the editor looks with this offer; without one, like the text. */
export function withGhost({ prefix, suffix }: Cursor, offer: string | undefined): string {
  return offer === undefined || offer === '' ? `${prefix}‸${suffix}` : `${prefix}[${offer}]${suffix}`;
}
