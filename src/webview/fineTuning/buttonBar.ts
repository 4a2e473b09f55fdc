/**
 * The buttons. A button keeps its element while it is offered, so that it keeps the focus. Pause and Resume share one.
 * All are disabled until the host has sent a view, since a saved view may be out of date.
 */
import { element, setText } from '../shared/elements.ts';
import type { ButtonView, PanelAction } from './protocol.ts';
import { localized } from '../shared/localized.ts';

export class ButtonBar {
  readonly root = element('div', 'buttons');
  readonly #buttons = new Map<string, HTMLButtonElement>();

  constructor(private readonly press: (action: PanelAction) => void) {
    this.root.setAttribute('role', 'group');
    this.root.setAttribute('aria-label', localized`Actions`);
  }

  /** @returns whether the button with the focus is gone */
  show(offered: readonly ButtonView[], areLive: boolean): boolean {
    const focused = document.activeElement;
    const before = [...this.#buttons.values()];
    const after = offered.map(({ action, label }) => {
      const button = this.#buttonOf(action);
      button.dataset['action'] = action;
      button.disabled = !areLive;
      setText(button, label);
      return button;
    });
    for (const [key, button] of this.#buttons) if (!after.includes(button)) this.#buttons.delete(key);
    // Moving an element takes the focus from it, so only a changed row is replaced.
    if (before.length !== after.length || after.some((button, index) => button !== this.root.children[index]))
      this.root.replaceChildren(...after);
    if (!before.some((button) => button === focused)) return false;
    const staying = after.find((button) => button === focused);
    staying?.focus();
    return staying === undefined;
  }

  #buttonOf(action: PanelAction): HTMLButtonElement {
    const key = action === 'resume' ? 'pause' : action;
    const known = this.#buttons.get(key);
    if (known !== undefined) return known;
    const made = element('button', '');
    made.type = 'button';
    made.addEventListener('click', () => {
      this.press(made.dataset['action'] as PanelAction);
    });
    this.#buttons.set(key, made);
    return made;
  }
}
