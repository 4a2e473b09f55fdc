/**
 * Makes elements with a class and a content. Texts are set as text, never as markup, and without characters that cannot
 * be seen: file names and lines of files are among them. ESLint allows no other file to set texts.
 */
import { pageText } from '../../base/shownText.ts';

export type Content = string | readonly (Node | string)[];

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  content: Content = [],
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  const parts = typeof content === 'string' ? [content] : content;
  made.append(...parts.map((part) => (typeof part === 'string' ? pageText(part) : part)));
  return made;
}

/** Read out, but not shown. */
export function spoken(text: string): HTMLSpanElement {
  return element('span', 'spoken', text);
}

/** Sets a text only when it has changed: a selection in it stays, and a live region is not read out twice. */
export function setText(target: HTMLElement, text: string): void {
  const shown = pageText(text);
  if (target.textContent !== shown) target.textContent = shown;
}

/**
 * Gives an element an explicit role. A table whose parts are laid out as blocks in a narrow panel would lose its own
 * for a screen reader.
 */
export function withRole<T extends HTMLElement>(made: T, role: string): T {
  made.setAttribute('role', role);
  return made;
}
