/**
 * How the page is made: elements with a class and a content. Texts are always set as text, never as markup, because file names and lines
 * of files are among them.
 */

export type Content = string | readonly (Node | string)[];

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  content: Content = [],
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.append(...(typeof content === 'string' ? [content] : content));
  return made;
}

/** Read out, but not shown. */
export function spoken(text: string): HTMLSpanElement {
  return element('span', 'spoken', text);
}

/** Sets a text only when it is another one: a selection in it outlives an update, and a live region says nothing twice. */
export function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/**
 * An element with a role of its own: a table whose parts are laid out as blocks in a narrow panel would otherwise be no table any
 * more for a screen reader.
 */
export function withRole<T extends HTMLElement>(made: T, role: string): T {
  made.setAttribute('role', role);
  return made;
}
